import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Rect } from '../Region'
import { consoleText, type GridLook, paintGrid, rowRect } from '../text/paintGrid'
import { TextGrid } from '../text/TextGrid'
import { type Board, Screen } from './Screen'

const marginPx = 12
const background = '#060b10'

/** A text console over the whole display. */
export abstract class TextScreen extends Screen {
  /** What stands on it, for tests as well. */
  readonly grid: TextGrid
  private cursorRow = 0

  constructor(board: Board) {
    super(board)
    const { columns, rows } = this.size()
    this.grid = new TextGrid(columns, rows)
    this.grid.onBell = () => board.bell()
  }

  protected get showsCursor(): boolean {
    return true
  }

  override draw(context: SKRSContext2D, area: Rect): void {
    context.fillStyle = background
    context.fillRect(area.x, area.y, area.width, area.height)
    paintGrid(context, this.grid, this.look(), area)
  }

  override resized(): void {
    const { columns, rows } = this.size()
    this.grid.resize(columns, rows)
  }

  protected write(text: string): void {
    this.grid.write(text)
    const look = this.look()
    const rows = new Set([...this.grid.takeChanged(), this.cursorRow, this.grid.cursorRow])
    this.cursorRow = this.grid.cursorRow
    if (rows.size > this.grid.rows / 2) return this.board.display.invalidateAll()
    for (const row of rows) this.board.display.invalidate(rowRect(this.grid, look, row))
  }

  protected line(text: string): void {
    this.write(`${text}\n`)
  }

  /** Writes line after line; `afterMs` is the pause after each. */
  protected play(lines: readonly (readonly [afterMs: number, text: string])[], then: () => void): void {
    const [first, ...rest] = lines
    if (!first) return then()
    this.line(first[1])
    this.timers.after(first[0], () => this.play(rest, then))
  }

  private look(): GridLook {
    return { x: marginPx, y: marginPx, size: consoleText, background, cursor: this.showsCursor ? 'block' : 'none' }
  }

  private size(): { columns: number; rows: number } {
    const { width, height } = this.board.display
    return {
      columns: Math.max(20, Math.floor((width - 2 * marginPx) / consoleText.cellWidth)),
      rows: Math.max(5, Math.floor((height - 2 * marginPx) / consoleText.cellHeight)),
    }
  }
}
