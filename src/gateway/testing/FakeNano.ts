import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/** A NanoKVM's session rules: signs in, gives tokens, forgets them all on `restart()`, as a reboot does. */
export class FakeNano {
  /** How often somebody signed in, and how often the token was asked about. */
  readonly counts = { logins: 0, checks: 0 }
  /** Cookies that arrived on other paths. */
  readonly cookies: (string | undefined)[] = []
  /** `cookie`: today's firmware; `body`: up to 2.5.0; `off`: authentication disabled; `wrong`: refuses everybody. */
  mode: 'cookie' | 'body' | 'off' | 'wrong' = 'cookie'
  #generation = 1
  readonly #server: Server
  readonly #sockets = new WebSocketServer({ noServer: true })

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response))
    this.#server.on('upgrade', (request, socket, head) => {
      this.cookies.push(request.headers.cookie)
      socket.on('error', () => {}) // whoever is refused may be gone already
      if (this.#knows(request))
        this.#sockets.handleUpgrade(request, socket, head, page => {
          page.on('message', () => page.send('hello'))
        })
      else socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')
    })
  }

  async listen(): Promise<this> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    return this
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get token(): string {
    return `jwt-${this.#generation}`
  }

  restart(): void {
    this.#generation++
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #knows({ headers }: IncomingMessage): boolean {
    return this.mode === 'off' || (headers.cookie ?? '').split('; ').includes(`nano-kvm-token=${this.token}`)
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('Content-Type', 'application/json; charset=utf-8')
    if (request.url === '/api/auth/login') {
      this.#login(request, response)
      return
    }
    if (request.url === '/api/vm/info') this.counts.checks++
    else this.cookies.push(request.headers.cookie)
    request.resume()
    if (!this.#knows(request)) {
      response.writeHead(401).end('"unauthorized"')
      return
    }
    response.setHeader('Set-Cookie', ['nano-kvm-token=renewed; Path=/', 'lang=en; Path=/'])
    response.end(JSON.stringify({ code: 0, msg: 'success', data: { method: request.method } }))
  }

  #login(request: IncomingMessage, response: ServerResponse): void {
    this.counts.logins++
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      const isKnown = this.mode !== 'wrong' && JSON.parse(body).username === 'admin'
      if (!isKnown) response.end(JSON.stringify({ code: -2, msg: 'invalid username or password', data: null }))
      else if (this.mode === 'body')
        response.end(JSON.stringify({ code: 0, msg: 'success', data: { token: this.token } }))
      else {
        if (this.mode === 'cookie') response.setHeader('Set-Cookie', `nano-kvm-token=${this.token}; Path=/; HttpOnly`)
        response.end(JSON.stringify({ code: 0, msg: 'success', data: null }))
      }
    })
  }
}
