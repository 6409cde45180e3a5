/** Colours of a text screen, by number as in `ESC[3Nm`; 8 to 15 are the bright ones. */
export type Ink = number

export interface Cell {
  readonly text: string
  readonly ink: Ink
  readonly bold: boolean
  readonly inverse: boolean
}

const plainInk: Ink = 7
const blank: Cell = { text: ' ', ink: plainInk, bold: false, inverse: false }
const mostScrollback = 2000

/**
 * A screen of characters with scrollback. Understands what our own programs write: new line, return, backspace, tab,
 * and of the escape sequences colours (`m`), clear (`2J`, `J`, `K`) and cursor position (`H`).
 */
export class TextGrid {
  columns: number
  rows: number
  /** Whole screen and what has scrolled away, oldest first. */
  private lines: Cell[][] = []
  private top = 0
  private row = 0
  private column = 0
  private ink: Ink = plainInk
  private bold = false
  private inverse = false
  private pending = ''
  /** Rows of the screen that changed since `takeChanged`. */
  private readonly changed = new Set<number>()
  onBell = () => {}

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
    this.ensure()
    this.changeAll()
  }

  get cursorRow(): number {
    return this.row
  }

  get cursorColumn(): number {
    return Math.min(this.column, this.columns - 1)
  }

  /** Rows that have scrolled away and can be looked at. */
  get scrollback(): number {
    return this.top
  }

  /** Row of the screen, `back` rows further up. */
  line(row: number, back = 0): readonly Cell[] {
    return this.lines[this.top + row - back] ?? []
  }

  /** The screen's text, without blanks at the ends of lines: for tests and for copying. */
  text(): string {
    return Array.from({ length: this.rows }, (_, row) => this.textOf(row)).join('\n')
  }

  textOf(row: number, back = 0): string {
    return this.line(row, back)
      .map(cell => cell.text)
      .join('')
      .trimEnd()
  }

  takeChanged(): number[] {
    const rows = [...this.changed]
    this.changed.clear()
    return rows
  }

  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return
    // Rows go and come at the top, so that the line being typed stays in sight.
    const below = Math.max(0, this.row - (rows - 1))
    this.top += below
    this.row -= below
    const back = Math.min(this.top, Math.max(0, rows - this.rows))
    if (rows > this.rows) {
      this.top -= back
      this.row += back
    }
    this.columns = columns
    this.rows = rows
    this.lines.length = Math.min(this.lines.length, this.top + rows)
    this.ensure()
    this.changeAll()
  }

  write(text: string): void {
    const input = this.pending + text
    this.pending = ''
    for (let at = 0; at < input.length; ) {
      if (input[at] === '\x1b') {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are made of them
        const sequence = /^\x1b\[([\d;]*)([A-Za-z])/.exec(input.slice(at, at + 24))
        if (!sequence) {
          if (input.length - at < 24) this.pending = input.slice(at)
          if (this.pending !== '') return
          at++
          continue
        }
        this.control(sequence[1] ?? '', sequence[2] ?? '')
        at += sequence[0].length
        continue
      }
      const character = String.fromCodePoint(input.codePointAt(at) ?? 32)
      this.put(character)
      at += character.length
    }
  }

  private control(parameters: string, verb: string): void {
    const numbers = parameters.split(';').map(Number)
    const [first = 0, second = 0] = numbers
    if (verb === 'm') for (const number of numbers) this.style(number)
    if (verb === 'H') {
      this.changed.add(this.row)
      this.row = clamp((first || 1) - 1, this.rows)
      this.column = clamp((second || 1) - 1, this.columns)
      this.changed.add(this.row)
    }
    if (verb === 'K') this.clearLine(this.row, this.column)
    if (verb === 'J' && first === 2) for (let row = 0; row < this.rows; row++) this.clearLine(row, 0)
    if (verb === 'J' && first === 3) this.dropScrollback()
    if (verb === 'J' && first === 0) {
      this.clearLine(this.row, this.column)
      for (let row = this.row + 1; row < this.rows; row++) this.clearLine(row, 0)
    }
  }

  private style(number: number): void {
    if (number === 0) {
      this.ink = plainInk
      this.bold = false
      this.inverse = false
    } else if (number === 1) this.bold = true
    else if (number === 7) this.inverse = true
    else if (number >= 30 && number <= 37) this.ink = number - 30
    else if (number === 39) this.ink = plainInk
    else if (number >= 90 && number <= 97) this.ink = number - 82
  }

  private put(character: string): void {
    this.changed.add(this.row)
    if (character === '\n') return this.newLine()
    if (character === '\r') this.column = 0
    else if (character === '\b') this.goBack()
    else if (character === '\t') this.column = Math.min(this.columns - 1, (Math.floor(this.column / 8) + 1) * 8)
    else if (character === '\x07') this.onBell()
    else if (character >= ' ') {
      if (this.column >= this.columns) this.newLine()
      const line = this.lines[this.top + this.row]
      if (line) line[this.column] = { text: character, ink: this.ink, bold: this.bold, inverse: this.inverse }
      this.column++
      this.changed.add(this.row)
    }
  }

  /** Also over the end of a wrapped line, which is how a shell edits long ones. */
  private goBack(): void {
    if (this.column > 0) this.column--
    else if (this.row > 0) {
      this.row--
      this.column = this.columns - 1
      this.changed.add(this.row)
    }
  }

  private newLine(): void {
    this.column = 0
    if (this.row < this.rows - 1) {
      this.row++
      this.changed.add(this.row)
      return
    }
    this.top++
    if (this.top > mostScrollback) {
      this.lines.shift()
      this.top--
    }
    this.ensure()
    this.changeAll()
  }

  private clearLine(row: number, from: number): void {
    const line = this.lines[this.top + row]
    if (line) for (let column = from; column < this.columns; column++) line[column] = blank
    this.changed.add(row)
  }

  private dropScrollback(): void {
    this.lines.splice(0, this.top)
    this.top = 0
    this.changeAll()
  }

  private ensure(): void {
    while (this.lines.length < this.top + this.rows) this.lines.push([])
    for (let row = 0; row < this.rows; row++) {
      const line = this.lines[this.top + row]
      if (line) while (line.length < this.columns) line.push(blank)
    }
  }

  private changeAll(): void {
    for (let row = 0; row < this.rows; row++) this.changed.add(row)
  }
}

function clamp(value: number, count: number): number {
  return Math.min(Math.max(0, value), count - 1)
}
