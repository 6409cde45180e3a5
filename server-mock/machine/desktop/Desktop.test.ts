import { expect, test } from 'vitest'
import { ManualClock } from '../Clock'
import { Machine, type MachineOptions } from '../Machine'
import { EditorApp } from './EditorApp'
import { HarbourApp } from './HarbourApp'
import { TerminalApp } from './TerminalApp'

function desk(options: MachineOptions = {}): Machine {
  return new Machine({
    ...{ name: 'desk', widthPx: 1280, heightPx: 720, clock: new ManualClock(), start: 'desktop' },
    ...options,
  })
}

function hold(it: Machine, ...codes: string[]): void {
  for (const code of codes) it.key(code, true)
  for (const code of codes.reverse()) it.key(code, false)
}

function frameOf(it: Machine, title: string) {
  const found = it.desktop?.frames.find(each => each.title.startsWith(title))
  if (!found) throw new Error(`no window ${title}`)
  return found.frame
}

function click(it: Machine, x: number, y: number): void {
  it.pointerToPixel(x, y)
  it.button('left', true)
  it.button('left', false)
}

function editor(it: Machine): EditorApp {
  const { x, y } = frameOf(it, 'notes.txt')
  click(it, x + 200, y + 12)
  const app = it.desktop?.app(EditorApp)
  if (!app) throw new Error('no editor')
  return app
}

function terminalText(it: Machine): string {
  return it.desktop?.app(TerminalApp)?.grid.text() ?? ''
}

test('what is typed into the editor and saved can be read from the files', () => {
  const it = desk()
  const app = editor(it)
  it.type('Grüße, 世界 €\n')
  hold(it, 'ShiftLeft', 'KeyX')
  expect(app.title).toBe('notes.txt (not saved)')
  hold(it, 'ControlLeft', 'KeyS')
  expect(it.files.read('/home/ops/notes.txt')).toMatch(/longer cable\nGrüße, 世界 €\nX$/)
  expect(app.title).toBe('notes.txt')
})

test('what is saved outlives a cut of the power, what is not is lost', () => {
  const it = desk()
  editor(it)
  it.type('kept')
  hold(it, 'ControlLeft', 'KeyS')
  it.type(' lost')
  it.powerButton.press(5000)
  it.tick(6000)
  it.powerButton.press(100)
  it.tick(15_000)
  expect(editor(it).text).toMatch(/kept$/)
})

test('copies, cuts and pastes through the clipboard', () => {
  const it = desk({ files: { '/home/ops/notes.txt': 'one two' } })
  const app = editor(it)
  const heard: string[] = []
  it.clipboard.onChange(text => heard.push(text))
  hold(it, 'ControlLeft', 'KeyA')
  hold(it, 'ControlLeft', 'KeyC')
  expect(heard).toEqual(['one two'])
  hold(it, 'End')
  it.clipboard.set(' and\nmore')
  hold(it, 'ControlLeft', 'KeyV')
  expect(app.text).toBe('one two and\nmore')
  hold(it, 'ShiftLeft', 'Home')
  hold(it, 'ControlLeft', 'KeyX')
  expect([app.text, it.clipboard.get()]).toEqual(['one two and\n', 'more'])
})

test('selects by dragging the pointer over text', () => {
  const it = desk({ files: { '/home/ops/notes.txt': 'first line\nsecond line' } })
  editor(it)
  const { x, y } = frameOf(it, 'notes.txt')
  it.pointerToPixel(x + 1 + 48, y + 34 + 8 + 10)
  it.button('left', true)
  it.pointerToPixel(x + 1 + 48 + 42, y + 34 + 8 + 10)
  it.button('left', false)
  hold(it, 'ControlLeft', 'KeyC')
  expect(it.clipboard.get()).toBe('first')
})

test('a window follows the pointer by its title and comes to the front when it is clicked', () => {
  const it = desk()
  const before = frameOf(it, 'notes.txt')
  it.pointerToPixel(before.x + 40, before.y + 10)
  it.button('left', true)
  it.pointerBy(-60, 30)
  it.pointerBy(-40, 10)
  it.button('left', false)
  it.pointerBy(50, 50)
  expect(frameOf(it, 'notes.txt')).toMatchObject({ x: before.x - 100, y: before.y + 40 })
  expect(it.desktop?.frames.at(-1)).toMatchObject({ title: 'notes.txt', focused: true })
})

test('a drag leaves the picture that drawing everything anew would give', () => {
  const it = desk()
  const { x, y } = frameOf(it, 'Terminal')
  it.frame()
  it.pointerToPixel(x + 40, y + 10)
  it.button('left', true)
  for (let step = 0; step < 20; step++) {
    it.pointerBy(step % 2 === 0 ? 13 : -4, step % 3 === 0 ? 9 : -2)
    if (step % 4 === 0) it.frame()
    if (step % 7 === 0) it.type('m')
  }
  const moved = Buffer.from(it.frame().data)
  it.resize(1281, 720)
  it.resize(1280, 720)
  const anew = it.frame().data
  let worst = 0
  for (let at = 0; at < anew.length; at++) worst = Math.max(worst, Math.abs((moved[at] ?? 0) - (anew[at] ?? 0)))
  // Curves drawn at another place come out a shade different; text and surfaces do not.
  expect(worst).toBeLessThan(24)
})

test('a corner resizes, the buttons maximise, minimise and close', () => {
  const it = desk()
  const before = frameOf(it, 'Terminal')
  it.pointerToPixel(before.x + before.width - 5, before.y + before.height - 5)
  it.button('left', true)
  it.pointerBy(40, 30)
  it.button('left', false)
  expect(frameOf(it, 'Terminal')).toMatchObject({ width: before.width + 40, height: before.height + 30 })
  const at = (fromRight: number) => {
    const { x, y, width } = frameOf(it, 'Terminal')
    click(it, x + width - fromRight, y + 17)
  }
  at(50)
  expect(frameOf(it, 'Terminal')).toEqual({ x: 0, y: 36, width: 1280, height: 684 })
  at(50)
  expect(frameOf(it, 'Terminal').width).toBe(before.width + 40)
  at(80)
  expect(it.desktop?.frames.some(({ title }) => title.startsWith('Terminal'))).toBe(false)
  click(it, 440, 18)
  at(20)
  expect(it.desktop?.frames).toHaveLength(2)
})

test('the menu opens programs, and shuts down', () => {
  const it = desk()
  click(it, 50, 18)
  hold(it, 'ArrowDown')
  hold(it, 'Enter')
  expect(it.desktop?.frames.filter(({ title }) => title.startsWith('Terminal'))).toHaveLength(2)
  hold(it, 'ControlLeft', 'AltLeft', 'Delete')
  hold(it, 'ArrowUp')
  hold(it, 'Enter')
  expect(it.state).toBe('shutting-down')
})

test('the pointer looks like what it would do', () => {
  const it = desk()
  const { x, y, width, height } = frameOf(it, 'Terminal')
  const sizeAt = (px: number, py: number) => {
    it.pointerToPixel(px, py)
    return it.cursor.image.width
  }
  expect(sizeAt(20, 700)).toBe(18)
  expect(sizeAt(x + 100, y + 100)).toBe(12)
  expect(sizeAt(x + width - 4, y + height - 4)).toBe(24)
})

test('windows stay reachable when the display shrinks', () => {
  const it = desk({ widthPx: 1920, heightPx: 1080 })
  it.resize(640, 480)
  for (const { frame } of it.desktop?.frames ?? []) {
    expect(frame.x + frame.width).toBeLessThanOrEqual(640)
    expect(frame.y + frame.height).toBeLessThanOrEqual(480)
  }
})

test('the moving picture moves, and stops at a click', () => {
  const it = desk({ desktop: { moving: true } })
  const { version } = it.frame()
  it.tick(100)
  expect(it.frame(version).damage.length).toBeGreaterThan(0)
  const { x, y } = frameOf(it, 'Harbour')
  click(it, x + 60, y + 100)
  expect(it.desktop?.app(HarbourApp)?.moving).toBe(false)
})

test('a held key repeats by itself until it is released', () => {
  const it = desk()
  it.key('KeyA', true)
  it.tick(1000)
  it.key('KeyA', false)
  it.tick(1000)
  expect(/\$ (a+)/.exec(terminalText(it))?.[1]?.length).toBe(17)
})

test.each([
  ['ls', 'logs/'],
  ['cat welcome.txt', 'This machine is simulated'],
  ['echo "two  words"', 'two  words'],
  ['date', 'Thu, 12 Mar 2026 09:41'],
  ['uname -a', 'Harbor desk'],
  ['cd logs', '~/logs$'],
  ['ls nowhere', 'no such file'],
  ['frobnicate', 'command not found'],
  ['mode', '1280x720'],
])('the shell answers %s', (line, answer) => {
  const it = desk()
  it.type(`${line}\n`)
  expect(terminalText(it)).toContain(answer)
})

test('the shell and the editor share the files', () => {
  const it = desk()
  it.type('echo from the shell >> notes.txt\n')
  expect(it.desktop?.app(EditorApp)?.text).toContain('from the shell')
  it.type('edit logs/backup.log\n')
  expect(it.desktop?.frames.at(-1)?.title).toBe('backup.log')
})

test('the shell edits its line, completes names and recalls what was typed', () => {
  const it = desk()
  it.type('eco hi')
  for (const code of ['Home', 'ArrowRight', 'ArrowRight']) hold(it, code)
  hold(it, 'Delete')
  it.type('ho')
  it.type('\n')
  expect(terminalText(it)).toContain('\nhi')
  it.type('cat wel')
  hold(it, 'Tab')
  it.type('\n')
  expect(terminalText(it)).toContain('This machine')
  hold(it, 'ArrowUp')
  hold(it, 'ArrowUp')
  expect(terminalText(it)).toMatch(/\$ echo hi$/m)
})

test('watch runs until q, and Ctrl+C ends it too', () => {
  const it = desk()
  it.type('watch\n')
  it.tick(2500)
  expect(terminalText(it)).toContain('cpu0')
  it.type('q')
  expect(terminalText(it)).not.toContain('cpu0')
  it.type('watch\n')
  hold(it, 'ControlLeft', 'KeyC')
  it.type('whoami\n')
  expect(terminalText(it)).toContain('\nops\n')
})

test('the terminal scrolls back by the wheel and returns when something is typed', () => {
  const it = desk()
  it.type('seq 1 200\n')
  const { x, y } = frameOf(it, 'Terminal')
  const before = it.frame()
  const still = Buffer.from(before.data)
  it.pointerToPixel(x + 50, y + 80)
  it.wheel(0, -3)
  expect(still.equals(Buffer.from(it.frame().data))).toBe(false)
  it.type('x')
  expect(terminalText(it)).toContain('200')
})

test('poweroff, reboot and panic do what they say', () => {
  for (const [line, state] of [
    ['poweroff', 'shutting-down'],
    ['reboot', 'shutting-down'],
    ['panic', 'crashed'],
  ] as const) {
    const it = desk()
    it.type(`${line}\n`)
    expect(it.state).toBe(state)
  }
})
