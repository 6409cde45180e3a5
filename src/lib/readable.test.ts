import { describe, expect, it, vi } from 'vitest'
import { whenValue, writable } from './readable'

describe('writable', () => {
  it('gives what was set last, and remembers what it began with', () => {
    const value = writable(1)
    value.set(2)
    expect(value.getState()).toBe(2)
    expect(value.getInitialState()).toBe(1)
  })

  it('tells followers the new value and the one before', () => {
    const value = writable('a')
    const follower = vi.fn()
    value.subscribe(follower)
    value.set('b')
    expect(follower.mock.calls).toEqual([['b', 'a']])
  })

  it('is silent when nothing differs, and after a follower has left', () => {
    const value = writable(Number.NaN)
    const follower = vi.fn()
    const leave = value.subscribe(follower)
    value.set(Number.NaN)
    expect(follower).not.toHaveBeenCalled()
    leave()
    value.set(1)
    expect(follower).not.toHaveBeenCalled()
  })

  it('replaces and never merges, so that a union keeps no stale fields', () => {
    type State = { phase: 'waiting'; retryAtMs: number } | { phase: 'online' }
    const state = writable<State>({ phase: 'waiting', retryAtMs: 5 })
    state.set({ phase: 'online' })
    expect(state.getState()).toEqual({ phase: 'online' })
  })

  it('holds undefined, null and functions like any other value', () => {
    const value = writable<unknown>('something')
    value.set(undefined)
    expect(value.getState()).toBeUndefined()
    value.set(null)
    expect(value.getState()).toBeNull()
    const run = vi.fn()
    value.set(run)
    expect(value.getState()).toBe(run)
    expect(run).not.toHaveBeenCalled()
  })
})

describe('whenValue', () => {
  const isBig = (n: number) => n > 10

  it('resolves with the present value when it passes', async () => {
    await expect(whenValue(writable(11), isBig)).resolves.toBe(11)
  })

  it('resolves with the first one that passes, and not with a later one', async () => {
    const value = writable(1)
    const found = whenValue(value, isBig)
    value.set(2)
    value.set(20)
    value.set(30)
    await expect(found).resolves.toBe(20)
  })

  it('narrows to what the test proves', async () => {
    const value = writable<string | number>('x')
    const found = whenValue(value, (v): v is number => typeof v === 'number')
    value.set(3)
    expect((await found).toFixed(1)).toBe('3.0')
  })

  it("rejects with the signal's reason, whether it aborts later or has before", async () => {
    const abort = new AbortController()
    const waiting = whenValue(writable(1), isBig, abort.signal)
    const why = new Error('enough')
    abort.abort(why)
    await expect(waiting).rejects.toBe(why)
    await expect(whenValue(writable(1), isBig, abort.signal)).rejects.toBe(why)
  })

  it('prefers a value that is there to a signal that has aborted', async () => {
    await expect(whenValue(writable(11), isBig, AbortSignal.abort())).resolves.toBe(11)
  })

  it('follows no longer than it must', async () => {
    const value = writable(1)
    const passes = vi.fn(isBig)
    const abort = new AbortController()
    const removed = vi.spyOn(abort.signal, 'removeEventListener')
    const found = whenValue(value, passes, abort.signal)
    value.set(20)
    await found
    const asked = passes.mock.calls.length
    value.set(30)
    expect(passes).toHaveBeenCalledTimes(asked)
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function))
  })

  it('follows no longer than its signal lives', async () => {
    const value = writable(1)
    const passes = vi.fn(isBig)
    const abort = new AbortController()
    const found = whenValue(value, passes, abort.signal)
    abort.abort()
    await expect(found).rejects.toMatchObject({ name: 'AbortError' })
    value.set(20)
    expect(passes).toHaveBeenCalledTimes(1)
  })
})
