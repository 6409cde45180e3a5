// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { playMacro } from './playMacro'
import { readScript } from './readScript'

function machine(has: readonly ('input' | 'typing')[] = ['input', 'typing']) {
  const device = new FakeDevice({ has })
  device.arrive()
  const { input, typing } = device.capabilities.getState()
  if (!input) throw new Error('no input')
  return { input, typing, played: () => device.fake.calls.filter(call => call !== 'connect') }
}
const steps = (script: string) => readScript(script).steps ?? []

beforeEach(() => {
  vi.useFakeTimers()
  // happy-dom draws nothing.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('playMacro', () => {
  it('plays in order, with pauses', async () => {
    const { played, ...on } = machine()
    const onStep = vi.fn()
    const playing = playMacro(steps('Ctrl+A\nwait 1000\ntype hi'), on, { signal: new AbortController().signal, onStep })
    await vi.advanceTimersByTimeAsync(500)
    expect(played()).toEqual(['press ControlLeft+KeyA'])
    await vi.advanceTimersByTimeAsync(1000)
    await playing
    expect(played()).toEqual(['press ControlLeft+KeyA', 'type hi'])
    expect(onStep.mock.calls).toEqual([[1], [2], [3]])
  })

  it('stops when told, and lets go of every key', async () => {
    const { played, ...on } = machine()
    const stop = new AbortController()
    const playing = playMacro(steps('Tab\nwait 5000\nTab'), on, { signal: stop.signal, onStep() {} })
    const ended = expect(playing).rejects.toThrow('stopped')
    await vi.advanceTimersByTimeAsync(200)
    stop.abort(new Error('stopped'))
    await ended
    expect(played()).toEqual(['press Tab', 'release-all'])
  })

  it('says that a machine types no text', async () => {
    const { played: _, ...on } = machine(['input'])
    const playing = playMacro(steps('type x'), on, { signal: new AbortController().signal, onStep() {} })
    await expect(playing).rejects.toMatchObject({ reason: 'not-supported' })
  })
})
