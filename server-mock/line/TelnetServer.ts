import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { StringDecoder } from 'node:string_decoder'
import type { Machine } from '../machine/Machine'
import type { SerialLine } from '../machine/shell/SerialLine'

const [IAC, DONT, DO, WONT, WILL, SB, SE] = [255, 254, 253, 252, 251, 250, 240] as const
const [ECHO, SUPPRESS_GO_AHEAD, TERMINAL_TYPE, WINDOW_SIZE] = [1, 3, 24, 31] as const

/** What inetutils-telnetd 2.4 asks and offers first. */
const opening = [
  ...[IAC, DO, TERMINAL_TYPE, IAC, DO, WINDOW_SIZE],
  ...[IAC, WILL, ECHO, IAC, WILL, SUPPRESS_GO_AHEAD, IAC, DO, SUPPRESS_GO_AHEAD],
]

export interface TelnetServerOptions {
  readonly machine: Machine
  /** Free port unless said. */
  readonly port?: number
}

/** A console server: telnet on a loopback port, the serial port of a simulated machine behind it. */
export class TelnetServer {
  private readonly server: Server
  private readonly callers = new Set<Caller>()

  private constructor(machine: Machine) {
    this.server = createServer(socket => {
      const caller = new Caller(socket, machine)
      this.callers.add(caller)
      socket.once('close', () => this.callers.delete(caller))
    })
  }

  static async start({ machine, port = 0 }: TelnetServerOptions): Promise<TelnetServer> {
    const telnet = new TelnetServer(machine)
    await new Promise<void>((resolve, reject) => {
      telnet.server.once('error', reject)
      telnet.server.listen(port, '127.0.0.1', resolve)
    })
    return telnet
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** Window sizes of those who are connected, as they told them. */
  get sizes(): readonly string[] {
    return [...this.callers].map(({ columns, rows }) => `${columns}x${rows}`)
  }

  /** Breaks every connection, as a restarted console server does. */
  drop(): void {
    for (const caller of this.callers) caller.end()
  }

  async close(): Promise<void> {
    this.drop()
    await new Promise<void>(resolve => this.server.close(() => resolve()))
  }
}

/** One caller, from the first offer to the end. */
class Caller {
  columns = 80
  rows = 24
  private readonly socket: Socket
  private readonly line: SerialLine
  private readonly decoder = new StringDecoder('utf8')
  private command: number[] = []

  constructor(socket: Socket, machine: Machine) {
    this.socket = socket
    socket.on('error', () => {}) // `close` follows
    socket.write(Uint8Array.from(opening))
    const caller = this
    this.line = machine.plugIn({
      get columns() {
        return caller.columns
      },
      get rows() {
        return caller.rows
      },
      write: text => socket.write(text),
      hangUp: () => socket.end(),
    })
    socket.on('data', data => this.receive(data))
    socket.once('close', () => this.line.unplug())
  }

  end(): void {
    this.socket.destroy()
  }

  private receive(data: Uint8Array): void {
    const typed: number[] = []
    for (const byte of data) {
      if (this.command.length > 0 || byte === IAC) this.take(byte, typed)
      else if (byte !== 0) typed.push(byte) // the NUL after a bare CR
    }
    if (typed.length > 0) this.line.type(this.decoder.write(Buffer.from(typed)))
  }

  private take(byte: number, typed: number[]): void {
    const command = this.command
    command.push(byte)
    const [, verb] = command
    if (verb === undefined) return
    if (verb === IAC) typed.push(IAC)
    else if (verb === SB) {
      if (command.length < 4 || command.at(-2) !== IAC || byte !== SE) return
      this.sub(command.slice(2, -2).filter((part, i, all) => part !== IAC || all[i - 1] !== IAC))
    } else if (verb >= WILL && verb <= DONT) {
      if (command.length < 3) return
      if (verb === DO && ![ECHO, SUPPRESS_GO_AHEAD].some(known => known === byte))
        this.socket.write(Uint8Array.of(IAC, WONT, byte))
    }
    this.command = []
  }

  private sub([option, ...bytes]: number[]): void {
    if (option !== WINDOW_SIZE) return
    const [columnsHigh = 0, columnsLow = 0, rowsHigh = 0, rowsLow = 0] = bytes
    this.columns = columnsHigh * 256 + columnsLow
    this.rows = rowsHigh * 256 + rowsLow
  }
}
