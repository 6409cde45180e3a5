// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeviceEntry, OpenChoices } from '../../devices/device'
import { DeviceError } from '../../devices/errors'
import { FakeDevice, type FakeDeviceOptions } from '../../devices/testing/FakeDevice'
import { MachineRegistry } from '../../session/registry'
import { actions } from '../../stores/actions'
import { preferences } from '../../stores/preferences'
import { findUntranslated } from '../../words/pseudo'
import { startWords } from '../../words/words'
import { ConsoleShell } from './ConsoleShell'

const entry: DeviceEntry = { id: 'desk', name: 'Desk', family: 'vnc', has: ['vnc'], base: 'devices/desk/' }
const has = ['display', 'input', 'clipboard', 'stats', 'roster'] as const

/** A console over a fake machine, as the page mounts it. */
function open(options: FakeDeviceOptions = {}, props: { connects?: boolean; password?: string } = {}) {
  const opened: FakeDevice[] = []
  const choices: OpenChoices[] = []
  let password = props.password
  const registry = new MachineRegistry((_entry, chosen) => {
    choices.push({ ...chosen })
    const device = new FakeDevice({ id: 'desk', has, ...options })
    opened.push(device)
    return device
  })
  const page = render(
    <StrictMode>
      <ConsoleShell
        entry={entry}
        entries={[entry]}
        registry={registry}
        connects={props.connects ?? true}
        repeaterId={undefined}
        panel={undefined}
        takeCredentials={() => {
          const taken = password
          password = undefined
          return taken === undefined ? undefined : { password: taken }
        }}
      />
    </StrictMode>,
  )
  const device = () => {
    const last = opened.at(-1)
    if (!last) throw new Error('nothing was opened')
    return last
  }
  return { page, opened, choices, device, registry }
}

const link = () => screen.getByRole('status', { name: 'Connection' })
const region = () => screen.getByRole('region', { name: 'Remote screen' })
const barButtons = () =>
  within(screen.getByRole('toolbar', { name: 'Console toolbar' }))
    .getAllByRole('button')
    .map(button => button.getAttribute('aria-label') ?? button.textContent)

beforeAll(async () => {
  await startWords('en')
  // What stands around the picture is loaded once for the page.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  const { device } = open()
  expect(screen.queryByRole('toolbar')).toBeNull()
  act(() => device().fake.surface.paint(64, 48))
  await screen.findByRole('toolbar', {}, { timeout: 20_000 })
  await screen.findByRole('region', { name: 'Status bar' }, { timeout: 20_000 })
  cleanup()
}, 60_000)
beforeEach(() => {
  actions.setState({ done: [] })
  // happy-dom draws nothing.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
})
afterEach(() => {
  vi.useRealTimers()
  cleanup()
  preferences.layers.setState({ url: {}, stored: {}, deployer: {}, locked: [] })
  vi.restoreAllMocks()
})

describe('ConsoleShell', () => {
  it('opens one machine, once, also in StrictMode, and puts its element in one place', () => {
    const { opened, device, page } = open()
    expect(opened).toHaveLength(1)
    act(() => device().arrive())
    const { element } = device().fake.surface
    expect(region().querySelector('canvas')).toBe(element)
    expect(element.parentElement?.childNodes).toHaveLength(1)
    page.unmount()
    expect(element.isConnected).toBe(false)
    expect(device().link.getState().phase).toBe('online')
  })

  it('names the link in one word at its beginning', () => {
    const { device } = open()
    expect(link().textContent).toMatch(/^Connecting/)
    act(() => device().arrive())
    expect(link().textContent).toBe('Connected')
    act(() => device().lose(new DeviceError('connection-lost')))
    expect(link().textContent).toMatch(/^Reconnecting/)
    act(() => device().end(new DeviceError('rfb-refused')))
    expect(link().textContent).toMatch(/^Disconnected/)
  })

  it('shows what the machine has and nothing else', () => {
    const { device } = open({ has: ['display'] })
    act(() => device().arrive())
    const names = barButtons()
    expect(names).toContain('Screenshot')
    for (const name of ['Clipboard', 'View only', 'Keyboard', 'Power']) expect(names).not.toContain(name)
    act(() => device().gain('display'))
  })

  it('has the names of the interface', () => {
    const { device } = open()
    act(() => device().arrive())
    const expected = ['Scaling: Fit', 'Screenshot', 'View only', 'Keyboard', 'Clipboard', 'Disconnect', 'Settings']
    expect(barButtons()).toEqual(expect.arrayContaining(expected))
    expect(document.title).toBe('Desk – Wheelhouse')
  })

  it('tells the picture’s facts beside React', async () => {
    const { device } = open()
    act(() => device().arrive())
    device().fake.surface.paint(1280, 800)
    await waitFor(() => expect(region().dataset.framebuffer).toBe('1280x800'))
    expect(region().dataset).toMatchObject({ frames: '1', dialect: 'fake', still: 'false', scaling: 'fit' })
  })

  it('keeps the picture and says what happened when the link is lost', async () => {
    vi.useFakeTimers({ toFake: ['Date'] }) // however long this takes, the picture is of now
    const { device } = open()
    act(() => device().arrive())
    act(() => device().fake.surface.paint(800, 600))
    act(() => device().lose(new DeviceError('server-closed', { code: 1006, detail: 'bye' })))
    expect(region().querySelector('canvas')).toBe(device().fake.surface.element)
    expect(await screen.findByRole('heading', { name: 'The server closed the connection' })).toBeTruthy()
    expect(screen.getByText('attempt 1 · last picture 0 s ago')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Details' }))
    expect(screen.getByText('server-closed')).toBeTruthy()
    expect(screen.getByText('1006')).toBeTruthy()
    expect(screen.getByText('bye')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Try now' }))
    expect(device().link.getState().phase).toBe('connecting')
    expect(screen.getByRole('heading', { name: 'The server closed the connection' })).toBeTruthy()
  })

  it('asks for what the server wants, tells a refusal, and forgets the password', async () => {
    const { device } = open({ asks: true })
    act(() => device().arrive())
    expect(link().textContent).toMatch(/^Sign in/)
    const username = await screen.findByLabelText<HTMLInputElement>('Username')
    const password = screen.getByLabelText<HTMLInputElement>('Password')
    expect(document.activeElement).toBe(username)
    fireEvent.change(username, { target: { value: 'ops' } })
    fireEvent.change(password, { target: { value: 'wrong' } })
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(screen.getByRole('alert').textContent).toContain('User name or password is wrong')
    expect(username.value).toBe('ops')
    expect(password.value).toBe('')
    expect(document.activeElement).toBe(password)
    fireEvent.change(password, { target: { value: 'open sesame' } })
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(link().textContent).toBe('Connected')
    expect(screen.queryByLabelText('Password')).toBeNull()
    expect(device().fake.calls.filter(call => call === 'connect')).toHaveLength(1)
  })

  it('ends by Disconnect and opens anew by Connect', async () => {
    const { device, opened } = open()
    act(() => device().arrive())
    fireEvent.click(screen.getByRole('button', { name: 'Disconnect' }))
    expect(link().textContent).toMatch(/^Disconnected/)
    expect(opened[0]?.link.getState()).toEqual({ phase: 'ended', why: 'by-user' })
    expect(await screen.findByRole('heading', { name: 'You ended this connection' })).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Connect' }))
    expect(opened).toHaveLength(2)
    act(() => device().arrive())
    expect(link().textContent).toBe('Connected')
  })

  it('waits to be told when the address says so', async () => {
    const { opened } = open({}, { connects: false })
    expect(opened).toHaveLength(0)
    expect(link().textContent).toMatch(/^Disconnected/)
    fireEvent.click(await screen.findByRole('button', { name: 'Connect now' }))
    expect(opened).toHaveLength(1)
  })

  it('gives the password of the address to one opening only', () => {
    const { choices } = open({}, { password: 's3cret' })
    expect(choices.map(chosen => chosen.credentials)).toEqual([{ password: 's3cret' }])
    fireEvent.click(screen.getByRole('button', { name: 'Disconnect' }))
    fireEvent.click(screen.getByRole('button', { name: 'Connect' }))
    expect(choices.map(chosen => chosen.credentials)).toEqual([{ password: 's3cret' }, undefined])
  })

  it('toggles view only, and does not let go of a locked one', () => {
    const { device } = open()
    act(() => device().arrive())
    const button = screen.getByRole('button', { name: 'View only' })
    fireEvent.click(button)
    expect(device().capabilities.getState().input?.viewOnly.getState()).toBe(true)
    expect(button.getAttribute('aria-pressed')).toBe('true')
    fireEvent.click(button)
    expect(button.getAttribute('aria-pressed')).toBe('false')
    act(() => preferences.applyDeployer({ viewOnly: true }, ['viewOnly']))
    expect(button.getAttribute('aria-pressed')).toBe('true')
    expect(button).toHaveProperty('disabled', true)
  })

  it('follows commands given by keys on the picture', () => {
    const { device } = open()
    act(() => device().arrive())
    act(() => device().fake.command('toggle-view-only'))
    expect(screen.getByRole('button', { name: 'View only' }).getAttribute('aria-pressed')).toBe('true')
    act(() => device().fake.command('leave'))
    expect(screen.getByRole('toolbar').contains(document.activeElement)).toBe(true)
  })

  it('says that an open panel needs the connection which the operator ended, and brings it back', async () => {
    const { device, opened } = open()
    act(() => device().arrive())
    fireEvent.click(screen.getByRole('button', { name: 'Clipboard' }))
    const panel = await screen.findByRole('complementary', { name: 'Clipboard' })
    await within(panel).findByRole('textbox', { name: 'To the machine' })
    fireEvent.click(screen.getByRole('button', { name: 'Disconnect' }))
    expect(within(panel).getByRole('heading', { name: 'Clipboard needs a connection' })).toBeTruthy()
    expect(panel.textContent).not.toContain('withdrew')
    fireEvent.click(await screen.findByRole('button', { name: 'Connect' }))
    await waitFor(() => expect(opened).toHaveLength(2))
    expect(panel.textContent).not.toContain('withdrew')
    act(() => device().arrive())
    expect(await within(panel).findByRole('textbox', { name: 'To the machine' })).toBeTruthy()
    act(() => device().revoke('clipboard'))
    expect(within(panel).getByRole('heading', { name: 'Clipboard is no longer offered' })).toBeTruthy()
  })

  it('opens the clipboard beside the picture, and says so when it is withdrawn', async () => {
    const { device } = open()
    act(() => device().arrive())
    fireEvent.click(screen.getByRole('button', { name: 'Clipboard' }))
    const panel = await screen.findByRole('complementary', { name: 'Clipboard' })
    const text = await within(panel).findByRole('textbox', { name: 'To the machine' })
    fireEvent.change(text, { target: { value: 'hello' } })
    await act(async () => fireEvent.click(within(panel).getByRole('button', { name: 'Send' })))
    expect(device().fake.calls).toContain('clipboard hello')
    act(() => device().revoke('clipboard'))
    expect(within(panel).getByRole('heading', { name: 'Clipboard is no longer offered' })).toBeTruthy()
    expect(barButtons()).not.toContain('Clipboard')
  })

  it('says nothing past the catalogue', async () => {
    await startWords('qps')
    const { device, page } = open()
    act(() => device().arrive())
    act(() => device().fake.surface.paint(800, 600))
    const clipboard = page.container.querySelector('[data-action="clipboard"]')
    if (clipboard) fireEvent.click(clipboard)
    await waitFor(() => expect(page.container.querySelector('aside textarea')).not.toBeNull())
    expect(findUntranslated(document.body)).toEqual([])
    act(() => device().lose(new DeviceError('gateway-dns')))
    await waitFor(() => expect(screen.getByRole('button', { name: /Trý|Try/ })).toBeTruthy())
    expect(findUntranslated(document.body)).toEqual([])
    await startWords('en')
  })
})
