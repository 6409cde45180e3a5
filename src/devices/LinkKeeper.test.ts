import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ask, LinkState } from './device'
import { DeviceError } from './errors'
import { LinkKeeper, type LinkKeeperOptions } from './LinkKeeper'

const lost = new DeviceError('connection-lost')
const ask: Ask = { kind: 'credentials', fields: ['password'], answer: () => {}, cancel: () => {} }
/** 1 s, 2 s, 4 s … without chance. */
const backoff = { firstMs: 1_000, factor: 2, capMs: 60_000, jitter: 0 }
const startedMs = Date.UTC(2026, 0, 1)

/** Browser events that the keeper hears. */
let world: EventTarget
const keepers: LinkKeeper[] = []

beforeEach(() => {
  vi.useFakeTimers({ now: startedMs })
  world = new EventTarget()
  vi.stubGlobal('addEventListener', world.addEventListener.bind(world))
  vi.stubGlobal('navigator', { onLine: true })
})
afterEach(() => {
  for (const keeper of keepers.splice(0)) keeper.close()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

function keep(options: Partial<LinkKeeperOptions> = {}) {
  const connect = vi.fn()
  const keeper = new LinkKeeper({ connect, backoff, ...options })
  keepers.push(keeper)
  return { keeper, connect, state: () => keeper.link.getState() }
}

const waiting = (attempt: number, delayMs: number, why = lost): LinkState => {
  return { phase: 'waiting', why, attempt, retryAtMs: Date.now() + delayMs }
}

describe('an attempt', () => {
  it('is not made before the keeper is told to start', () => {
    const { connect, state } = keep()
    expect(state()).toEqual({ phase: 'connecting', step: 'loading', attempt: 0 })
    expect(connect).not.toHaveBeenCalled()
  })

  it('goes through its steps to online, and says since when', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    expect(connect.mock.calls).toEqual([[0]])
    expect(state()).toEqual({ phase: 'connecting', step: 'opening', attempt: 0 })
    keeper.step('handshake')
    expect(state()).toEqual({ phase: 'connecting', step: 'handshake', attempt: 0 })
    keeper.ask(ask)
    expect(state()).toEqual({ phase: 'asking', ask })
    vi.advanceTimersByTime(500)
    keeper.online()
    expect(state()).toEqual({ phase: 'online', sinceMs: startedMs + 500 })
  })

  it('waits for a person as long as it takes', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    keeper.ask(ask)
    vi.advanceTimersByTime(24 * 3_600_000)
    expect(state().phase).toBe('asking')
    expect(connect).toHaveBeenCalledTimes(1)
  })

  it('may fail before `connect` returns', () => {
    const { keeper, state } = keep({ connect: () => keeper.lost(lost) })
    keeper.start()
    expect(state()).toEqual(waiting(1, 1_000))
  })
})

describe('after a loss', () => {
  it('it waits, says why and until when, and tries again', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    keeper.lost(lost)
    expect(state()).toEqual(waiting(1, 1_000))
    vi.advanceTimersByTime(999)
    expect(connect).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    expect(connect.mock.calls).toEqual([[0], [1]])
    expect(state()).toEqual({ phase: 'connecting', step: 'opening', attempt: 1 })
  })

  it('it waits longer after each failure in a row', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    for (const [attempt, delayMs] of [
      [1, 1_000],
      [2, 2_000],
      [3, 4_000],
    ] as const) {
      keeper.lost(lost)
      expect(state()).toEqual(waiting(attempt, delayMs))
      vi.advanceTimersByTime(delayMs)
    }
    expect(connect.mock.calls).toEqual([[0], [1], [2], [3]])
  })

  it('a connection that has held makes it forget the failures before', () => {
    const { keeper, state } = keep()
    keeper.start()
    keeper.lost(lost)
    vi.advanceTimersByTime(1_000)
    keeper.online()
    vi.advanceTimersByTime(5_000)
    keeper.lost(lost)
    expect(state()).toEqual(waiting(1, 1_000))
  })

  it('one that was dropped right after the handshake does not', () => {
    const { keeper, state } = keep()
    keeper.start()
    keeper.lost(lost)
    vi.advanceTimersByTime(1_000)
    keeper.online()
    vi.advanceTimersByTime(4_999)
    keeper.lost(lost)
    expect(state()).toEqual(waiting(2, 2_000))
  })

  it('a second word of the same loss counts for nothing', () => {
    const { keeper, state } = keep()
    keeper.start()
    keeper.lost(lost)
    vi.advanceTimersByTime(500)
    keeper.lost(new DeviceError('server-closed'))
    expect(state()).toEqual(waiting(1, 500))
  })

  it('what the lost attempt has left to say comes too late', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    keeper.lost(lost)
    const before = state()
    keeper.step('starting')
    keeper.ask(ask)
    keeper.online()
    expect(state()).toBe(before)
    vi.advanceTimersByTime(1_000)
    expect(connect).toHaveBeenCalledTimes(2)
  })

  it('the operator can end the wait, and then the clock is not heard any more', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    keeper.lost(lost)
    keeper.retryNow()
    expect(state()).toEqual({ phase: 'connecting', step: 'opening', attempt: 1 })
    keeper.online()
    vi.advanceTimersByTime(60_000)
    expect(connect).toHaveBeenCalledTimes(2)
    expect(state().phase).toBe('online')
  })
})

describe('the adapter', () => {
  it('may choose the wait, zero included', () => {
    const retry = vi.fn((_why: DeviceError, attempt: number) => (attempt === 1 ? 11_000 : 0))
    const { keeper, state } = keep({ retry })
    keeper.start()
    keeper.lost(lost)
    expect(state()).toEqual(waiting(1, 11_000))
    expect(retry).toHaveBeenCalledWith(lost, 1)
    keeper.retryNow()
    keeper.lost(lost)
    expect(state()).toEqual(waiting(2, 0))
  })

  it('may leave it to the keeper', () => {
    const { keeper, state } = keep({ retry: () => undefined })
    keeper.start()
    keeper.lost(lost)
    expect(state()).toEqual(waiting(1, 1_000))
  })

  it('may say never: only the operator starts again, from zero', () => {
    const { keeper, connect, state } = keep({ retry: () => 'never' })
    keeper.start()
    keeper.lost(lost)
    expect(state()).toEqual({ phase: 'ended', why: lost })
    vi.advanceTimersByTime(3_600_000)
    expect(connect).toHaveBeenCalledTimes(1)
    keeper.retryNow()
    expect(state()).toEqual({ phase: 'connecting', step: 'opening', attempt: 0 })
  })

  it('may begin an attempt at once, whatever the state', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    keeper.online()
    keeper.again()
    expect(state().phase).toBe('connecting')
    keeper.lost(lost)
    keeper.again()
    vi.advanceTimersByTime(60_000)
    expect(connect).toHaveBeenCalledTimes(3)
  })
})

describe('retryNow', () => {
  it('does nothing while connecting, asking or online', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    keeper.retryNow()
    keeper.ask(ask)
    keeper.retryNow()
    keeper.online()
    keeper.retryNow()
    expect(state().phase).toBe('online')
    expect(connect).toHaveBeenCalledTimes(1)
  })
})

describe('the network', () => {
  const goOnline = () => {
    vi.stubGlobal('navigator', { onLine: true })
    world.dispatchEvent(new Event('online'))
  }

  it('starts the next try at once when it comes back', () => {
    const { keeper, connect } = keep()
    keeper.start()
    keeper.lost(lost)
    goOnline()
    expect(connect).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(60_000)
    expect(connect).toHaveBeenCalledTimes(2)
  })

  it('is waited for while the browser has none: a try could only fail', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    vi.stubGlobal('navigator', { onLine: false })
    keeper.lost(lost)
    vi.advanceTimersByTime(60_000)
    expect(connect).toHaveBeenCalledTimes(1)
    expect(state().phase).toBe('waiting')
    goOnline()
    expect(connect).toHaveBeenCalledTimes(2)
  })

  it('changes nothing for a link that stands, asks or has ended', () => {
    const { keeper, connect } = keep({ retry: () => 'never' })
    keeper.start()
    keeper.ask(ask)
    goOnline()
    keeper.online()
    goOnline()
    keeper.lost(lost)
    goOnline()
    expect(connect).toHaveBeenCalledTimes(1)
  })
})

describe('the end', () => {
  it('stops the clock until the operator starts again', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    keeper.lost(lost)
    const why = new DeviceError('sign-in-cancelled')
    keeper.end(why)
    vi.advanceTimersByTime(60_000)
    expect(connect).toHaveBeenCalledTimes(1)
    expect(state()).toEqual({ phase: 'ended', why })
    keeper.retryNow()
    expect(connect).toHaveBeenLastCalledWith(0)
  })

  it('is not undone by late words of the attempt', () => {
    const { keeper, state } = keep()
    keeper.start()
    keeper.end('by-user')
    keeper.step('handshake')
    keeper.ask(ask)
    keeper.online()
    keeper.lost(lost)
    expect(state()).toEqual({ phase: 'ended', why: 'by-user' })
  })

  it('is final once closed, and leaves no timer and no listener', () => {
    const { keeper, connect, state } = keep()
    keeper.start()
    keeper.lost(lost)
    keeper.close()
    keeper.close()
    expect(state()).toEqual({ phase: 'ended', why: 'by-user' })
    expect(vi.getTimerCount()).toBe(0)
    world.dispatchEvent(new Event('online'))
    keeper.retryNow()
    keeper.again()
    keeper.end(lost)
    expect(state()).toEqual({ phase: 'ended', why: 'by-user' })
    expect(connect).toHaveBeenCalledTimes(1)
  })
})

it('works where there is no browser around it', () => {
  vi.stubGlobal('addEventListener', undefined)
  vi.stubGlobal('navigator', undefined)
  const { keeper, connect } = keep()
  keeper.start()
  keeper.lost(lost)
  vi.advanceTimersByTime(1_000)
  expect(connect).toHaveBeenCalledTimes(2)
})
