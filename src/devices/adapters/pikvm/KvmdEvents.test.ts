import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KvmdEvents } from './KvmdEvents'
import type { KvmdState } from './KvmdState'

/** A socket that opens at once and then says what the test wants. */
class QuietSocket extends EventTarget {
  static OPEN = 1
  static last: QuietSocket
  readyState = 1
  sent: unknown[] = []
  constructor() {
    super()
    QuietSocket.last = this
  }
  send(data: unknown): void {
    this.sent.push(data)
  }
  close(): void {
    this.readyState = 3
  }
  says(type: string, event: object): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify({ event_type: type, event }) }))
  }
}

let told: string[]
const pong = () => QuietSocket.last.says('pong', {})
const atx = () => QuietSocket.last.says('atx_state', { enabled: true, busy: false, leds: { power: true, hdd: false } })

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', QuietSocket)
  told = []
  let state: KvmdState = {}
  new KvmdEvents({
    url: 'ws://pikvm/api/ws',
    state: () => state,
    changed: next => {
      state = next
    },
    opened: () => {},
    ready: () => told.push('ready'),
    roundTrip: () => {},
    ended: why => told.push(why.reason),
  })
  QuietSocket.last.dispatchEvent(new Event('open'))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('KvmdEvents', () => {
  // kvmd 4.20 with its video daemon stuck, on a busy computer: 4.4 s were seen, and nothing bounds it.
  it('waits for the first event as long as the socket lives', () => {
    vi.advanceTimersByTime(40_000)
    expect(told).toEqual([])
    atx()
    vi.advanceTimersByTime(2_900)
    expect(told).toEqual([])
    vi.advanceTimersByTime(100)
    expect(told).toEqual(['ready'])
  })

  it('takes 15 s of silence for a loss once events have come', () => {
    atx()
    for (let second = 0; second < 60; second += 10) {
      vi.advanceTimersByTime(10_000)
      pong()
    }
    expect(told).toEqual(['ready'])
    vi.advanceTimersByTime(18_000)
    expect(told).toEqual(['ready', 'connection-lost'])
  })

  it('ends with the socket, before the first event as well', () => {
    QuietSocket.last.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '', wasClean: false }))
    expect(told).toEqual(['connection-lost'])
  })
})
