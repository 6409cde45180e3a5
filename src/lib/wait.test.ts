import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { wait, whileSo } from './wait'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('wait', () => {
  it('takes its time, and no listener stays behind', async () => {
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const waiting = wait(500, signal)
    await vi.advanceTimersByTimeAsync(499)
    expect(removed).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await waiting
    expect(removed).toHaveBeenCalledOnce()
  })

  it('ends at once when aborted, before or while it waits', async () => {
    await expect(wait(500, AbortSignal.abort('before'))).rejects.toBe('before')
    const controller = new AbortController()
    const waiting = wait(500, controller.signal)
    controller.abort('while')
    await expect(waiting).rejects.toBe('while')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('whileSo', () => {
  it('waits until a condition no longer holds', async () => {
    let isPaused = true
    const done = vi.fn()
    void whileSo(() => isPaused).then(done)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(done).not.toHaveBeenCalled()
    isPaused = false
    await vi.advanceTimersByTimeAsync(100)
    expect(done).toHaveBeenCalledOnce()
  })
})
