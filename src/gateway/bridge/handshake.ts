import type { Socket } from 'node:net'
import type { RawData, WebSocket } from 'ws'
import type { Credentials, TlsRule } from '../config/GatewayConfig.ts'
import { ConnectTimeout } from '../failures.ts'
import { ByteQueue, EarlyEnd } from './ByteQueue.ts'
import { bytesOf } from './pump.ts'
import { RfbRefused, refusePage, signInToServer, welcomePage } from './rfbSecurity.ts'
import { startTls } from './startTls.ts'

/** How the gateway proves itself to a VNC server, and judges it where it encrypts. */
export interface HeldVnc {
  readonly credentials: Credentials
  readonly tls: TlsRule
  /** The name that the machine's certificate should have, unless `tls` names another. */
  readonly host: string
}

/**
 * Does RFB's handshake twice, with the machine by held credentials and with the page without any; afterwards both stand
 * before ClientInit. Resolves with the connection to go on with, which is another one when the machine encrypts.
 * Rejects with `RfbRefused` after the page was told, with `EarlyEnd`, a time-out or a certificate's error.
 */
export async function holdHandshake(
  page: WebSocket,
  machine: Socket,
  held: HeldVnc,
  timeoutMs: number,
): Promise<Socket> {
  const fromPage = new ByteQueue()
  const fromMachine = new ByteQueue()
  const onMessage = (data: RawData) => {
    fromPage.push(bytesOf(data))
    if (fromPage.isFull) page.pause()
  }
  fromPage.onRoom = () => page.resume()
  const onClose = () => fromPage.fail(new EarlyEnd('the page left'))
  const gone = () => fromMachine.fail(new EarlyEnd('the machine closed the connection while signing in'))
  let line = new Line(machine, fromMachine, gone)
  const timer = setTimeout(() => {
    fromPage.fail(new ConnectTimeout(timeoutMs))
    fromMachine.fail(new ConnectTimeout(timeoutMs))
    line.socket.destroy(new ConnectTimeout(timeoutMs)) // in the middle of TLS nobody reads the queue
  }, timeoutMs)
  page.on('message', onMessage).on('close', onClose)
  const pageSide = { input: fromPage, write: (bytes: Uint8Array) => page.send(bytes, { binary: true }) }
  const machineSide = {
    input: fromMachine,
    write: (bytes: Uint8Array) => line.socket.write(bytes),
    encrypt: async (kind: 'anonymous' | 'certificate') => {
      line.release()
      line = new Line(await startTls(machine, kind, held), fromMachine, gone)
    },
  }
  try {
    await signInToServer(machineSide, held.credentials).catch(async (error: unknown) => {
      if (error instanceof RfbRefused) await refusePage(pageSide, error.message)
      throw error
    })
    await welcomePage(pageSide)
  } finally {
    clearTimeout(timer)
    page.removeListener('message', onMessage).removeListener('close', onClose)
    page.resume()
    line.release()
  }
  line.socket.write(fromPage.rest())
  return line.socket
}

/** Feeds a queue from a socket until it is released; what nobody took then goes back. */
class Line {
  readonly socket: Socket
  readonly #queue: ByteQueue
  readonly #gone: () => void
  readonly #take = (chunk: Buffer) => {
    this.#queue.push(chunk)
    if (this.#queue.isFull) this.socket.pause() // it says more than a handshake has: the rest waits on its side
  }

  constructor(socket: Socket, queue: ByteQueue, gone: () => void) {
    this.socket = socket
    this.#queue = queue
    this.#gone = gone
    queue.onRoom = () => socket.resume()
    socket.on('data', this.#take).on('end', gone).on('error', gone).on('close', gone)
  }

  release(): void {
    const { socket } = this
    this.#queue.onRoom = () => {}
    socket.pause()
    socket.removeListener('data', this.#take).removeListener('end', this.#gone)
    socket.removeListener('error', this.#gone).removeListener('close', this.#gone)
    const rest = this.#queue.rest()
    if (rest.length > 0) socket.unshift(rest)
  }
}
