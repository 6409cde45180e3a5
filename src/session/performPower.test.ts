import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PowerCapability, PowerState } from '../devices/capabilities/power'
import { DeviceError } from '../devices/errors'
import { writable } from '../lib/readable'
import { actions } from '../stores/actions'
import { notices } from '../stores/notices'
import { startWords } from '../words/words'
import { performPower } from './performPower'

function machine(power: PowerState['power'] = 'on', perform: PowerCapability['perform'] = async () => {}) {
  const state = writable<PowerState>({ power, busy: false })
  const capability: PowerCapability = { actions: ['power-on', 'power-off', 'force-off', 'reset'], state, perform }
  return { state, capability }
}
const last = () => actions.getState().done.at(-1)

beforeAll(() => startWords())
beforeEach(() => {
  vi.useFakeTimers()
  actions.setState({ done: [] })
})
afterEach(() => vi.useRealTimers())

describe('performPower', () => {
  it('writes what was sent, then what the lamp showed and when', async () => {
    const { state, capability } = machine()
    await performPower('desk', capability, 'power-off')
    expect(last()).toMatchObject({ deviceId: 'desk', text: 'Power off sent', failed: false })
    expect(last()?.result).toBeUndefined()
    await vi.advanceTimersByTimeAsync(4_200)
    state.set({ power: 'off', busy: false })
    await vi.advanceTimersByTimeAsync(0)
    expect(last()?.result).toBe('power lamp went off after 4.2 s')
  })

  it('sees a lamp that changes before the machine says that it accepted', async () => {
    const { state, capability } = machine('off', async () => {
      await new Promise(resolve => setTimeout(resolve, 800))
      state.set({ power: 'on', busy: false })
      await new Promise(resolve => setTimeout(resolve, 800))
    })
    const done = performPower('desk', capability, 'power-on')
    await vi.advanceTimersByTimeAsync(2_000)
    await done
    expect(last()?.result).toBe('power lamp went on after 0.8 s')
  })

  it('says so when the lamp stays, but not of a reset', async () => {
    const { capability } = machine()
    await performPower('desk', capability, 'power-off')
    await vi.advanceTimersByTimeAsync(120_000)
    expect(last()?.result).toBe('power lamp is still on after 120 s')
    await performPower('desk', capability, 'reset')
    await vi.advanceTimersByTimeAsync(120_000)
    expect(last()).toMatchObject({ text: 'Reset sent', result: 'result not known: the power lamp stayed as it was' })
  })

  it('claims nothing of a machine that tells no lamp', async () => {
    const { capability } = machine('unknown')
    await performPower('desk', capability, 'power-off')
    await vi.advanceTimersByTimeAsync(120_000)
    expect(last()?.result).toBe('result not known: no lamp tells it')
    await performPower('desk', { ...capability, isSilent: true }, 'reset')
    expect(last()?.result).toBe('result not known: no lamp tells it')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes a lamp that is told late, or again, for no change', async () => {
    const { state, capability } = machine('unknown')
    await performPower('desk', capability, 'power-off')
    for (const power of ['off', 'unknown', 'off'] as const) state.set({ power, busy: false })
    await vi.advanceTimersByTimeAsync(119_000)
    expect(last()?.result).toBeUndefined()
    // The link went, and the lamp with it.
    state.set({ power: 'unknown', busy: false })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(last()?.result).toBe('result not known: no lamp tells it')
  })

  it.each(['answer-lost', 'action-timeout', 'gateway-refused', 'bad-answer', 'device-fault'] as const)(
    'calls a press whose answer was lost (%s) not unsent, and tells what the lamp shows',
    async reason => {
      const { state, capability } = machine('on', async () => Promise.reject(new DeviceError(reason)))
      await performPower('desk', capability, 'press-power')
      const text = 'Press power: not known, it may have been done'
      expect(last()).toMatchObject({ text, failed: 'unknown' })
      expect(notices.getState().all.at(-1)).toMatchObject({ tone: 'warn', text })
      expect(notices.getState().all.at(-1)?.more).toMatch(/Look at the machine before you do it again\.$/)
      await vi.advanceTimersByTimeAsync(2_000)
      state.set({ power: 'off', busy: false })
      await vi.advanceTimersByTimeAsync(0)
      expect(last()?.result).toBe('power lamp went off after 2 s')
    },
  )

  it('tells a refusal, once, and stops watching', async () => {
    const { state, capability } = machine('on', async () => Promise.reject(new DeviceError('action-busy')))
    await performPower('desk', capability, 'reset')
    expect(last()).toMatchObject({ text: 'Reset not sent', failed: true })
    expect(notices.getState().all.at(-1)).toMatchObject({ tone: 'bad', text: 'Reset not sent' })
    state.set({ power: 'off', busy: false })
    await vi.advanceTimersByTimeAsync(0)
    expect(actions.getState().done).toHaveLength(1)
    expect(last()?.result).toBeUndefined()
  })
})
