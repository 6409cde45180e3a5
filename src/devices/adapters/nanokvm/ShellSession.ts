import { Lifetime } from '../../../lib/lifetime'
import { writable } from '../../../lib/readable'
import { openSocket } from '../../../net/socket'
import type { TerminalSession, TerminalSize } from '../../capabilities/terminal'
import type { LinkState } from '../../device'
import { DeviceError } from '../../errors'

/** As long as the device's own page waits for a prompt (web/src/pages/terminal/index.tsx). */
const promptMs = 300
/** picocom's way out: Ctrl-A Ctrl-X. */
const leaveProgram = '\x01\x18'
/** As on the main socket: server/middleware/session.go */
const sessionEnded = 4401

export interface ShellOptions {
  readonly url: string
  readonly size: TerminalSize
  /** Typed when the prompt is there: a program for a serial port. */
  readonly command?: string
}

/** One shell on a NanoKVM over `/api/vm/terminal`: text is input, binary JSON is a size, binary comes out. */
export class ShellSession implements TerminalSession {
  readonly link = writable<LinkState>({ phase: 'connecting', step: 'opening', attempt: 0 })
  private readonly options: ShellOptions
  private readonly listeners = new Set<(bytes: Uint8Array) => void>()
  private size: TerminalSize
  private decoder = new TextDecoder()
  private attempt = new Lifetime()
  private socket: WebSocket | undefined
  private isClosed = false

  constructor(options: ShellOptions) {
    this.options = options
    this.size = options.size
    this.connect()
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Keystrokes are text: binary would be taken for a size. */
  write(bytes: Uint8Array): void {
    this.say(this.decoder.decode(bytes, { stream: true }))
  }

  resize(size: TerminalSize): void {
    this.size = size
    this.tellSize()
  }

  /** A new shell: the one before is gone with its connection. */
  retryNow(): void {
    if (this.link.getState().phase === 'ended' && !this.isClosed) this.connect()
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    if (this.options.command !== undefined) this.say(leaveProgram)
    this.end('by-user')
  }

  private connect(): void {
    this.attempt = new Lifetime()
    this.decoder = new TextDecoder()
    this.link.set({ phase: 'connecting', step: 'opening', attempt: 0 })
    const socket = openSocket(this.options.url)
    this.socket = socket
    const { signal } = this.attempt
    socket.addEventListener('open', () => this.opened(), { signal })
    socket.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new TextEncoder().encode(String(data))
        for (const listener of this.listeners) listener(bytes)
      },
      { signal },
    )
    socket.addEventListener('close', ({ code, reason }) => this.end(this.whyClosed(code, reason)), { signal })
  }

  private opened(): void {
    this.tellSize()
    const { command } = this.options
    if (command !== undefined) this.attempt.timeout(() => this.say(`${command}\n`), promptMs)
    this.link.set({ phase: 'online', sinceMs: Date.now() })
  }

  /** Under the names of both generations: each passes over the other's. */
  private tellSize(): void {
    const { columns, rows } = this.size
    this.say(new TextEncoder().encode(JSON.stringify({ cols: columns, rows, width: columns, height: rows })))
  }

  private say(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(data)
  }

  private whyClosed(code: number, reason: string): DeviceError {
    const options = { code, ...(reason && { detail: reason }) }
    if (code === sessionEnded) return new DeviceError('session-over', options)
    const wasOpen = this.link.getState().phase === 'online'
    return new DeviceError(wasOpen ? 'server-closed' : 'socket-failed', options)
  }

  private end(why: DeviceError | 'by-user'): void {
    this.attempt.dispose()
    this.socket?.close()
    this.link.set({ phase: 'ended', why })
  }
}
