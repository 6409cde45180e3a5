import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import multipart from '@fastify/multipart'
import { type FastifyInstance, fastify } from 'fastify'
import type { WebSocket } from 'ws'
import type { Machine } from '../machine/Machine'
import { type Account, Accounts } from './Accounts'
import { Api } from './Api'
import { type Age, has } from './ages'
import { authRoutes, cookieName } from './authRoutes'
import { Capture } from './Capture'
import { DirectViewer } from './DirectViewer'
import { EventSocket } from './EventSocket'
import { FrameDetect } from './FrameDetect'
import { HidPort } from './HidPort'
import { hidRoutes } from './hidRoutes'
import { Lockout, type LockoutRules } from './Lockout'
import type { Nano } from './Nano'
import { networkRoutes } from './networkRoutes'
import { RtcSocket } from './RtcSocket'
import { ShellSocket } from './ShellSocket'
import { type SocketRoute, Sockets } from './Sockets'
import { Storage } from './Storage'
import { scriptRoutes } from './scriptRoutes'
import { storageRoutes } from './storageRoutes'
import { streamRoutes } from './streamRoutes'
import { systemRoutes } from './systemRoutes'
import { Transfers } from './Transfers'
import { vmRoutes } from './vmRoutes'
import { sendWebFile } from './webFolder'

export interface NanokvmOptions {
  readonly age: Age
  readonly username?: string
  readonly password?: string
  /** `authentication: disable` in its configuration. */
  readonly asks?: boolean
  readonly lockout?: LockoutRules
  readonly hardware?: Nano['hardware']
  /** 1 = as slow as a real one in refusing, typing, re-plugging; presses of the button always take their time. */
  readonly pace?: number
  readonly mostFps?: number
  /** A page copied into the firmware's `web` folder. */
  readonly web?: string
}

const idleMs = 90_000

/** A NanoKVM in front of a simulated machine, of the age one asks for; over real HTTP and WebSockets. */
export class NanokvmServer {
  readonly age: Age
  readonly machine: Machine
  readonly hid: HidPort
  readonly storage: Storage
  readonly capture: Capture
  readonly detect = new FrameDetect()
  readonly accounts: Accounts
  /** Why its process went down: by what a page sent that no page may send. */
  readonly crashes: string[] = []
  /** Every request that came: `POST /api/vm/gpio`. */
  readonly requests: string[] = []
  readonly sockets: Sockets
  private readonly app: FastifyInstance
  private readonly transfers: Transfers
  private readonly folder = mkdtempSync(join(tmpdir(), 'wheelhouse-nano-'))
  private readonly sessions = new Map<Account, Set<() => void>>()
  private readonly connections = new Set<Socket>()
  private readonly asks: boolean
  private lampsToldAt = ''
  private readonly stopLamps: () => void
  private isAway = false

  constructor(machine: Machine, options: NanokvmOptions) {
    const { age, pace = 1, asks = true, hardware = 'Alpha', mostFps = 15 } = options
    this.age = age
    this.machine = machine
    this.asks = asks
    this.hid = new HidPort(machine, has(age, '2.3.2'))
    const replugMs = 200 * pace
    this.storage = new Storage(machine, this.hid, {
      ...{ replugMs, forcesCd: has(age, '2.1.6') },
      hasFlag: has(age, '2.2.1'),
    })
    this.transfers = new Transfers(this.storage, { tellsEnd: has(age, '2.5.0'), everyMs: 2500 * pace })
    this.capture = new Capture(machine, { mostFps, everyMs: 250 })
    this.accounts = new Accounts({ ...options, multiUser: has(age, 'multi-user') })
    this.stopLamps = machine.onLocks(() => {
      this.lampsToldAt = new Date().toISOString()
    })
    this.sockets = this.makeSockets()
    this.app = fastify({
      exposeHeadRoutes: false,
      routerOptions: { ignoreTrailingSlash: false },
      forceCloseConnections: true,
    })
    this.prepare(options.web)
    this.addRoutes({ hardware, pace, lockout: options.lockout })
  }

  /** Resolves with the port; 0 asks for a free one. */
  async listen(port = 0, host = '127.0.0.1'): Promise<number> {
    await this.app.listen({ port, host })
    return (this.app.server.address() as AddressInfo).port
  }

  get port(): number {
    return (this.app.server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** The process ends and comes back: connections break, old tokens are void. */
  restart(awayMs: number): void {
    this.isAway = true
    this.accounts.forgetTokens()
    this.dropConnections()
    setTimeout(() => {
      this.isAway = false
    }, awayMs).unref()
  }

  /** Breaks every connection, as a cable pulled out for a moment. */
  dropConnections(): void {
    this.sockets.drop()
    for (const socket of this.connections) socket.destroy()
  }

  /** Safe twice. The machine behind it stays. */
  async close(): Promise<void> {
    this.stopLamps()
    this.capture.close()
    this.detect.close()
    this.transfers.close()
    this.dropConnections()
    await this.app.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  private lamps(): object {
    const known = this.lampsToldAt !== ''
    const { caps, num, scroll } = this.machine.locks
    return {
      ...{ numLock: known && num, capsLock: known && caps, scrollLock: known && scroll, known },
      updatedAt: known ? this.lampsToldAt : '0001-01-01T00:00:00Z',
    }
  }

  private accountOf({ headers }: { headers: { cookie?: string | undefined } }): Account | undefined {
    if (!this.asks) return this.accounts.owner
    const cookies = (headers.cookie ?? '').split(/; */).map(pair => pair.split('='))
    return this.accounts.holder(cookies.find(([name]) => name === cookieName)?.[1])
  }

  private addSession(account: Account, end: () => void): () => void {
    const sessions = this.sessions.get(account) ?? new Set()
    this.sessions.set(account, sessions.add(end))
    return () => void sessions.delete(end)
  }

  /** Ends what this account has open. */
  dropSessions(account: Account): void {
    for (const end of [...(this.sessions.get(account) ?? [])]) end()
  }

  private crash(why: string): void {
    this.crashes.push(why)
    this.restart(200)
  }

  private prepare(web: string | undefined): void {
    const { app } = this
    app.server.on('connection', socket => {
      if (this.isAway) {
        socket.destroy()
        return
      }
      this.connections.add(socket)
      socket.once('close', () => this.connections.delete(socket))
    })
    app.server.on('upgrade', (request, socket, head) => {
      this.requests.push(`GET ${request.url?.split('?')[0]}`)
      this.sockets.upgrade(request, socket, head)
    })
    app.addHook('onRequest', async (request, reply) => {
      this.requests.push(`${request.method} ${request.url.split('?')[0]}`)
      // Only a device that asks nobody opens itself to pages of other origins: server/main.go
      if (!this.asks) reply.header('access-control-allow-origin', '*')
    })
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    app.register(multipart, { limits: { fileSize: 16 * 2 ** 30, files: 1 } })
    app.setErrorHandler((_error, _request, reply) => reply.code(500).send()) // gin's Recovery
    app.setNotFoundHandler((request, reply) => {
      const [path = '/', query] = request.url.split('?')
      const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`
      if (app.hasRoute({ method: request.method, url: other })) {
        const target = query ? `${other}?${query}` : other
        return reply.redirect(target, request.method === 'GET' ? 301 : 307)
      }
      if (web && request.method === 'GET' && !path.startsWith('/api/') && sendWebFile(reply, web, path)) return reply
      return reply.code(404).header('content-type', 'text/plain').send('404 page not found')
    })
  }

  private addRoutes(given: { hardware: Nano['hardware']; pace: number; lockout: LockoutRules | undefined }): void {
    const { age, machine, hid, storage, transfers, capture, detect, accounts, asks } = this
    const { hardware, pace } = given
    // Within a plugin, so that multipart is there before the routes are.
    this.app.register(async app => {
      const nano: Nano = {
        ...{ age, machine, hid, storage, transfers, capture, detect, accounts, asks, hardware, pace },
        api: new Api(app, { accountOf: request => this.accountOf(request) }),
        lockout: new Lockout(given.lockout),
        lamps: () => this.lamps(),
        restart: awayMs => this.restart(awayMs),
        dropSessions: account => this.dropSessions(account),
        addSession: (account, end) => this.addSession(account, end),
      }
      authRoutes(nano)
      vmRoutes(nano)
      hidRoutes(nano)
      storageRoutes(nano)
      streamRoutes(nano)
      networkRoutes(nano)
      scriptRoutes(nano, this.folder)
      systemRoutes(nano)
      for (const [path, { since, adminOnly }] of Object.entries(this.socketRoutes())) {
        // Without an upgrade: gorilla/websocket answers 400, after the middleware has looked at the cookie.
        if (!has(age, since)) continue
        nano.api.route('GET', path, adminOnly ? 'admin' : 'user', ({ reply }) => {
          reply.code(400).header('content-type', 'text/plain; charset=utf-8')
          return reply.send('Bad Request\n')
        })
      }
    })
  }

  private socketRoutes(): Readonly<Record<string, SocketRoute>> {
    const { age, capture } = this
    return {
      '/api/ws': {
        since: '2.0.0',
        open: (socket: WebSocket) => {
          const { machine, hid } = this
          new EventSocket(socket, {
            ...{ age, machine, hid, capture, idleMs },
            lamps: () => this.lamps(),
            onLamps: listener => machine.onLocks(listener),
            crash: why => this.crash(why),
          })
        },
      },
      '/api/stream/h264': { since: '2.1.1', open: (s: WebSocket) => void new RtcSocket(s, age, capture) },
      '/api/stream/h264/direct': {
        since: '2.2.7',
        open: (socket: WebSocket, query: URLSearchParams) =>
          void new DirectViewer(socket, age, capture, query.get('flow')),
      },
      '/api/vm/terminal': {
        since: '2.0.0',
        adminOnly: true,
        open: (socket: WebSocket) => void new ShellSocket(socket, age, this.folder),
      },
    }
  }

  private makeSockets(): Sockets {
    const host = {
      age: this.age,
      accountOf: (request: IncomingMessage) => this.accountOf(request),
      addSession: (account: Account, end: () => void) => this.addSession(account, end),
    }
    return new Sockets(host, this.socketRoutes())
  }
}
