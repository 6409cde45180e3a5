import { echoOf } from '../../engine/terminal/keysOfLine'
import { Telnet } from '../../engine/terminal/telnet'
import { Lifetime } from '../../lib/lifetime'
import type { LineKeysChoice, TerminalLine, TerminalSession, TerminalSize } from '../capabilities/terminal'
import { LinkKeeper } from '../LinkKeeper'
import { whySocketFailed } from '../rfb/whySocketFailed'
import { type LineEnd, whyLineEnded } from './whyLineEnded'

export interface LineSessionOptions {
  readonly protocol: Extract<TerminalLine['protocol'], 'raw' | 'telnet'>
  readonly size: TerminalSize
  readonly keys: LineKeysChoice
  /** A socket with `binaryType` `arraybuffer`, still connecting. Called for each attempt. */
  openSocket(): WebSocket
}

/** A silent line is one that waits for a key: after this it counts as connected. */
const silenceMs = 1_500
/** What came before anybody listened, newest kept: a login prompt, not a night's log. */
const keptBytes = 256 << 10
const terminalType = 'XTERM-256COLOR'

const finalReasons: ReadonlySet<string> = new Set(['unknown-device', 'gateway-forbidden'])

/**
 * One line over a WebSocket: telnet where the other side speaks it, bytes as they are where it does not. Lost lines are
 * opened again; what telnet had agreed on starts anew with each connection.
 */
export class LineSession implements TerminalSession {
  private readonly options: LineSessionOptions
  private readonly keeper: LinkKeeper
  private readonly lifetime = new Lifetime()
  private readonly listeners = new Set<(bytes: Uint8Array) => void>()
  private readonly early: Uint8Array[] = []
  private earlyBytes = 0
  private size: TerminalSize
  private connection: Connection | undefined

  constructor(options: LineSessionOptions) {
    this.options = options
    this.size = options.size
    this.keeper = new LinkKeeper({
      connect: () => this.connect(),
      retry: why => (finalReasons.has(why.reason) ? 'never' : undefined),
    })
    this.lifetime.add(() => this.connection?.close())
    this.keeper.start()
  }

  get link() {
    return this.keeper.link
  }

  get keys() {
    return this.options.keys
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.listeners.add(listener)
    for (const bytes of this.early.splice(0)) listener(bytes)
    this.earlyBytes = 0
    return () => void this.listeners.delete(listener)
  }

  write(bytes: Uint8Array): void {
    this.connection?.write(bytes)
  }

  resize(size: TerminalSize): void {
    this.size = size
    this.connection?.resize(size)
  }

  retryNow(): void {
    this.keeper.retryNow()
  }

  close(): void {
    this.keeper.close()
    this.lifetime.dispose()
  }

  private connect(): void {
    this.connection?.close()
    const connection = new Connection(this.options, this.size, {
      opened: () => this.keeper.step('handshake'),
      heard: () => this.keeper.online(),
      data: bytes => this.deliver(bytes),
      ended: end => {
        if (this.connection === connection) this.connection = undefined
        void this.ended(end)
      },
    })
    this.connection = connection
    connection.open()
  }

  private deliver(bytes: Uint8Array): void {
    if (this.listeners.size === 0) return this.keep(bytes)
    for (const listener of this.listeners) listener(bytes)
  }

  private keep(bytes: Uint8Array): void {
    this.early.push(bytes.slice())
    this.earlyBytes += bytes.length
    while (this.earlyBytes > keptBytes) this.earlyBytes -= this.early.shift()?.length ?? 0
  }

  private async ended(end: LineEnd): Promise<void> {
    const why = whyLineEnded(end)
    const better =
      why.reason === 'socket-failed' && end.url !== undefined
        ? await whySocketFailed(end.url, this.lifetime.signal)
        : undefined
    if (!this.lifetime.ended) this.keeper.lost(better ?? why)
  }
}

interface ConnectionEvents {
  opened(): void
  /** Something came, or the line is silent as lines are. */
  heard(): void
  data(bytes: Uint8Array): void
  /** Once; never after `close`. */
  ended(end: LineEnd): void
}

/** One WebSocket, and the telnet on it. */
class Connection {
  private readonly options: LineSessionOptions
  private readonly events: ConnectionEvents
  private readonly lifetime = new Lifetime()
  private readonly telnet: Telnet | undefined
  private socket: WebSocket | undefined
  private wasOpen = false
  private wasHeard = false

  constructor(options: LineSessionOptions, { columns, rows }: TerminalSize, events: ConnectionEvents) {
    this.options = options
    this.events = events
    if (options.protocol === 'telnet') {
      this.telnet = new Telnet({
        terminalType,
        columns,
        rows,
        echo: () => options.keys.state.getState().echo,
        send: bytes => this.send(bytes),
        show: bytes => events.data(bytes),
      })
    }
  }

  open(): void {
    try {
      this.listen(this.options.openSocket())
    } catch (error) {
      const reason = error instanceof Error ? error.message : ''
      queueMicrotask(() => this.end({ opened: false, code: 0, reason }))
    }
  }

  write(bytes: Uint8Array): void {
    if (this.telnet) return this.telnet.type(bytes)
    if (this.options.keys.state.getState().echo === 'on') this.events.data(echoOf(bytes))
    this.send(bytes)
  }

  resize({ columns, rows }: TerminalSize): void {
    this.telnet?.resize(columns, rows)
  }

  close(): void {
    this.lifetime.dispose()
    this.socket?.close(1000)
  }

  private listen(socket: WebSocket): void {
    const { signal } = this.lifetime
    this.socket = socket
    socket.addEventListener(
      'open',
      () => {
        this.wasOpen = true
        this.events.opened()
        this.lifetime.timeout(() => this.hear(), silenceMs)
      },
      { signal },
    )
    socket.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        this.hear()
        const bytes = bytesOf(data)
        if (bytes === undefined) return
        if (this.telnet) this.telnet.receive(bytes)
        else this.events.data(bytes)
      },
      { signal },
    )
    socket.addEventListener(
      'close',
      ({ code, reason }) => this.end({ opened: this.wasOpen, code, reason, url: socket.url }),
      { signal },
    )
  }

  private hear(): void {
    if (this.wasHeard) return
    this.wasHeard = true
    this.events.heard()
  }

  private send(bytes: Uint8Array): void {
    if (this.socket?.readyState === 1) this.socket.send(new Uint8Array(bytes))
  }

  private end(end: Omit<LineEnd, 'heard'>): void {
    if (this.lifetime.ended) return
    this.lifetime.dispose()
    this.events.ended({ ...end, heard: this.wasHeard })
  }
}

/** Some servers send text frames; what is neither is not a line. */
function bytesOf(data: unknown): Uint8Array | undefined {
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  return typeof data === 'string' ? new TextEncoder().encode(data) : undefined
}
