import type { LineKeys } from '../../lib/lineKeys'
import type { Readable } from '../../lib/readable'
import type { LinkState } from '../link'

/** Lines beside the screen: the profile's `terminal` (raw or telnet), a NanoKVM's own shell. */
export interface TerminalCapability {
  readonly lines: readonly TerminalLine[]
  /**
   * Brings what speaks the line's protocol and opens it; every later reason appears in the session's `link`. Rejects with
   * `engine-load` when that part of the console cannot be had. Who opens closes; a Device that is closed ends the rest.
   */
  open(line: string, size: TerminalSize): Promise<TerminalSession>
}

export interface TerminalLine {
  readonly id: string
  /** What the device calls it, for lines that differ in more than the protocol: `ttyS1, 9600 Bd`. */
  readonly name?: string
  readonly protocol: 'raw' | 'telnet' | 'shell'
  /** Whose prompt it is: the machine's, or the device's own, which is not the machine. */
  readonly of: 'machine' | 'device'
}

export interface LineKeysChoice {
  readonly state: Readable<LineKeys>
  /** Kept for this machine. */
  choose(change: Partial<LineKeys>): void
}

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

export interface TerminalSession {
  readonly link: Readable<LinkState>
  /** What Enter, Backspace and the like send; absent where the device's own shell needs no choice. */
  readonly keys?: LineKeysChoice
  /** Bytes as they come, commands of the line protocol removed; may split UTF-8 sequences. Returns a stop function. */
  onData(listener: (bytes: Uint8Array) => void): () => void
  write(bytes: Uint8Array): void
  resize(size: TerminalSize): void
  /** Ends the wait, or starts again after `ended`. */
  retryNow(): void
  /** Safe twice. */
  close(): void
}
