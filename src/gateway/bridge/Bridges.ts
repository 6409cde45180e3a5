import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { TcpTarget } from '../config/GatewayConfig.ts'
import { closeCodes, failureOf } from '../failures.ts'
import { closeSoon } from '../gate/Exchange.ts'
import { connectTimeoutMs } from '../proxy/deviceAgent.ts'
import { EarlyEnd } from './ByteQueue.ts'
import { type HeldVnc, holdHandshake } from './handshake.ts'
import { openTarget } from './openTarget.ts'
import { pump } from './pump.ts'
import { RfbRefused } from './rfbSecurity.ts'

export interface BridgeTimes {
  readonly connectMs: number
  readonly handshakeMs: number
  /** A page that vanished without a word is noticed after two of these. */
  readonly pingMs: number
}

const defaultTimes: BridgeTimes = { connectMs: connectTimeoutMs, handshakeMs: 15_000, pingMs: 30_000 }
/** A paste is the largest thing a page sends. */
const maxMessageBytes = 16 << 20

/** The WebSockets that end at a TCP port: `~screen` and `~terminal`. */
export class Bridges {
  readonly #times: BridgeTimes
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false, // screens are compressed already
    // As websockify: `binary` when offered, otherwise none.
    handleProtocols: offered => (offered.has('binary') ? 'binary' : false),
  })

  constructor(times: Partial<BridgeTimes> = {}) {
    this.#times = { ...defaultTimes, ...times }
  }

  /** How many pages are connected. */
  get size(): number {
    return this.#server.clients.size
  }

  /** Answers an upgrade and connects it; every failure after that is a close code with its word. */
  accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    target: TcpTarget,
    held?: Omit<HeldVnc, 'host'>,
  ): void {
    this.#server.handleUpgrade(request, socket, head, page => {
      this.#connect(page, target, held).catch(error => end(page, error))
    })
  }

  /** Answers an upgrade only to say why it goes no further. */
  refuse(request: IncomingMessage, socket: Duplex, head: Buffer, failure: keyof typeof closeCodes): void {
    this.#server.handleUpgrade(request, socket, head, page => {
      page.on('error', () => page.terminate())
      page.close(closeCodes[failure], failure)
      closeSoon(socket)
    })
  }

  /** Ends all of them; the gateway is going away. */
  close(): void {
    for (const page of this.#server.clients) page.close(1001, 'the gateway is closing')
    this.#server.close()
  }

  async #connect(page: WebSocket, target: TcpTarget, held: Omit<HeldVnc, 'host'> | undefined): Promise<void> {
    page.on('error', () => page.terminate())
    this.#watch(page)
    const left = new AbortController()
    page.once('close', () => left.abort())
    page.pause() // what it says before there is anybody to hear it
    const opened = await openTarget(target, this.#times.connectMs, left.signal)
    opened.on('error', () => {}) // told by `close`, also between two listeners
    if (left.signal.aborted) {
      opened.destroy()
      return
    }
    page.resume()
    const machine = held === undefined ? opened : await this.#signIn(page, opened, { ...held, host: target.host })
    if (page.readyState !== page.OPEN) machine.destroy()
    pump(page, machine)
    machine.resume()
  }

  async #signIn(page: WebSocket, opened: Socket, held: HeldVnc): Promise<Socket> {
    try {
      const machine = await holdHandshake(page, opened, held, this.#times.handshakeMs)
      machine.on('error', () => {})
      return machine
    } catch (error) {
      opened.destroy()
      throw error
    }
  }

  #watch(page: WebSocket): void {
    let isAlive = true
    page.on('pong', () => {
      isAlive = true
    })
    const timer = setInterval(() => {
      // A paused WebSocket reads no pong; its TCP connection then tells whether the page is there.
      if (!isAlive && !page.isPaused) page.terminate()
      isAlive = false
      page.ping()
    }, this.#times.pingMs)
    page.once('close', () => clearInterval(timer))
  }
}

function end(page: WebSocket, error: unknown): void {
  page.resume()
  if (error instanceof RfbRefused)
    page.close(1000, 'refused by the machine') // the page has the reason as RFB
  else if (error instanceof EarlyEnd) page.close(1011, error.message)
  else {
    const failure = failureOf(error)
    page.close(failure === 'wants-https' ? 1011 : closeCodes[failure], failure)
  }
}
