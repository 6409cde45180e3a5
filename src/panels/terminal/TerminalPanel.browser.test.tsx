import '../../ui/theme.css'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { TerminalCapability, TerminalSession } from '../../devices/capabilities/terminal'
import type { LinkState } from '../../devices/device'
import { DeviceError } from '../../devices/errors'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { type LineKeys, usualLineKeys } from '../../lib/lineKeys'
import { type Writable, writable } from '../../lib/readable'
import { preferences } from '../../stores/preferences'
import { startWords } from '../../words/words'
import { TerminalPanel } from './TerminalPanel'

beforeAll(() => startWords())
beforeEach(() => document.body.setAttribute('style', 'height:500px;width:600px;display:flex'))
afterEach(() => {
  cleanup()
  preferences.layers.setState({ url: {}, stored: {}, deployer: {}, locked: [] })
  vi.restoreAllMocks()
})

/** A line in the hands of the test. */
function fakeLine() {
  const listeners = new Set<(bytes: Uint8Array) => void>()
  const link: Writable<LinkState> = writable({ phase: 'online', sinceMs: Date.now() })
  const keyState = writable<LineKeys>({ ...usualLineKeys, enter: 'crlf' })
  const written: string[] = []
  const sizes: string[] = []
  const opened: string[] = []
  const closed: string[] = []
  const session = (id: string): TerminalSession => ({
    link,
    keys: { state: keyState, choose: change => keyState.set({ ...keyState.getState(), ...change }) },
    onData(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    write: bytes => written.push(new TextDecoder().decode(bytes)),
    resize: ({ columns, rows }) => sizes.push(`${columns}x${rows}`),
    retryNow: () => link.set({ phase: 'online', sinceMs: Date.now() }),
    close: () => closed.push(id),
  })
  const capability: TerminalCapability = {
    lines: [
      { id: 'telnet', protocol: 'telnet', of: 'machine' },
      { id: 'raw', protocol: 'raw', of: 'machine' },
    ],
    open: async id => {
      opened.push(id)
      return session(id)
    },
  }
  const say = (text: string) => {
    for (const listener of listeners) listener(new TextEncoder().encode(text))
  }
  return { capability, link, written, sizes, opened, closed, say }
}

function show(line = fakeLine()) {
  const device = new FakeDevice({ has: ['terminal'] })
  device.arrive()
  const view = render(<TerminalPanel capability={line.capability} device={device} name="Switch 1" />, {
    container: document.body.appendChild(document.createElement('div')),
  })
  view.container.setAttribute('style', 'display:flex;flex:1;width:600px;height:500px')
  return { ...line, ...view, device }
}
const shown = () => document.querySelector('.xterm-rows')?.textContent ?? ''

describe('TerminalPanel', () => {
  it('keeps what is typed before the line is there, and nothing of what is typed while it is lost', async () => {
    const line = fakeLine()
    line.link.set({ phase: 'connecting', step: 'opening', attempt: 0 })
    const { written, link } = show(line)
    await vi.waitFor(() => expect(line.opened).toEqual(['telnet']))
    await userEvent.keyboard('ls')
    expect(written).toEqual([])
    act(() => link.set({ phase: 'online', sinceMs: Date.now() }))
    expect(written.join('')).toBe('ls')
    act(() => link.set({ phase: 'waiting', why: new DeviceError('connection-lost'), attempt: 1, retryAtMs: 0 }))
    act(() => link.set({ phase: 'online', sinceMs: Date.now() }))
    expect(written.join('')).toBe('ls')
  })

  it('sends what this line wants for Enter, Backspace and function keys, as its entry says and as somebody chooses', async () => {
    const { written, opened } = show()
    await expect.poll(() => opened).toEqual(['telnet'])
    await expect.poll(() => screen.queryByText('Connected')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'What the keys send' }))
    const choose = async (name: string, value: string) =>
      userEvent.selectOptions(screen.getByRole('combobox', { name }), value)
    await choose('Backspace sends', 'bs')
    await choose('Function keys', 'vt100+')
    screen.getByRole('textbox', { name: 'Terminal input' }).focus()
    await userEvent.keyboard('a{Backspace}{F5}{Enter}')
    await expect.poll(() => written.join('')).toBe('a\b\x1b5\r\n')
  })

  it('shows the line in the DOM, sends what is typed, and tells its size', async () => {
    const { opened, say, written, sizes } = show()
    await expect.poll(() => opened).toEqual(['telnet'])
    await expect.poll(() => screen.queryByText('Connected')).toBeTruthy()
    say('login: ')
    await expect.poll(shown).toContain('login:')
    await userEvent.keyboard('amy{Enter}')
    expect(written.join('')).toBe('amy\r\n')
    await expect.poll(() => sizes.at(-1)).toMatch(/^\d+x\d+$/)
  })

  it('keeps its text and its line while the panel is closed', async () => {
    const line = fakeLine()
    const { unmount, device, say } = show(line)
    await expect.poll(() => line.opened.length).toBe(1)
    say('before')
    await expect.poll(shown).toContain('before')
    unmount()
    say(' and after')
    const container = document.body.appendChild(document.createElement('div'))
    container.setAttribute('style', 'display:flex;flex:1;width:600px;height:500px')
    render(<TerminalPanel capability={line.capability} device={device} name="Switch 1" />, { container })
    await expect.poll(shown).toContain('before and after')
    expect(line.opened).toEqual(['telnet'])
    device.close()
    expect(line.closed).toEqual(['telnet'])
  })

  it('says why the line was lost, in its text too, and tries again when told', async () => {
    const { link, opened } = show()
    await expect.poll(() => opened.length).toBe(1)
    await expect.poll(() => screen.queryByText('Connected')).toBeTruthy()
    const why = new DeviceError('line-closed')
    act(() => link.set({ phase: 'waiting', why, attempt: 1, retryAtMs: Date.now() + 60_000 }))
    expect(screen.getByRole('status').textContent).toContain('The other side hung up')
    await expect.poll(shown).toContain('The other side hung up')
    fireEvent.click(screen.getByRole('button', { name: 'Try now' }))
    expect(screen.getByText('Connected')).toBeTruthy()
  })

  it('says so when what speaks the line cannot be loaded, and tries that again', async () => {
    const line = fakeLine()
    let broken = true
    const open = line.capability.open
    const capability: TerminalCapability = {
      ...line.capability,
      open: async (id, size) => {
        if (broken) throw new DeviceError('engine-load')
        return open(id, size)
      },
    }
    show({ ...line, capability })
    await expect.poll(() => screen.queryByText('A part of the console could not be loaded')).toBeTruthy()
    broken = false
    fireEvent.click(screen.getByRole('button', { name: 'Try now' }))
    await expect.poll(() => screen.queryByText('Connected')).toBeTruthy()
  })

  it('searches, pastes, saves and changes its size', async () => {
    const { say, written, opened } = show()
    await expect.poll(() => opened.length).toBe(1)
    say('one needle\r\n')
    await expect.poll(shown).toContain('needle')
    fireEvent.click(screen.getByRole('button', { name: 'Search' }))
    const field = screen.getByRole('searchbox', { name: 'Search' })
    await userEvent.type(field, 'haystack{Enter}')
    expect(screen.getByText('Not found')).toBeTruthy()

    vi.spyOn(navigator.clipboard, 'readText').mockResolvedValue('pasted')
    fireEvent.click(screen.getByRole('button', { name: 'Paste' }))
    await expect.poll(() => written.join('')).toBe('pasted')

    const saved: Blob[] = []
    vi.spyOn(URL, 'createObjectURL').mockImplementation(blob => {
      saved.push(blob as Blob)
      return 'blob:text'
    })
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
    fireEvent.click(screen.getByRole('button', { name: 'Save text' }))
    expect(await saved[0]?.text()).toBe('one needle\n')

    fireEvent.click(screen.getByRole('button', { name: 'More' }))
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Larger text' }, { timeout: 8_000 }))
    expect(preferences.resolve('terminalFontPx').value).toBe(14)
  })

  it('opens the line anew for another protocol', async () => {
    const { opened, closed } = show()
    await expect.poll(() => opened.length).toBe(1)
    fireEvent.click(screen.getByRole('button', { name: 'More' }))
    fireEvent.click(await screen.findByRole('menuitemradio', { name: 'Raw' }, { timeout: 8_000 }))
    await expect.poll(() => opened).toEqual(['telnet', 'raw'])
    expect(closed).toEqual(['telnet'])
  })
})
