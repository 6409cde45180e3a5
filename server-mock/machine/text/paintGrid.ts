import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Rect } from '../Region'
import { mono } from './fonts'
import type { Cell, TextGrid } from './TextGrid'

/** One size of fixed-width text; screen units. */
export interface TextSize {
  readonly fontPx: number
  /** JetBrains Mono is 0.6 em wide; sizes are chosen so that this is whole. */
  readonly cellWidth: number
  readonly cellHeight: number
  readonly baseline: number
}

export const consoleText: TextSize = { fontPx: 15, cellWidth: 9, cellHeight: 19, baseline: 14 }
export const terminalText: TextSize = { fontPx: 13.3333, cellWidth: 8, cellHeight: 18, baseline: 13 }

/** By the number of an ink. */
const inks: readonly string[] = [
  ...['#3b4f5e', '#f0717a', '#7fd6a0', '#e8c375', '#6fb3e8', '#c39be8', '#5fd0d3', '#cfdae2'],
  ...['#7890a0', '#ff929a', '#a5ecc0', '#ffdf9a', '#97cdfa', '#dbbcfb', '#8ceff0', '#ffffff'],
]

export interface GridLook {
  readonly x: number
  readonly y: number
  readonly size: TextSize
  readonly background: string
  /** Rows scrolled back. */
  readonly back?: number
  readonly cursor?: 'block' | 'outline' | 'none'
  /** Cells that are selected. */
  readonly isSelected?: (row: number, column: number) => boolean
}

/** Draws the rows that touch `area`, background included. */
export function paintGrid(context: SKRSContext2D, grid: TextGrid, look: GridLook, area: Rect): void {
  const { size, y } = look
  const first = Math.max(0, Math.floor((area.y - y) / size.cellHeight))
  const last = Math.min(grid.rows - 1, Math.floor((area.y + area.height - 1 - y) / size.cellHeight))
  for (let row = first; row <= last; row++) paintRow(context, grid, look, row)
  paintCursor(context, grid, look)
}

/** Where a row stands; screen units. */
export function rowRect(grid: TextGrid, look: GridLook, row: number): Rect {
  const { x, y, size } = look
  return { x, y: y + row * size.cellHeight, width: grid.columns * size.cellWidth, height: size.cellHeight }
}

function paintRow(context: SKRSContext2D, grid: TextGrid, look: GridLook, row: number): void {
  const { x, y, width, height } = rowRect(grid, look, row)
  context.fillStyle = look.background
  context.fillRect(x, y, width, height)
  const line = grid.line(row, look.back)
  for (let from = 0; from < grid.columns; ) {
    const cell = line[from]
    const selected = look.isSelected?.(row, from) ?? false
    let to = from + 1
    while (to < grid.columns && alike(cell, line[to]) && (look.isSelected?.(row, to) ?? false) === selected) to++
    if (cell) paintRun(context, look, cell, selected, line.slice(from, to), x + from * look.size.cellWidth, y)
    from = to
  }
}

function alike(a: Cell | undefined, b: Cell | undefined): boolean {
  if (!a || !b) return a === b
  return a.ink === b.ink && a.bold === b.bold && a.inverse === b.inverse
}

function paintRun(
  context: SKRSContext2D,
  look: GridLook,
  style: Cell,
  selected: boolean,
  cells: readonly Cell[],
  x: number,
  y: number,
): void {
  const { cellWidth, cellHeight, baseline, fontPx } = look.size
  const ink = inks[style.ink] ?? '#cfdae2'
  if (style.inverse || selected) {
    context.fillStyle = selected ? '#1f5a66' : ink
    context.fillRect(x, y, cells.length * cellWidth, cellHeight)
  }
  context.fillStyle = style.inverse && !selected ? look.background : ink
  context.font = `${style.bold ? 700 : 400} ${fontPx}px ${mono}`
  // Words are drawn apart from blanks, and characters of another font each in its own cell: columns stay columns.
  let word = ''
  let start = 0
  const flush = () => {
    if (word !== '') context.fillText(word, x + start * cellWidth, y + baseline)
    word = ''
  }
  for (const [at, { text }] of cells.entries()) {
    const alone = text > '\u02ff' || ligature.has(text)
    if (text === ' ' || alone) flush()
    if (alone) drawAlone(context, look, text, x + at * cellWidth, y)
    else if (text !== ' ') {
      if (word === '') start = at
      word += text
    }
  }
  flush()
}

/** JetBrains Mono joins these into arrows and the like: fine for reading code, wrong for a terminal's cells. */
const ligature = new Set([...'<>=-!|&+*/:.~#?_\\@%^$w'])

function drawAlone(context: SKRSContext2D, look: GridLook, text: string, x: number, y: number): void {
  const { cellWidth, cellHeight, baseline } = look.size
  // Blocks fill their cell whatever the font thinks of its height, so that bars have no seams.
  if (text === '█') context.fillRect(x, y + 3, cellWidth, cellHeight - 6)
  else if (text === '─') context.fillRect(x, y + Math.floor(cellHeight / 2), cellWidth, 1)
  else context.fillText(text, x, y + baseline)
}

function paintCursor(context: SKRSContext2D, grid: TextGrid, look: GridLook): void {
  const { cursor = 'none', size, x, y, back = 0 } = look
  const row = grid.cursorRow + back
  if (cursor === 'none' || row >= grid.rows) return
  const left = x + grid.cursorColumn * size.cellWidth
  const top = y + row * size.cellHeight
  if (cursor === 'outline') {
    context.strokeStyle = '#7890a0'
    context.lineWidth = 1
    context.strokeRect(left + 0.5, top + 1.5, size.cellWidth - 1, size.cellHeight - 3)
    return
  }
  context.fillStyle = '#5fd0d3'
  context.fillRect(left, top + 1, size.cellWidth, size.cellHeight - 2)
  const text = grid.line(grid.cursorRow)[grid.cursorColumn]?.text ?? ' '
  context.fillStyle = '#07131b'
  context.font = `400 ${size.fontPx}px ${mono}`
  if (text !== ' ') context.fillText(text, left, top + size.baseline)
}
