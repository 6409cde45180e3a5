// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { actions } from '../../stores/actions'
import { notices } from '../../stores/notices'
import { findUntranslated } from '../../words/pseudo'
import { startWords } from '../../words/words'
import { RelayPanel } from './RelayPanel'

function show() {
  const device = new FakeDevice({ has: ['relay'] })
  device.arrive()
  const relay = device.capabilities.getState().relay
  if (!relay) throw new Error('no relay')
  render(<RelayPanel capability={relay} device={device} />)
  return device
}
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const subscribed = async () => {
  fireEvent.click(button('Subscribe'))
  await screen.findByText('Subscribed to demo')
}

beforeAll(() => startWords())
beforeEach(() => {
  // happy-dom lays nothing out: give the list a height, so that it shows rows.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400)
})
afterEach(() => {
  cleanup()
  actions.setState({ done: [] })
  notices.setState({ all: [], shown: [] })
  vi.restoreAllMocks()
})

describe('RelayPanel', () => {
  it('subscribes to a name of the profile, and shows what the app sends in each form', async () => {
    const device = show()
    await subscribed()
    act(() => device.fake.relay('demo', new TextEncoder().encode('{"a":1}')))
    expect(await screen.findByText('{"a":1}')).toBeTruthy()
    fireEvent.click(screen.getAllByLabelText('Hex')[0] as HTMLElement)
    expect(screen.getByText(/^000000 7b 22 61 22 3a 31 7d/)).toBeTruthy()
  })

  it('sends what was written, and tells what it cannot send', async () => {
    const device = show()
    type('Message', 'hello')
    expect(button('Send').disabled).toBe(true)
    expect(screen.getByText(/^Subscribe first/)).toBeTruthy()
    await subscribed()
    fireEvent.click(screen.getAllByLabelText('JSON').at(-1) as HTMLElement)
    expect(screen.getByText(/^This is no JSON/)).toBeTruthy()
    type('Message', '"hello"')
    fireEvent.click(button('Send'))
    await waitFor(() => expect(device.fake.calls).toContain('relay demo 7'))
    type('Message', JSON.stringify('x'.repeat(70_000)))
    expect(screen.getByText(/more than the 64 kB/)).toBeTruthy()
    expect(button('Send').disabled).toBe(true)
  })

  it('refuses a name the wire cannot carry, and tells the server’s own refusal', async () => {
    show()
    type('Relay', 'ä'.repeat(32))
    fireEvent.click(button('Subscribe'))
    expect(screen.getByText('A relay’s name has at most 63 bytes.')).toBeTruthy()
    type('Relay', 'nowhere')
    fireEvent.click(button('Subscribe'))
    await waitFor(() => expect(notices.getState().all).toMatchObject([{ text: 'Relay nowhere was not subscribed' }]))
    expect(screen.getByText('Not subscribed to any relay')).toBeTruthy()
  })

  it('keeps messages and subscriptions while the panel is closed', async () => {
    const device = show()
    await subscribed()
    cleanup()
    device.fake.relay('demo', new TextEncoder().encode('while away'))
    const relay = device.capabilities.getState().relay
    if (relay) render(<RelayPanel capability={relay} device={device} />)
    expect(screen.getByText('Subscribed to demo')).toBeTruthy()
    expect(await screen.findByText('while away')).toBeTruthy()
  })

  it('says nothing past the catalogue', async () => {
    await startWords('qps')
    const device = show()
    expect(findUntranslated(document.body)).toEqual([])
    fireEvent.click(screen.getAllByRole('button')[0] as HTMLElement)
    await waitFor(() => expect(actions.getState().done).toHaveLength(1))
    act(() => device.fake.relay('demo', new Uint8Array([65])))
    await screen.findByText('A')
    expect(findUntranslated(document.body)).toEqual([])
    await startWords('en')
  })
})
