import { EventEmitter, once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { inExchange, spreadNet } from './exchangeScope.ts'

describe('an error that nobody foresaw', () => {
  const boom = new Error('boom')
  const logged: string[] = []
  const log = (message: string) => logged.push(message)
  let minutes = 1
  let putBack: () => void
  let takeAway: () => void

  beforeEach(() => {
    logged.length = 0
    // The test runner's own would fail the test.
    const errors = process.listeners('uncaughtException')
    const rejections = process.listeners('unhandledRejection')
    process.removeAllListeners('uncaughtException').removeAllListeners('unhandledRejection')
    putBack = () => {
      for (const listener of errors) process.on('uncaughtException', listener)
      for (const listener of rejections) process.on('unhandledRejection', listener)
    }
    takeAway = spreadNet(log)
    // Each test in a minute of its own: what is written down in one is limited.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes++ * 60_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
    takeAway()
    putBack()
  })

  test.each<[string, () => unknown]>([
    [
      'thrown at once',
      () => {
        throw boom
      },
    ],
    ['of a promise', () => Promise.reject(boom)],
  ])('%s ends its exchange', async (_how, answer) => {
    const fail = vi.fn()
    inExchange({ fail, log }, answer)
    await vi.waitFor(() => expect(fail).toHaveBeenCalledOnce())
    expect(logged.join()).toContain('boom')
  })

  test.each<[string, () => unknown]>([
    [
      'thrown later',
      () =>
        setImmediate(() => {
          throw boom
        }),
    ],
    [
      'of a promise that nobody waits for',
      () => {
        void Promise.reject(boom)
      },
    ],
    ['event that nobody listens to', () => setImmediate(() => new EventEmitter().emit('error', boom))],
  ])('%s ends its exchange, no other, and the process goes on', async (_how, answer) => {
    const [fail, other] = [vi.fn(), vi.fn()]
    inExchange({ fail: other, log }, () => once(new EventEmitter(), 'never').catch(() => {}))
    inExchange({ fail, log }, answer)
    await vi.waitFor(() => expect(fail).toHaveBeenCalledOnce())
    expect(other).not.toHaveBeenCalled()
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain('boom')
  })

  test('outside of all exchanges is written down, and not without end', async () => {
    for (let i = 0; i < 50; i++) process.emit('uncaughtException', boom)
    expect(logged).toHaveLength(20)
  })
})
