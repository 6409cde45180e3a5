import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { type ClientMessage, parseClientMessage } from './clientMessages'
import { vncAuthResponse } from './vncAuth'

/** How one connection behaves: given in its URL's query, so that a page can choose. */
export interface RfbBehaviour {
  readonly width: number
  readonly height: number
  readonly name: string
  /** Security types offered, in order; `vncauth` = 2 with this password. */
  readonly security: readonly number[]
  readonly password: string
  /** Closes after that many bytes were sent. */
  readonly cutAfter: number
  /** Sent instead of RFB. */
  readonly greeting: string | undefined
  /** Sends one byte per WebSocket message. */
  readonly dribble: boolean
  /** Sent right after the first update, as hexadecimal. */
  readonly afterUpdate: string | undefined
  /** Offers fences. */
  readonly fences: boolean
  /** Refuses before a security type, with these words. */
  readonly refusal: string | undefined
}

/**
 * A small RFB 3.8 server over WebSocket for tests of the client: one colour for a screen, everything a viewer sends is
 * kept. `GET /log/<id>` gives it as JSON, `POST /say/<id>` sends hexadecimal bytes, `POST /drop/<id>` ends the
 * connection; `<id>` is the `id` of the WebSocket's query. `wants=binary` answers 400 without that sub-protocol, as old
 * proxies do; `wants=binary-silently` does not answer then.
 */
export class RfbServer {
  readonly connections = new Map<string, RfbConnection>()
  /** WebSockets open now, over all ids. */
  openSockets = 0
  private readonly http: Server
  private readonly sockets: WebSocketServer

  private constructor() {
    this.http = createServer((request, response) => {
      const [, verb, id = ''] = (request.url ?? '').split('/')
      const connection = this.connections.get(id)
      const body: Buffer[] = []
      request.on('data', (part: Buffer) => body.push(part))
      request.on('end', () => {
        if (verb === 'say') connection?.send(Buffer.from(Buffer.concat(body).toString(), 'hex'))
        if (verb === 'drop') connection?.drop()
        if (verb === 'count') {
          response.writeHead(200, cors).end(String(this.openSockets))
          return
        }
        if (verb === 'html') {
          response.writeHead(200, { ...cors, 'Content-Type': 'text/html' }).end('<!doctype html>')
          return
        }
        response.writeHead(connection ? 200 : 404, { ...cors, 'Content-Type': 'application/json' })
        response.end(JSON.stringify(connection?.log ?? []))
      })
    })
    this.sockets = new WebSocketServer({ noServer: true })
    this.http.on('upgrade', (request, socket, head) => {
      const wants = new URL(request.url ?? '/', 'http://x').searchParams.get('wants')
      const isOffered = request.headers['sec-websocket-protocol']?.split(/, */).includes('binary')
      if (wants === null || isOffered) {
        return this.sockets.handleUpgrade(request, socket, head, page => this.sockets.emit('connection', page, request))
      }
      // The server leaves such a socket open when the page has left, and would wait for it as it closes.
      socket.on('end', () => socket.end()).on('error', () => socket.destroy())
      socket.resume()
      if (wants === 'binary') {
        socket.end('HTTP/1.1 400 Client must support binary protocol\r\nContent-Length: 0\r\n\r\n')
      }
    })
    this.sockets.on('connection', (socket, request) => {
      const query = new URL(request.url ?? '/', 'http://x').searchParams
      this.openSockets++
      socket.on('close', () => this.openSockets--)
      const connection = new RfbConnection(socket, behaviourOf(query))
      this.connections.set(query.get('id') ?? '', connection)
    })
  }

  static async start(port = 0): Promise<RfbServer> {
    const server = new RfbServer()
    await new Promise<void>(resolve => server.http.listen(port, '127.0.0.1', resolve))
    return server
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate()
    await new Promise(resolve => this.http.close(resolve))
  }
}

const cors = { 'Access-Control-Allow-Origin': '*' }

function behaviourOf(query: URLSearchParams): RfbBehaviour {
  const number = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise)
  const password = query.get('password') ?? ''
  return {
    width: number('width', 64),
    height: number('height', 48),
    name: query.get('name') ?? 'scripted',
    security: (query.get('security') ?? (password === '' ? '1' : '2')).split(',').map(Number),
    password,
    cutAfter: number('cut', Number.POSITIVE_INFINITY),
    greeting: query.get('greeting') ?? undefined,
    dribble: query.has('dribble'),
    afterUpdate: query.get('after') ?? undefined,
    fences: query.has('fences'),
    refusal: query.get('refusal') ?? undefined,
  }
}

type Stage = 'version' | 'security' | 'challenge' | 'client-init' | 'session'

class RfbConnection {
  readonly log: ClientMessage[] = []
  private received: Buffer = Buffer.alloc(0)
  private sent = 0
  private stage: Stage = 'version'
  private readonly challenge = randomBytes(16)
  private updates = 0
  private readonly socket: WebSocket
  private readonly behaviour: RfbBehaviour

  constructor(socket: WebSocket, behaviour: RfbBehaviour) {
    this.socket = socket
    this.behaviour = behaviour
    socket.on('message', (data: Buffer) => {
      this.received = Buffer.concat([this.received, data])
      while (this.step()) {}
    })
    this.send(Buffer.from(behaviour.greeting ?? 'RFB 003.008\n', 'latin1'))
  }

  send(bytes: Buffer): void {
    const room = this.behaviour.cutAfter - this.sent
    const part = bytes.subarray(0, Math.min(bytes.length, room))
    this.sent += part.length
    if (this.behaviour.dribble) for (const byte of part) this.socket.send(Buffer.from([byte]))
    else if (part.length > 0) this.socket.send(part)
    if (this.sent >= this.behaviour.cutAfter) this.socket.close(1000)
  }

  drop(): void {
    this.socket.terminate()
  }

  /** Takes one thing from what came; false when there is none whole. */
  private step(): boolean {
    if (this.stage === 'version') return this.take(12, () => this.offerSecurity())
    if (this.stage === 'security') return this.take(1, choice => this.chosen(choice[0] ?? 0))
    if (this.stage === 'challenge') return this.take(16, answer => this.judge(answer))
    if (this.stage === 'client-init') return this.take(1, () => this.serverInit())
    const parsed = parseClientMessage(this.received)
    if (!parsed) return false
    this.received = this.received.subarray(parsed.bytes)
    this.log.push(parsed.message)
    this.answer(parsed.message)
    return true
  }

  private take(bytes: number, then: (data: Buffer) => void): boolean {
    if (this.received.length < bytes) return false
    const data = this.received.subarray(0, bytes)
    this.received = this.received.subarray(bytes)
    then(data)
    return true
  }

  private offerSecurity(): void {
    const { refusal, security } = this.behaviour
    if (refusal !== undefined) {
      this.send(Buffer.concat([Buffer.from([0]), withLength(refusal)]))
      this.socket.close(1000)
      return
    }
    this.stage = 'security'
    this.send(Buffer.from([security.length, ...security]))
  }

  private chosen(type: number): void {
    if (type === 2) {
      this.stage = 'challenge'
      return this.send(this.challenge)
    }
    this.stage = 'client-init'
    this.send(u32(0))
  }

  private judge(answer: Buffer): void {
    const right = vncAuthResponse(this.behaviour.password, this.challenge).equals(answer)
    if (right) {
      this.stage = 'client-init'
      return this.send(u32(0))
    }
    this.send(Buffer.concat([u32(1), withLength('Authentication failure')]))
    this.socket.close(1000)
  }

  private serverInit(): void {
    this.stage = 'session'
    const { width, height, name, fences } = this.behaviour
    const format = Buffer.from([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0])
    this.send(Buffer.concat([u16(width), u16(height), format, withLength(name)]))
    if (fences) this.send(fence(0x80000001, Buffer.from([0])))
  }

  private answer(message: ClientMessage): void {
    if (message.type === 'fence' && (message.flags & 0x80000000) !== 0) {
      this.send(fence(message.flags & 0x7fffffff, message.payload))
    }
    if (message.type !== 'update-request' || (message.incremental && this.updates > 0)) return
    this.updates++
    this.send(this.oneColour())
    if (this.behaviour.afterUpdate) this.send(Buffer.from(this.behaviour.afterUpdate, 'hex'))
  }

  /** The whole screen as one RRE rectangle without subrectangles: rgb(16, 32, 64), few bytes at any size. */
  private oneColour(): Buffer {
    const { width, height } = this.behaviour
    if (width === 0 || height === 0) return Buffer.from([0, 0, 0, 0])
    const rre = 2
    const head = Buffer.concat([Buffer.from([0, 0, 0, 1]), u16(0), u16(0), u16(width), u16(height), u32(rre)])
    return Buffer.concat([head, u32(0), Buffer.from([16, 32, 64, 0])])
  }
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([u32(bytes.length), bytes])
}

function fence(flags: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([248, 0, 0, 0]), u32(flags), Buffer.from([payload.length]), payload])
}
