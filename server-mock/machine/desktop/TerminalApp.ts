import type { SKRSContext2D } from '@napi-rs/canvas'
import type { KeyStroke } from '../Keyboard'
import type { CursorShape } from '../Pointer'
import type { Rect } from '../Region'
import type { PointerInput } from '../screens/Screen'
import { Shell } from '../shell/Shell'
import { type GridLook, paintGrid, rowRect, terminalText } from '../text/paintGrid'
import { TextGrid } from '../text/TextGrid'
import type { App, AppHost } from './App'

const margin = 10
const background = '#0b1720'

interface Place {
  /** Counted from the oldest row kept. */
  readonly row: number
  readonly column: number
}

/** A terminal with a shell in it. Ctrl+Shift+C and V copy and paste, the wheel and Shift+Page keys scroll back. */
export class TerminalApp implements App {
  readonly smallest = { width: 240, height: 120 }
  readonly grid: TextGrid
  readonly shell: Shell
  private readonly host: AppHost
  private back = 0
  private cursorRow = 0
  private selection: { from: Place; to: Place } | undefined
  private selecting = false

  constructor(host: AppHost) {
    this.host = host
    const { columns, rows } = this.size()
    this.grid = new TextGrid(columns, rows)
    this.grid.onBell = () => host.board.bell()
    const terminal = this
    this.shell = new Shell({
      board: host.board,
      get columns() {
        return terminal.grid.columns
      },
      get rows() {
        return terminal.grid.rows
      },
      write: text => this.write(text),
      exit: () => host.close(),
      edit: path => host.edit(path),
      titleChanged: () => host.titleChanged(),
      after: (delayMs, run) => host.after(delayMs, run),
      every: (periodMs, run) => host.every(periodMs, run),
    })
    this.shell.start()
  }

  get title(): string {
    return `Terminal: ${this.shell?.title ?? ''}`
  }

  draw(context: SKRSContext2D, area: Rect): void {
    context.fillStyle = background
    context.fillRect(area.x, area.y, area.width, area.height)
    paintGrid(context, this.grid, this.look(), area)
    if (this.grid.scrollback > 0 && this.back > 0) this.drawScrollbar(context)
  }

  key(stroke: KeyStroke): void {
    if (stroke.ctrl && stroke.shift && stroke.code === 'KeyC') return this.copy()
    if (stroke.ctrl && stroke.shift && stroke.code === 'KeyV') return this.shell.paste(this.host.board.clipboard.get())
    if (stroke.shift && stroke.code === 'Insert') return this.shell.paste(this.host.board.clipboard.get())
    if (stroke.shift && stroke.code === 'PageUp') return this.scrollTo(this.back + this.grid.rows - 1)
    if (stroke.shift && stroke.code === 'PageDown') return this.scrollTo(this.back - this.grid.rows + 1)
    this.select(undefined)
    this.scrollTo(0)
    this.shell.key(stroke)
  }

  pointer(input: PointerInput): void {
    if (input.kind === 'wheel') return this.scrollTo(this.back - Math.sign(input.dy) * 3)
    if (input.kind === 'down' && input.button === 'middle') return this.shell.paste(this.host.board.clipboard.get())
    if (input.kind === 'up') this.selecting = false
    const place = this.placeAt(input.x, input.y)
    if (input.kind === 'down' && input.button === 'left') {
      this.selecting = true
      this.select({ from: place, to: place })
    }
    if (input.kind === 'move' && this.selecting && this.selection) this.select({ from: this.selection.from, to: place })
  }

  cursorAt(): CursorShape {
    return 'text'
  }

  resized(): void {
    const { columns, rows } = this.size()
    this.grid.resize(columns, rows)
    this.host.invalidateAll()
  }

  focusChanged(): void {
    this.host.invalidate(rowRect(this.grid, this.look(), this.grid.cursorRow))
  }

  dispose(): void {
    this.shell.dispose()
  }

  private write(text: string): void {
    this.grid.write(text)
    if (this.back > 0) return this.host.invalidateAll()
    const rows = new Set([...this.grid.takeChanged(), this.cursorRow, this.grid.cursorRow])
    this.cursorRow = this.grid.cursorRow
    if (rows.size > this.grid.rows / 2) return this.host.invalidateAll()
    for (const row of rows) this.host.invalidate(rowRect(this.grid, this.look(), row))
  }

  private scrollTo(back: number): void {
    const next = Math.max(0, Math.min(this.grid.scrollback, back))
    if (next === this.back) return
    this.back = next
    this.host.invalidateAll()
  }

  private select(selection: { from: Place; to: Place } | undefined): void {
    if (!selection && !this.selection) return
    this.selection = selection
    this.host.invalidateAll()
  }

  private copy(): void {
    const text = this.selectedText()
    if (text !== '') this.host.board.clipboard.set(text)
  }

  private selectedText(): string {
    const lines: string[] = []
    const top = this.grid.scrollback
    for (let row = -top; row < this.grid.rows; row++) {
      let line = ''
      for (const [column, cell] of this.grid.line(row).entries()) {
        if (this.isSelected(row + top, column)) line += cell.text
      }
      if (this.rowTouched(row + top)) lines.push(line.trimEnd())
    }
    return lines.join('\n')
  }

  private rowTouched(row: number): boolean {
    if (!this.selection) return false
    const [first, last] = inOrder(this.selection.from, this.selection.to)
    return row >= first.row && row <= last.row
  }

  private isSelected(row: number, column: number): boolean {
    if (!this.selection || !this.rowTouched(row)) return false
    const [first, last] = inOrder(this.selection.from, this.selection.to)
    if (first.row === last.row && first.column === last.column) return false
    return (row > first.row || column >= first.column) && (row < last.row || column < last.column)
  }

  private placeAt(x: number, y: number): Place {
    const { cellWidth, cellHeight } = terminalText
    const row = Math.max(0, Math.min(this.grid.rows - 1, Math.floor((y - margin) / cellHeight)))
    const column = Math.max(0, Math.min(this.grid.columns, Math.round((x - margin) / cellWidth)))
    return { row: row + this.grid.scrollback - this.back, column }
  }

  private look(): GridLook {
    const base = this.grid?.scrollback - this.back
    return {
      ...{ x: margin, y: margin, size: terminalText, background, back: this.back },
      cursor: this.shell?.hidesCursor ? 'none' : this.host.focused ? 'block' : 'outline',
      ...(this.selection && { isSelected: (row: number, column: number) => this.isSelected(row + base, column) }),
    }
  }

  private size(): { columns: number; rows: number } {
    const columns = Math.floor((this.host.width - 2 * margin) / terminalText.cellWidth)
    const rows = Math.floor((this.host.height - 2 * margin) / terminalText.cellHeight)
    return { columns: Math.max(10, columns), rows: Math.max(3, rows) }
  }

  private drawScrollbar(context: SKRSContext2D): void {
    const all = this.grid.scrollback + this.grid.rows
    const track = this.host.height - 2 * margin
    const thumb = Math.max(24, (this.grid.rows / all) * track)
    const y = margin + ((this.grid.scrollback - this.back) / this.grid.scrollback) * (track - thumb)
    context.fillStyle = 'rgba(140, 180, 195, 0.45)'
    context.beginPath()
    context.roundRect(this.host.width - 7, y, 4, thumb, 2)
    context.fill()
  }
}

function inOrder(a: Place, b: Place): [Place, Place] {
  return a.row < b.row || (a.row === b.row && a.column <= b.column) ? [a, b] : [b, a]
}
