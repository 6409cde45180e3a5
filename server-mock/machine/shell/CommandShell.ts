import type { KeyStroke } from '../Keyboard'
import type { Board } from '../screens/Screen'

/** The terminal around a shell. */
export interface ShellHost {
  readonly board: Board
  readonly columns: number
  readonly rows: number
  write(text: string): void
  exit(): void
  edit(path: string): void
  titleChanged(): void
  after(delayMs: number, run: () => void): () => void
  every(periodMs: number, run: () => void): () => void
}

/** A program that keeps the terminal until it ends. */
export interface Program {
  key(stroke: KeyStroke): void
  stop(): void
}

/** The shell as its commands see it. */
export interface CommandShell {
  readonly host: ShellHost
  readonly history: readonly string[]
  readonly folder: string
  /** An absolute path for a typed one. */
  path(typed: string): string
  say(text: string): void
  changeFolder(path: string): void
  /** Hands the keyboard to a program, until `finish`. */
  run(program: Program): void
  finish(): void
}
