export interface Caret {
  readonly line: number
  readonly column: number
}

/** The editor's text: lines, a caret and a selection from where it began. Columns count UTF-16 units. */
export class TextBuffer {
  private rows: string[]
  caret: Caret = { line: 0, column: 0 }
  /** The other end of the selection. */
  anchor: Caret | undefined
  /** Where the caret wants to be when it passes a short line. */
  private wanted: number | undefined

  constructor(text: string) {
    this.rows = text.split('\n')
  }

  get lines(): readonly string[] {
    return this.rows
  }

  get text(): string {
    return this.rows.join('\n')
  }

  get selection(): [Caret, Caret] | undefined {
    if (!this.anchor || same(this.anchor, this.caret)) return undefined
    return before(this.anchor, this.caret) ? [this.anchor, this.caret] : [this.caret, this.anchor]
  }

  get selected(): string {
    if (!this.selection) return ''
    const [from, to] = this.selection
    if (from.line === to.line) return this.line(from.line).slice(from.column, to.column)
    const middle = this.rows.slice(from.line + 1, to.line)
    return [this.line(from.line).slice(from.column), ...middle, this.line(to.line).slice(0, to.column)].join('\n')
  }

  selectAll(): void {
    this.anchor = { line: 0, column: 0 }
    this.caret = this.end()
  }

  insert(text: string): void {
    this.removeSelection()
    const { line, column } = this.caret
    const row = this.line(line)
    const inserted = `${row.slice(0, column)}${text.replaceAll('\r\n', '\n')}`.split('\n')
    const lastColumn = inserted.at(-1)?.length ?? 0
    inserted.push(`${inserted.pop() ?? ''}${row.slice(column)}`)
    this.rows.splice(line, 1, ...inserted)
    this.caret = { line: line + inserted.length - 1, column: lastColumn }
    this.wanted = undefined
  }

  /** Whether there was one. */
  removeSelection(): boolean {
    const { selection } = this
    this.anchor = undefined
    if (!selection) return false
    const [from, to] = selection
    const joined = this.line(from.line).slice(0, from.column) + this.line(to.line).slice(to.column)
    this.rows.splice(from.line, to.line - from.line + 1, joined)
    this.caret = from
    this.wanted = undefined
    return true
  }

  /** Backspace and Delete. */
  remove(step: -1 | 1): void {
    if (this.removeSelection()) return
    this.anchor = this.caret
    this.caret = this.beside(this.caret, step)
    this.removeSelection()
  }

  /** Moves the caret; `extend` keeps the selection's other end. */
  go(to: 'left' | 'right' | 'start' | 'end' | 'top' | 'bottom', extend: boolean): void {
    const { selection } = this
    this.extend(extend)
    this.wanted = undefined
    const { line } = this.caret
    if (to === 'left') this.caret = selection && !extend ? selection[0] : this.beside(this.caret, -1)
    if (to === 'right') this.caret = selection && !extend ? selection[1] : this.beside(this.caret, 1)
    if (to === 'start') this.caret = { line, column: 0 }
    if (to === 'end') this.caret = { line, column: this.line(line).length }
    if (to === 'top') this.caret = { line: 0, column: 0 }
    if (to === 'bottom') this.caret = this.end()
  }

  goLines(by: number, extend: boolean): void {
    this.extend(extend)
    this.wanted ??= this.caret.column
    const line = Math.max(0, Math.min(this.rows.length - 1, this.caret.line + by))
    this.caret = { line, column: Math.min(this.wanted, this.line(line).length) }
  }

  goTo(caret: Caret, extend: boolean): void {
    this.extend(extend)
    this.wanted = undefined
    const line = Math.max(0, Math.min(this.rows.length - 1, caret.line))
    this.caret = { line, column: Math.max(0, Math.min(caret.column, this.line(line).length)) }
  }

  private extend(extend: boolean): void {
    if (!extend) this.anchor = undefined
    else this.anchor ??= this.caret
  }

  private beside({ line, column }: Caret, step: -1 | 1): Caret {
    const row = this.line(line)
    if (step < 0) {
      if (column > 0) return { line, column: column - (isLowSurrogate(row, column - 1) ? 2 : 1) }
      return line > 0 ? { line: line - 1, column: this.line(line - 1).length } : { line, column }
    }
    if (column < row.length) return { line, column: column + (isLowSurrogate(row, column + 1) ? 2 : 1) }
    return line < this.rows.length - 1 ? { line: line + 1, column: 0 } : { line, column }
  }

  private line(index: number): string {
    return this.rows[index] ?? ''
  }

  private end(): Caret {
    const line = this.rows.length - 1
    return { line, column: this.line(line).length }
  }
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}

function same(a: Caret, b: Caret): boolean {
  return a.line === b.line && a.column === b.column
}

function before(a: Caret, b: Caret): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column)
}
