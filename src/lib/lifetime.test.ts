import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Lifetime } from './lifetime'

describe('what was added', () => {
  it('runs once, last added first, when the lifetime ends', () => {
    const lifetime = new Lifetime()
    const ran: string[] = []
    lifetime.add(() => ran.push('first'))
    lifetime.add(() => ran.push('second'))
    lifetime.dispose()
    lifetime.dispose()
    expect(ran).toEqual(['second', 'first'])
  })

  it('can run early, and then not again', () => {
    const lifetime = new Lifetime()
    const dispose = vi.fn()
    const early = lifetime.add(dispose)
    early()
    early()
    lifetime.dispose()
    expect(dispose).toHaveBeenCalledTimes(1)
  })

  it('runs at once when the lifetime has ended', () => {
    const lifetime = new Lifetime()
    lifetime.dispose()
    const dispose = vi.fn()
    const early = lifetime.add(dispose)
    expect(dispose).toHaveBeenCalledTimes(1)
    early()
    expect(dispose).toHaveBeenCalledTimes(1)
  })

  it('runs also when it is added by another that runs', () => {
    const lifetime = new Lifetime()
    const late = vi.fn()
    lifetime.add(() => void lifetime.add(late))
    lifetime.dispose()
    expect(late).toHaveBeenCalledTimes(1)
  })

  it('runs to the end when one throws, and then tells the first failure', () => {
    const lifetime = new Lifetime()
    const last = vi.fn()
    lifetime.add(last)
    lifetime.add(() => {
      throw new Error('second to run')
    })
    lifetime.add(() => {
      throw new Error('first to run')
    })
    expect(() => lifetime.dispose()).toThrow('first to run')
    expect(last).toHaveBeenCalledTimes(1)
    expect(() => lifetime.dispose()).not.toThrow()
  })
})

describe('its signal', () => {
  it('aborts before anything else is torn down', () => {
    const lifetime = new Lifetime()
    const seen: boolean[] = []
    lifetime.add(() => seen.push(lifetime.signal.aborted, lifetime.ended))
    expect(lifetime.ended).toBe(false)
    lifetime.dispose()
    expect(seen).toEqual([true, true])
  })

  it('takes listeners with it', () => {
    const lifetime = new Lifetime()
    const target = new EventTarget()
    const heard = vi.fn()
    target.addEventListener('ping', heard, { signal: lifetime.signal })
    target.dispatchEvent(new Event('ping'))
    lifetime.dispose()
    target.dispatchEvent(new Event('ping'))
    expect(heard).toHaveBeenCalledTimes(1)
  })
})

describe('its timers', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('fire in their time, once or again and again', () => {
    const lifetime = new Lifetime()
    const once = vi.fn()
    const often = vi.fn()
    lifetime.timeout(once, 100)
    lifetime.interval(often, 40)
    vi.advanceTimersByTime(99)
    expect(once).not.toHaveBeenCalled()
    vi.advanceTimersByTime(101)
    expect(once).toHaveBeenCalledTimes(1)
    expect(often).toHaveBeenCalledTimes(5)
  })

  it('can be cancelled', () => {
    const lifetime = new Lifetime()
    const run = vi.fn()
    lifetime.timeout(run, 100)()
    lifetime.interval(run, 100)()
    vi.advanceTimersByTime(1_000)
    expect(run).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('die with it', () => {
    const lifetime = new Lifetime()
    const run = vi.fn()
    lifetime.timeout(run, 100)
    lifetime.interval(run, 100)
    lifetime.dispose()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('never start after its end', () => {
    const lifetime = new Lifetime()
    lifetime.dispose()
    lifetime.timeout(() => {}, 100)
    lifetime.interval(() => {}, 100)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leave nothing behind when they have fired', () => {
    const lifetime = new Lifetime()
    const run = vi.fn(() => lifetime.dispose())
    const cancel = lifetime.timeout(run, 100)
    vi.advanceTimersByTime(100)
    expect(run).toHaveBeenCalledTimes(1)
    expect(lifetime.ended).toBe(true)
    cancel()
    lifetime.dispose()
    expect(run).toHaveBeenCalledTimes(1)
  })
})
