import '@xterm/xterm/css/xterm.css'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { TerminalScreen, type TerminalScreenOptions } from './TerminalScreen'

let box: HTMLElement
let screen: TerminalScreen | undefined

beforeEach(() => {
  box = document.createElement('div')
  box.style.cssText = 'width:640px;height:320px'
  document.body.append(box)
})
afterEach(() => {
  screen?.dispose()
  box.remove()
})

function open(change: Partial<TerminalScreenOptions> = {}) {
  const typed: number[] = []
  const made = new TerminalScreen({
    fontPx: 14,
    charset: 'utf-8',
    label: 'Terminal input',
    skippedText: bytes => `${bytes} skipped`,
    onInput: bytes => typed.push(...bytes),
    onResize: () => {},
    onBell: () => {},
    onLeave: () => {},
    ...change,
  })
  screen = made
  made.attach(box)
  const say = (text: string) => made.receive(new TextEncoder().encode(text))
  return { screen: made, typed, say, typedText: () => new TextDecoder().decode(Uint8Array.from(typed)) }
}
const shown = () => box.querySelector('.xterm-rows')?.textContent ?? ''

describe('TerminalScreen', () => {
  it('puts the text into the DOM, also what came in pieces of a character', async () => {
    const { screen } = open()
    for (const byte of new TextEncoder().encode('héllo € \x1b[31mred\x1b[0m')) screen.receive(Uint8Array.of(byte))
    await expect.poll(shown).toContain('héllo € red')
  })

  it('follows its box, and tells the line', async () => {
    const onResize = vi.fn()
    const { screen } = open({ onResize })
    await expect.poll(() => onResize.mock.calls.length).toBeGreaterThan(0)
    const before = screen.size
    box.style.width = '320px'
    await expect.poll(() => screen.size.columns).toBeLessThan(before.columns - 20)
    screen.setFontPx(20)
    await expect.poll(() => screen.size.rows).toBeLessThan(before.rows)
    expect(onResize.mock.lastCall?.[0]).toEqual(screen.size)
  })

  it('keeps its text when it moves to another box', async () => {
    const { screen, say } = open()
    say('kept')
    await expect.poll(shown).toContain('kept')
    const other = document.createElement('div')
    other.style.cssText = box.style.cssText
    document.body.append(other)
    screen.attach(other)
    expect(other.textContent).toContain('kept')
    box.remove()
    box = other
  })

  it('sends keys and pastes, in the encoding of the line', async () => {
    const { screen, typed, say } = open({ charset: 'iso-8859-15' })
    screen.focus()
    await userEvent.keyboard('a€')
    screen.paste('ü\nł')
    expect(typed).toEqual([97, 0xa4, 0xfc, 13, 63])
    typed.length = 0
    say('\x1b[?2004h')
    screen.receive(Uint8Array.of(0xa4))
    await expect.poll(shown).toContain('€')
    screen.paste('x')
    expect(String.fromCharCode(...typed)).toBe('\x1b[200~x\x1b[201~')
  })

  it('answers no question that a hostile line could abuse, and gives it neither colours nor clipboard', async () => {
    const write = vi.spyOn(navigator.clipboard, 'writeText')
    const { say, typed } = open()
    const title = document.title
    say('\x1b]0;evil\x07\x1b]2;evil\x07\x1b[21t\x1b[20t\x1b[14t\x1b[18t\x1b[8;1;1t\x1b[3;0;0t')
    say('\x1b]52;c;ZXZpbA==\x07\x1b]52;c;?\x07\x1b]10;?\x07\x1b]11;#ff0000\x07\x1b]4;1;?\x07\x05')
    say('done')
    await expect.poll(shown).toContain('done')
    expect(typed).toEqual([])
    expect(write).not.toHaveBeenCalled()
    expect(document.title).toBe(title)
  })

  it('lets a line that is trusted name itself and write into the clipboard, and never read it', async () => {
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const { screen, say, typed } = open()
    screen.setTrusted(true)
    say('\x1b]2;core switch\x07\x1b]52;c;aMOp\x07\x1b]52;c;?\x07\x1b]52;c;%%\x07done')
    await expect.poll(shown).toContain('done')
    expect(screen.title.getState()).toBe('core switch')
    expect(write.mock.calls).toEqual([['hé']])
    expect(typed).toEqual([])
    screen.setTrusted(false)
    expect(screen.title.getState()).toBe('')
  })

  it('opens web addresses only, and shows where a link really leads', async () => {
    const opened = vi.spyOn(window, 'open').mockReturnValue(null)
    const { screen, say } = open()
    say('\x1b]8;;https://evil.example/\x07https://good.example\x1b]8;;\x07')
    await expect.poll(shown).toContain('good')
    const row = box.querySelector('.xterm-screen')
    if (!row) throw new Error('no screen')
    await userEvent.hover(row, { position: { x: 30, y: 8 } })
    await expect.poll(() => screen.link.getState()).toBe('https://evil.example/')
    await userEvent.click(row, { position: { x: 30, y: 8 } })
    await expect.poll(() => opened.mock.calls.at(0)).toEqual(['https://evil.example/', '_blank', 'noopener,noreferrer'])
  })

  it('finds text, and gives all of it with wrapped lines whole', async () => {
    const { screen, say } = open()
    const long = 'x'.repeat(300)
    say(`first\r\n${long}\r\nneedle here\r\n`)
    await expect.poll(() => screen.text()).toBe(`first\n${long}\nneedle here\n`)
    expect(screen.find('needle', 'next')).toBe(true)
    expect(screen.selection).toBe('needle')
    expect(screen.find('nowhere', 'previous')).toBe(false)
  })

  it('gives the keyboard back on Ctrl+Alt+Shift', async () => {
    const onLeave = vi.fn()
    const { screen } = open({ onLeave })
    screen.focus()
    await userEvent.keyboard('{Control>}{Alt>}{Shift>}{/Shift}{/Alt}{/Control}')
    expect(onLeave).toHaveBeenCalledTimes(1)
  })

  it('survives 100 MB of escape sequences with flat memory, and shows what comes after', async () => {
    const { screen, say } = open()
    const chunk = new TextEncoder()
      .encode('\x1b[31m\x1b[2J\x1b[H\x1b]0;t\x07\x1b[38;5;1mA\x1b[1;5H'.repeat(2000))
      .slice(0, 65_536)
    for (let sent = 0; sent < 100 << 20; sent += chunk.length) {
      screen.receive(chunk)
      if (sent % (4 << 20) === 0) await new Promise(resolve => setTimeout(resolve))
    }
    await expect.poll(() => screen.text(), { timeout: 20_000 }).toContain('skipped')
    say('\r\nalive')
    await expect.poll(shown, { timeout: 5_000 }).toContain('alive')
    expect(screen.text().length).toBeLessThan(10_000)
  }, 60_000)
})
