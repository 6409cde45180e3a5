import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RelayLog } from './RelayLog'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const bytes = (length = 1) => new Uint8Array(length)
const shown = (log: RelayLog) => log.state.getState()

describe('RelayLog', () => {
  it('draws at most ten times a second', () => {
    const log = new RelayLog()
    const drawn = vi.fn()
    log.state.subscribe(drawn)
    for (let n = 0; n < 1000; n++) {
      log.add('demo', 'received', bytes())
      vi.advanceTimersByTime(1)
    }
    vi.advanceTimersByTime(100)
    expect(drawn.mock.calls.length).toBeLessThanOrEqual(11)
    expect(shown(log).messages).toHaveLength(1000)
  })

  it('keeps a bounded number and size, and counts what it dropped', () => {
    const log = new RelayLog()
    for (let n = 0; n < 5_010; n++) log.add('demo', 'received', bytes())
    vi.advanceTimersByTime(100)
    expect(shown(log)).toMatchObject({ dropped: 10 })
    for (let n = 0; n < 20; n++) log.add('demo', 'received', bytes(1024 * 1024))
    vi.advanceTimersByTime(100)
    expect(shown(log).messages).toHaveLength(16)
  })

  it('holds the view still while paused, and loses nothing', () => {
    const log = new RelayLog()
    log.add('demo', 'received', bytes())
    vi.advanceTimersByTime(100)
    log.setPaused(true)
    log.add('demo', 'received', bytes())
    log.add('demo', 'sent', bytes())
    vi.advanceTimersByTime(100)
    expect(shown(log)).toMatchObject({ waiting: 2, isPaused: true })
    expect(shown(log).messages).toHaveLength(1)
    log.setPaused(false)
    expect(shown(log).messages).toHaveLength(3)
    log.clear()
    expect(shown(log)).toMatchObject({ messages: [], dropped: 0 })
  })
})
