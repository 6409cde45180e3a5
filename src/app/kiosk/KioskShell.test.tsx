// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DeviceError } from '../../devices/errors'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { MachineRegistry } from '../../session/registry'
import { preferences } from '../../stores/preferences'
import { startWords } from '../../words/words'
import { KioskShell } from './KioskShell'

const entry = (id: string) => ({ id, name: id, family: 'vnc', has: [], base: `devices/${id}/` }) as const

beforeAll(() => startWords())
beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
})
afterEach(() => {
  cleanup()
  preferences.layers.setState({ url: {}, stored: {}, deployer: {}, locked: [] })
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function show(...ids: string[]) {
  const devices = new Map<string, FakeDevice>()
  const registry = new MachineRegistry(({ id }) => {
    const device = new FakeDevice({ id, has: ['display', 'input'] })
    devices.set(id, device)
    return device
  })
  const onAskAgain = vi.fn()
  render(<KioskShell entries={ids.map(entry)} dwellMs={30_000} registry={registry} onAskAgain={onAskAgain} />)
  const device = (id: string) => {
    const found = devices.get(id)
    if (!found) throw new Error(`no ${id}`)
    return found
  }
  return { device, devices, onAskAgain }
}
const status = () => screen.getByRole('status', { name: 'Connection' }).textContent

describe('KioskShell', () => {
  it('shows the picture and nothing to press, in view only whatever address and browser say', () => {
    preferences.applyUrl({ viewOnly: false })
    const { device } = show('desk')
    act(() => device('desk').arrive())
    expect(screen.queryAllByRole('button')).toEqual([])
    expect(screen.getByRole('region', { name: 'Remote screen', hidden: true })).toBeTruthy()
    expect(device('desk').capabilities.getState().input?.viewOnly.getState()).toBe(true)
    expect(status()).toBe('Connected')
  })

  it('takes input where the deployment says so', () => {
    preferences.applyDeployer({ viewOnly: false }, ['viewOnly'])
    const { device } = show('desk')
    act(() => device('desk').arrive())
    expect(device('desk').capabilities.getState().input?.viewOnly.getState()).toBe(false)
  })

  it('never gives up: not on a final refusal, and not before the first success', () => {
    const { device } = show('desk')
    act(() => device('desk').end(new DeviceError('unknown-device')))
    expect(status()).toBe('Disconnected · desk: The gateway does not know this machine')
    const before = device('desk').fake.calls.filter(call => call === 'connect').length
    act(() => void vi.advanceTimersByTime(31_000))
    expect(device('desk').fake.calls.filter(call => call === 'connect').length).toBe(before + 1)
  })

  it('asks for the list again while it names nothing to show', () => {
    const { onAskAgain } = show()
    expect(screen.getByRole('status').textContent).toContain('Waiting for the list')
    act(() => void vi.advanceTimersByTime(16_000))
    expect(onAskAgain).toHaveBeenCalledTimes(1)
  })

  it('shows one machine after the other', () => {
    const { devices } = show('a', 'b')
    expect([...devices.keys()]).toEqual(['a'])
    act(() => void vi.advanceTimersByTime(30_500))
    expect([...devices.keys()]).toEqual(['a', 'b'])
  })
})
