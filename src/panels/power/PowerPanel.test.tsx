// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type {
  PowerAction,
  PowerCapability,
  PowerState,
  PowerTarget,
  PowerTargets,
} from '../../devices/capabilities/power'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { writable } from '../../lib/readable'
import { actions } from '../../stores/actions'
import { preferences } from '../../stores/preferences'
import { findUntranslated } from '../../words/pseudo'
import { startWords } from '../../words/words'
import { PowerPanel } from './PowerPanel'

function show(change: Partial<PowerCapability> = {}) {
  const device = new FakeDevice({ has: ['power'] })
  device.arrive()
  const power = device.capabilities.getState().power
  if (!power) throw new Error('no power')
  render(<PowerPanel capability={{ ...power, ...change }} device={device} name="Desk" />)
  return device
}
const button = (name: string) => screen.getByRole('button', { name })
const presses = (device: FakeDevice) => device.fake.calls.filter(call => /power|force|reset/.test(call))

beforeAll(() => startWords())
beforeEach(() => {
  actions.setState({ done: [] })
  // happy-dom draws nothing.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
})
afterEach(() => {
  cleanup()
  preferences.layers.setState({ url: {}, stored: {}, deployer: {}, locked: [] })
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('PowerPanel', () => {
  it('has a button for each action of the machine, and no other', () => {
    show({ actions: ['press-power', 'reboot'] })
    expect(screen.getAllByRole('button').map(found => found.textContent)).toEqual(['Press power', 'Reboot'])
  })

  it('tells lamps in words, also what is not known', () => {
    const device = show()
    expect(screen.getByText('On')).toBeTruthy()
    expect(screen.getByText('Quiet')).toBeTruthy()
    act(() => device.fake.power.set({ power: 'unknown', busy: true }))
    expect(screen.getAllByText('Not told by this machine')).toHaveLength(2)
    expect(button('Reset')).toHaveProperty('disabled', true)
  })

  it('asks before Power off, and says what came of it', async () => {
    const device = show()
    fireEvent.click(button('Power off'))
    const dialog = await screen.findByRole('alertdialog', { name: 'Power off Desk?' })
    fireEvent.click(screen.getByText('Cancel'))
    await waitFor(() => expect(dialog.isConnected).toBe(false))
    expect(presses(device)).toEqual([])
    fireEvent.click(button('Power off'))
    await screen.findByRole('alertdialog')
    const [, confirm] = screen.getAllByText('Power off')
    await act(async () => confirm && fireEvent.click(confirm))
    expect(presses(device)).toEqual(['power-off'])
    expect(await screen.findByText(/^Power off sent .*, power lamp went off after 0 s$/)).toBeTruthy()
  })

  it('does not ask when the preference says so', async () => {
    preferences.choose('confirmPowerOff', false)
    const device = show()
    await act(async () => fireEvent.click(button('Power off')))
    expect(presses(device)).toEqual(['power-off'])
  })

  it('turns off what the lamp makes pointless, with the reason, and never the bare press', () => {
    const device = show({ actions: ['power-on', 'power-off', 'press-power', 'force-off', 'reset'] })
    const off = () => screen.getAllByRole<HTMLButtonElement>('button').filter(({ disabled }) => disabled)
    const names = () => off().map(({ textContent }) => textContent)
    const describedBy = (name: string) =>
      (button(name).getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map(id => document.getElementById(id)?.textContent)
    expect(names()).toEqual(['Power on'])
    expect(describedBy('Power on')).toEqual(['The power lamp is on: there is nothing to do.'])
    act(() => device.fake.power.set({ power: 'off', busy: false }))
    expect(names()).toEqual(['Power off', 'Force off', 'Reset'])
    expect(describedBy('Reset')).toEqual(['The power lamp is off: there is nothing to do.', 'Hold for 1.2 s'])
    act(() => device.fake.power.set({ power: 'unknown', busy: false }))
    expect(names()).toEqual([])
    act(() => device.fake.power.set({ power: 'on', busy: true }))
    expect(names()).toEqual(['Power on', 'Power off', 'Force off', 'Reset'])
  })

  it('presses the machine whose name it shows, and lets go when another is shown', async () => {
    preferences.choose('confirmPowerOff', false)
    const pressed: string[] = []
    const port = (id: string, name: string): PowerTarget => {
      const state = writable<PowerState>({ power: 'on', busy: false })
      const perform = async (action: PowerAction) => void pressed.push(`${id} ${action}`)
      return { id, name, power: { actions: ['power-off', 'reset'], state, perform } }
    }
    const all = [port('1', 'web'), port('2', '')]
    const targets = writable<PowerTargets>({ all, ...(all[0] && { shown: all[0] }) })
    show({ targets })
    expect(screen.getByRole('heading', { name: 'Port 1, web' })).toBeTruthy()
    await act(async () => fireEvent.click(button('Power off')))
    expect(pressed).toEqual(['1 power-off'])
    expect(actions.getState().done.at(-1)?.text).toBe('Power off (Port 1, web) sent')

    vi.useFakeTimers()
    fireEvent.pointerDown(button('Reset'), { button: 0 })
    await act(() => vi.advanceTimersByTimeAsync(800))
    act(() => targets.set({ all, ...(all[1] && { shown: all[1] }) }))
    await act(() => vi.advanceTimersByTimeAsync(2_000))
    expect(pressed).toEqual(['1 power-off'])
    expect(screen.getByRole('heading', { name: 'Port 2' })).toBeTruthy()
    vi.useRealTimers()

    // One that is not shown has its own.
    fireEvent.click(button('Buttons of Port 1, web'))
    const region = screen.getByRole('region', { name: 'Port 1, web' })
    await act(async () => fireEvent.click(within(region).getByText('Power off')))
    expect(pressed).toEqual(['1 power-off', '1 power-off'])

    // None is known to be shown: the device's own header, and it says so.
    act(() => targets.set({ all }))
    expect(screen.getByRole('heading', { name: 'The device’s own header' })).toBeTruthy()
  })

  it('takes Force off and Reset only held, whatever the preference', async () => {
    preferences.choose('confirmPowerOff', false)
    const device = show()
    vi.useFakeTimers()
    for (const name of ['Force off', 'Reset']) {
      fireEvent.click(button(name))
      fireEvent.keyDown(button(name), { key: 'Enter' })
      await act(() => vi.advanceTimersByTimeAsync(1_000))
      fireEvent.keyUp(button(name), { key: 'Enter' })
    }
    expect(presses(device)).toEqual([])
    fireEvent.pointerDown(button('Force off'), { button: 0 })
    await act(() => vi.advanceTimersByTimeAsync(1_300))
    expect(presses(device)).toEqual(['force-off'])
    expect(screen.queryByRole('alertdialog')).toBeNull()
  })

  it('says nothing past the catalogue', async () => {
    await startWords('qps')
    show({ actions: ['power-on', 'power-off', 'force-off', 'reset', 'press-power', 'shutdown', 'reboot'] })
    expect(findUntranslated(document.body)).toEqual([])
    await startWords('en')
  })
})
