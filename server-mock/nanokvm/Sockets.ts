import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Account } from './Accounts'
import { type Age, has } from './ages'

export interface SocketRoute {
  readonly since: string
  readonly adminOnly?: boolean
  open(socket: WebSocket, query: URLSearchParams): void
}

interface SocketHost {
  readonly age: Age
  accountOf(request: IncomingMessage): Account | undefined
  addSession(account: Account, end: () => void): () => void
}

/** The firmware's own code for a session that ended: server/middleware/session.go */
const sessionEnded = 4401

/** Every WebSocket of the device: its route, its cookie, and since accounts came, where it was opened from. */
export class Sockets {
  private readonly server = new WebSocketServer({ noServer: true })
  private readonly host: SocketHost
  private readonly routes: Readonly<Record<string, SocketRoute>>

  constructor(host: SocketHost, routes: Readonly<Record<string, SocketRoute>>) {
    this.host = host
    this.routes = routes
  }

  get count(): number {
    return this.server.clients.size
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {}) // whoever is refused may be gone already
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
    const { age, accountOf, addSession } = this.host
    const route = this.routes[pathname]
    if (!route || !has(age, route.since)) return refuse(socket, '404 Not Found', '404 page not found')
    const account = accountOf(request)
    if (!account) return refuse(socket, '401 Unauthorized', '"unauthorized"')
    if (route.adminOnly && account.role !== 'admin') return refuse(socket, '403 Forbidden', '"forbidden"')
    if (has(age, 'multi-user') && !isOwnOrigin(request)) return refuse(socket, '403 Forbidden', '')
    this.server.handleUpgrade(request, socket, head, opened => {
      const forget = addSession(account, () => {
        if (has(age, 'multi-user')) opened.close(sessionEnded, 'session expired or revoked')
      })
      opened.once('close', forget)
      route.open(opened, searchParams)
    })
  }

  /** As when the process dies: no goodbye. */
  drop(): void {
    for (const socket of this.server.clients) socket.terminate()
  }
}

/** Compares `Origin` with `Host`; a missing port comes from the scheme, a missing Origin is accepted. */
function isOwnOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true
  if (!URL.canParse(headers.origin)) return false
  const origin = new URL(headers.origin)
  const scheme = String(headers['x-forwarded-proto'] ?? 'http')
    .split(',')[0]
    ?.trim()
  const host = new URL(`http://${headers.host}`)
  const port = (url: URL, isTls: boolean) => url.port || (isTls ? '443' : '80')
  const sameHost = origin.hostname.toLowerCase() === host.hostname.toLowerCase()
  return sameHost && port(origin, origin.protocol === 'https:') === port(host, scheme === 'https')
}

function refuse(socket: Duplex, status: string, body: string): void {
  const type = body.startsWith('"') ? 'application/json; charset=utf-8' : 'text/plain'
  const head = [`HTTP/1.1 ${status}`, `Content-Type: ${type}`, `Content-Length: ${body.length}`, 'Connection: close']
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
