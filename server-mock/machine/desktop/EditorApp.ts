import type { SKRSContext2D } from '@napi-rs/canvas'
import type { KeyStroke } from '../Keyboard'
import type { CursorShape } from '../Pointer'
import type { Rect } from '../Region'
import type { PointerInput } from '../screens/Screen'
import { fitted } from '../text/fitted'
import { mono, sans } from '../text/fonts'
import type { App, AppHost } from './App'
import { look } from './look'
import { TextBuffer } from './TextBuffer'

const gutter = 48
const lineHeight = 22
const columnWidth = 8.4
const fontPx = 14
const top = 8
const statusHeight = 28
const background = '#101f2b'

/** A plain text editor: Ctrl+S saves, Ctrl+A, C, X and V do what they do everywhere. */
export class EditorApp implements App {
  readonly smallest = { width: 240, height: 140 }
  readonly path: string
  private readonly host: AppHost
  private readonly buffer: TextBuffer
  private readonly stopWatching: () => void
  private saved: string
  private firstLine = 0
  private selecting = false
  private said = ''

  constructor(host: AppHost, path: string) {
    this.host = host
    this.path = path
    this.saved = host.board.files.read(path) ?? ''
    this.buffer = new TextBuffer(this.saved)
    this.buffer.go('bottom', false)
    this.stopWatching = host.board.files.onChange(changed => changed === path && this.changedOnDisk())
  }

  get title(): string {
    const name = this.path.split('/').at(-1) ?? ''
    return `${name}${this.modified ? ' (not saved)' : ''}`
  }

  get text(): string {
    return this.buffer.text
  }

  get modified(): boolean {
    return this.buffer.text !== this.saved
  }

  draw(context: SKRSContext2D, area: Rect): void {
    const { width, height } = this.host
    context.fillStyle = background
    context.fillRect(area.x, area.y, area.width, area.height)
    const first = Math.max(0, Math.floor((area.y - top) / lineHeight))
    const last = Math.min(this.rowsShown, Math.ceil((area.y + area.height - top) / lineHeight))
    context.save()
    context.beginPath()
    context.rect(0, 0, width, height - statusHeight)
    context.clip()
    for (let row = first; row <= last; row++) this.drawLine(context, row)
    context.restore()
    if (area.y + area.height > height - statusHeight) this.drawStatus(context)
  }

  key(stroke: KeyStroke): void {
    const before = this.buffer.text
    const wasModified = this.modified
    if (stroke.ctrl && !stroke.alt) this.command(stroke)
    else if (!stroke.alt && !stroke.meta) this.type(stroke)
    this.reveal()
    if (before !== this.buffer.text) this.said = ''
    if (wasModified !== this.modified) this.host.titleChanged()
    this.host.invalidateAll()
  }

  pointer(input: PointerInput): void {
    if (input.kind === 'wheel') return this.scroll(Math.sign(input.dy) * 3)
    const caret = {
      line: this.firstLine + Math.floor((input.y - top) / lineHeight),
      column: Math.round((input.x - gutter) / columnWidth),
    }
    if (input.kind === 'down' && input.button === 'left') {
      this.selecting = true
      this.buffer.goTo(caret, false)
      this.host.invalidateAll()
    }
    if (input.kind === 'move' && this.selecting) {
      this.buffer.goTo(caret, true)
      this.host.invalidateAll()
    }
    if (input.kind === 'up') this.selecting = false
  }

  cursorAt(_x: number, y: number): CursorShape {
    return y < this.host.height - statusHeight ? 'text' : 'arrow'
  }

  resized(): void {
    this.reveal()
  }

  focusChanged(): void {}

  dispose(): void {
    this.stopWatching()
  }

  private get rowsShown(): number {
    return Math.max(1, Math.floor((this.host.height - statusHeight - top) / lineHeight))
  }

  private command(stroke: KeyStroke): void {
    const { clipboard } = this.host.board
    const { buffer } = this
    if (stroke.code === 'KeyS') this.save()
    if (stroke.code === 'KeyA') buffer.selectAll()
    if ((stroke.code === 'KeyC' || stroke.code === 'KeyX') && buffer.selected !== '') clipboard.set(buffer.selected)
    if (stroke.code === 'KeyX') buffer.removeSelection()
    if (stroke.code === 'KeyV') buffer.insert(clipboard.get())
    if (stroke.code === 'Home') buffer.go('top', stroke.shift)
    if (stroke.code === 'End') buffer.go('bottom', stroke.shift)
  }

  private type(stroke: KeyStroke): void {
    const { buffer } = this
    const { shift } = stroke
    const verbs: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => buffer.go('left', shift),
      ArrowRight: () => buffer.go('right', shift),
      ArrowUp: () => buffer.goLines(-1, shift),
      ArrowDown: () => buffer.goLines(1, shift),
      Home: () => buffer.go('start', shift),
      End: () => buffer.go('end', shift),
      PageUp: () => buffer.goLines(1 - this.rowsShown, shift),
      PageDown: () => buffer.goLines(this.rowsShown - 1, shift),
      Enter: () => buffer.insert('\n'),
      NumpadEnter: () => buffer.insert('\n'),
      Tab: () => buffer.insert('  '),
      Backspace: () => buffer.remove(-1),
      Delete: () => buffer.remove(1),
    }
    const verb = verbs[stroke.code]
    if (verb) verb()
    else if (stroke.text !== '') buffer.insert(stroke.text)
  }

  private save(): void {
    this.saved = this.buffer.text
    this.host.board.files.write(this.path, this.saved)
    this.host.board.disk.busy(300)
    this.said = 'Saved'
  }

  /** Another program wrote the file: what is not changed here follows. */
  private changedOnDisk(): void {
    const text = this.host.board.files.read(this.path) ?? ''
    if (text === this.saved) return
    const follows = !this.modified
    this.saved = text
    if (follows) {
      this.buffer.selectAll()
      this.buffer.insert(text)
      this.reveal()
    }
    this.host.titleChanged()
    this.host.invalidateAll()
  }

  private scroll(by: number): void {
    this.firstLine = Math.max(0, Math.min(this.buffer.lines.length - 1, this.firstLine + by))
    this.host.invalidateAll()
  }

  private reveal(): void {
    const { line } = this.buffer.caret
    const { rowsShown } = this
    if (line < this.firstLine) this.firstLine = line
    if (line >= this.firstLine + rowsShown) this.firstLine = line - rowsShown + 1
  }

  private drawLine(context: SKRSContext2D, row: number): void {
    const index = this.firstLine + row
    const text = this.buffer.lines[index]
    if (text === undefined) return
    const y = top + row * lineHeight
    const { caret } = this.buffer
    const current = caret.line === index
    if (current) {
      context.fillStyle = '#152938'
      context.fillRect(0, y, this.host.width, lineHeight)
    }
    this.drawSelection(context, index, text, y)
    context.font = `400 12px ${mono}`
    context.fillStyle = current ? '#8fb0bf' : '#4a6474'
    context.textAlign = 'right'
    context.fillText(String(index + 1), gutter - 16, y + 15)
    context.textAlign = 'left'
    context.font = `400 ${fontPx}px ${mono}`
    context.fillStyle = text.startsWith('#') ? '#7fd0d6' : '#d8e5ec'
    context.fillText(text, gutter, y + 16)
    if (!current || !this.host.focused) return
    context.fillStyle = look.accent
    context.fillRect(
      Math.round(gutter + context.measureText(text.slice(0, caret.column)).width),
      y + 2,
      2,
      lineHeight - 4,
    )
  }

  private drawSelection(context: SKRSContext2D, index: number, text: string, y: number): void {
    const { selection } = this.buffer
    if (!selection) return
    const [from, to] = selection
    if (index < from.line || index > to.line) return
    context.font = `400 ${fontPx}px ${mono}`
    const start = index === from.line ? context.measureText(text.slice(0, from.column)).width : 0
    const whole = context.measureText(text).width + columnWidth
    const end = index === to.line ? context.measureText(text.slice(0, to.column)).width : whole
    context.fillStyle = '#1f5a66'
    context.fillRect(gutter + start, y, end - start, lineHeight)
  }

  private drawStatus(context: SKRSContext2D): void {
    const { width, height } = this.host
    context.fillStyle = look.title
    context.fillRect(0, height - statusHeight, width, statusHeight)
    context.font = `400 12px ${sans}`
    context.fillStyle = look.inkQuiet
    context.fillText(fitted(context, this.path, width - 160), 14, height - 10)
    const { line, column } = this.buffer.caret
    context.textAlign = 'right'
    context.fillText(this.said === '' ? `Line ${line + 1}, column ${column + 1}` : this.said, width - 14, height - 10)
    context.textAlign = 'left'
  }
}
