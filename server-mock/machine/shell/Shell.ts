import { normalPath } from '../FileSystem'
import type { KeyStroke } from '../Keyboard'
import type { CommandShell, Program, ShellHost } from './CommandShell'
import { commands } from './commands'

const home = '/home/ops'

/** A line editor and a handful of commands. */
export class Shell implements CommandShell {
  readonly host: ShellHost
  readonly history: string[] = []
  folder = home
  private line = ''
  /** Caret in `line`. */
  private at = 0
  private recalled: number | undefined
  private program: Program | undefined

  constructor(host: ShellHost) {
    this.host = host
  }

  get title(): string {
    return this.shortFolder
  }

  get hidesCursor(): boolean {
    return this.program !== undefined
  }

  start(): void {
    this.say(
      `\x1b[1mHarbor 12\x1b[0m on \x1b[36m${this.host.board.name}\x1b[0m. \x1b[90mType \x1b[0mhelp\x1b[90m.\x1b[0m`,
    )
    this.say('')
    this.prompt()
  }

  /** Absolute path of what was typed. */
  path(typed: string): string {
    return normalPath(typed.replace(/^~(?=\/|$)/, home), this.folder)
  }

  say(text: string): void {
    this.host.write(`${text}\n`)
  }

  changeFolder(path: string): void {
    this.folder = path
    this.host.titleChanged()
  }

  /** Gives the terminal to a program; it calls `finish` when it is through. */
  run(program: Program): void {
    this.program = program
  }

  finish(): void {
    this.program?.stop()
    this.program = undefined
    this.prompt()
  }

  key(stroke: KeyStroke): void {
    if (this.program) {
      if (stroke.ctrl && stroke.code === 'KeyC') {
        this.host.write('^C\n')
        return this.finish()
      }
      return this.program.key(stroke)
    }
    if (stroke.alt || stroke.meta) return
    if (stroke.ctrl) return this.control(stroke.code)
    if (stroke.code === 'Enter' || stroke.code === 'NumpadEnter') return this.enter()
    if (stroke.code === 'Tab') return this.complete()
    if (stroke.code === 'ArrowUp') return this.recall(-1)
    if (stroke.code === 'ArrowDown') return this.recall(1)
    if (stroke.code === 'ArrowLeft') return this.place(this.at - 1)
    if (stroke.code === 'ArrowRight') return this.place(this.at + 1)
    if (stroke.code === 'Home') return this.place(0)
    if (stroke.code === 'End') return this.place(this.line.length)
    if (stroke.code === 'Backspace') return this.at > 0 ? this.edit(this.at - 1, this.at, '') : undefined
    if (stroke.code === 'Delete') return this.edit(this.at, this.at + 1, '')
    if (stroke.text !== '') this.edit(this.at, this.at, stroke.text)
  }

  /** Line ends run what stands before them, as in every terminal. */
  paste(text: string): void {
    for (const [index, part] of text.replaceAll('\r\n', '\n').split('\n').entries()) {
      if (index > 0) this.enter()
      if (!this.program) this.edit(this.at, this.at, part.replaceAll('\t', '  '))
    }
  }

  dispose(): void {
    this.program?.stop()
  }

  private control(code: string): void {
    if (code === 'KeyC') {
      this.host.write('^C\n')
      this.clearLine()
      return this.prompt()
    }
    if (code === 'KeyD' && this.line === '') return this.host.exit()
    if (code === 'KeyU') this.edit(0, this.at, '')
    if (code === 'KeyK') this.edit(this.at, this.line.length, '')
    if (code === 'KeyA') this.place(0)
    if (code === 'KeyE') this.place(this.line.length)
    if (code === 'KeyL') {
      this.host.write('\x1b[2J\x1b[H')
      this.prompt()
      this.host.write(this.line)
      this.host.write('\b'.repeat(this.line.length - this.at))
    }
  }

  private enter(): void {
    this.place(this.line.length)
    this.host.write('\n')
    const line = this.line.trim()
    this.clearLine()
    if (line !== '' && this.history.at(-1) !== line) this.history.push(line)
    this.execute(line)
    if (!this.program) this.prompt()
  }

  private execute(line: string): void {
    const [name = '', ...words] = split(line)
    if (name === '') return
    const command = commands[name]
    if (!command) {
      this.say(`${name}: command not found`)
      return
    }
    command.run(this, words, line)
  }

  private prompt(): void {
    const { name } = this.host.board
    this.host.write(`\x1b[36mops@${name}\x1b[0m:\x1b[34m${this.shortFolder}\x1b[0m$ `)
  }

  private get shortFolder(): string {
    return this.folder.startsWith(home) ? `~${this.folder.slice(home.length)}` : this.folder
  }

  private clearLine(): void {
    this.line = ''
    this.at = 0
    this.recalled = undefined
  }

  private place(at: number): void {
    const next = Math.max(0, Math.min(this.line.length, at))
    if (next < this.at) this.host.write('\b'.repeat(this.at - next))
    else this.host.write(this.line.slice(this.at, next))
    this.at = next
  }

  private edit(from: number, to: number, text: string): void {
    const rest = this.line.slice(to)
    const blanks = Math.max(0, Math.min(to, this.line.length) - from - text.length)
    this.place(from)
    this.line = this.line.slice(0, from) + text + rest
    this.host.write(text + rest + ' '.repeat(blanks))
    this.at = from + text.length + rest.length + blanks
    this.host.write('\b'.repeat(this.at - from - text.length))
    this.at = from + text.length
  }

  private recall(by: number): void {
    const index = (this.recalled ?? this.history.length) + by
    if (index < 0 || index > this.history.length) return
    this.edit(0, this.line.length, this.history[index] ?? '')
    this.recalled = index
  }

  private complete(): void {
    const before = this.line.slice(0, this.at)
    const word = before.split(' ').at(-1) ?? ''
    const found = before === word ? Object.keys(commands).filter(name => name.startsWith(word)) : this.filesFor(word)
    const [only] = found
    if (found.length !== 1 || only === undefined) return this.host.board.bell()
    this.edit(this.at, this.at, only.slice(word.length) + (only.endsWith('/') ? '' : ' '))
  }

  private filesFor(word: string): string[] {
    const folder = word.slice(0, word.lastIndexOf('/') + 1)
    const names = this.host.board.files.list(this.path(folder === '' ? '.' : folder)) ?? []
    return names.map(name => folder + name).filter(name => name.startsWith(word))
  }
}

/** Words of a line; quotes keep blanks together. */
function split(line: string): string[] {
  const words = line.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? []
  return words.map(word => word.replace(/^(["'])(.*)\1$/, '$2'))
}
