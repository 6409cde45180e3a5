import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer } from 'ws'

export interface Arrived {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly isUpgrade: boolean
}

/**
 * A device that does what its path says, and remembers everything that reached it:
 * `/echo` `/slow` `/cut` `/redirect?to=` `/cookie?set=` `/headers` `/sink` `/status?code=`, and any upgrade but `/refuse`,
 * whose messages come back; `/reset` breaks the connection at the first one.
 */
export class Upstream {
  readonly arrived: Arrived[] = []
  /** Bytes that `/sink` has taken. */
  sunkBytes = 0
  /** Lets `/slow` go on. */
  release: () => void = () => {}
  readonly #server: Server
  readonly #sockets = new WebSocketServer({ noServer: true })

  constructor(tls?: { cert: string; key: string }) {
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      this.#remember(request, false)
      this.#answer(request, response)
    }
    this.#server = tls ? createTlsServer(tls, answer) : createServer(answer)
    this.#server.requestTimeout = 0
    this.#server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      this.#remember(request, true)
      socket.on('error', () => {}) // whoever is refused may be gone already
      if (request.url?.startsWith('/refuse')) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n')
        return
      }
      this.#sockets.handleUpgrade(request, socket, head, page => {
        page.on('message', (data, isBinary) => {
          if (request.url?.endsWith('/reset')) socket.resetAndDestroy()
          else page.send(data, { binary: isBinary })
        })
      })
    })
  }

  async listen(): Promise<this> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    return this
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** How many WebSockets are open. */
  get openSockets(): number {
    return this.#sockets.clients.size
  }

  /** How many connections are open, whatever runs over them. */
  openConnections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
    })
  }

  close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#server.closeAllConnections()
    return new Promise(resolve => {
      this.#server.close(() => resolve())
    })
  }

  #remember({ method = '', url = '', headers }: IncomingMessage, isUpgrade: boolean): void {
    this.arrived.push({ method, url, headers, isUpgrade })
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://device')
    // Below any folder, so that a test can choose one that a family streams.
    switch (pathname.replace(/^.*\//, '/')) {
      case '/slow':
        response.write('first')
        this.release = () => response.end('last')
        break
      case '/cut':
        response.write('half')
        setTimeout(() => response.destroy(), 50)
        break
      case '/redirect':
        response.writeHead(302, { Location: searchParams.get('to') ?? '/' }).end()
        break
      case '/cookie':
        response.setHeader('Set-Cookie', searchParams.getAll('set')).end('ok')
        break
      case '/headers':
        response.writeHead(401, {
          'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
          'WWW-Authenticate': 'Basic realm="Websockify"',
          'Access-Control-Allow-Origin': '*',
          'Content-Security-Policy': "default-src 'none'",
          'Clear-Site-Data': '"*"',
          'Service-Worker-Allowed': '/',
          NEL: '{"report_to":"x","max_age":99}',
          'Report-To': '{"group":"x","max_age":99,"endpoints":[{"url":"https://evil.example"}]}',
          'Reporting-Endpoints': 'x="https://evil.example"',
          Refresh: '0; url=/devices/other/',
          'Set-Login': 'logged-out',
          Link: '</devices/other/x>; rel=preload; as=image',
          'X-Anything': 'yes',
          'Retry-After': '3',
        })
        response.end('no')
        break
      case '/sink':
        request.on('data', (chunk: Buffer) => {
          this.sunkBytes += chunk.length
        })
        request.on('end', () => response.end(String(this.sunkBytes)))
        break
      case '/status':
        response.writeHead(Number(searchParams.get('code'))).end('{}')
        break
      default:
        response.setHeader('Content-Type', 'application/json')
        response.end(JSON.stringify({ url: request.url, headers: request.headers }))
    }
  }
}
