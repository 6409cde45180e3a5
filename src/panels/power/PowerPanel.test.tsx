// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PowerCapability } from '../../devices/capabilities/power'
import { FakeDevice } from '../../devices/testing/FakeDevice'
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
