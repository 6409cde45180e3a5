import { Timers } from '../Clock'
import type { Board } from '../screens/Screen'
import { lineKeys } from './lineKeys'
import { Shell } from './Shell'

/** What is at the other end of the line. */
export interface LineEnd {
  readonly columns: number
  readonly rows: number
  /** Text for the terminal, line ends as CR LF. */
  write(text: string): void
  /** The shell was left. */
  hangUp(): void
}

/** The serial port of a machine with a shell on it, as a getty gives one that asks nobody for a password. */
export class SerialLine {
  private readonly board: Board
  private readonly end: LineEnd
  private readonly leaving: (() => void)[] = []
  private shell: Shell | undefined
  private timers: Timers | undefined

  constructor(board: Board, end: LineEnd) {
    this.board = board
    this.end = end
  }

  /** What the terminal sent: characters, control characters, escape sequences of keys. */
  type(text: string): void {
    for (const stroke of lineKeys(text)) this.shell?.key(stroke)
  }

  systemRuns(runs: boolean): void {
    if (runs === (this.shell !== undefined)) return
    if (runs) this.start()
    else {
      this.stop()
      this.end.write('\r\n\r\nThe system is going down.\r\n')
    }
  }

  onUnplug(then: () => void): void {
    this.leaving.push(then)
  }

  unplug(): void {
    for (const leave of this.leaving.splice(0)) leave()
    this.stop()
  }

  private start(): void {
    const { board, end } = this
    const timers = new Timers(board.clock)
    this.timers = timers
    this.shell = new Shell({
      board,
      get columns() {
        return end.columns
      },
      get rows() {
        return end.rows
      },
      write: text => end.write(text.replaceAll('\n', '\r\n')),
      exit: () => end.hangUp(),
      edit: path => end.write(`${path}: there is no editor on this line\r\n`),
      titleChanged: () => {},
      after: (delayMs, run) => timers.after(delayMs, run),
      every: (periodMs, run) => timers.every(periodMs, run),
    })
    this.shell.start()
  }

  private stop(): void {
    this.shell?.dispose()
    this.shell = undefined
    this.timers?.dispose()
  }
}
