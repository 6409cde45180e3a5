import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { Socket } from 'node:net'
import { type Duplex, pipeline } from 'node:stream'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { failureOf, MalformedAnswer, printable } from '../failures.ts'
import {
  answerJson,
  answerUpgrade,
  closeSoon,
  type GatewayRequest,
  type GatewayResponse,
  isEncrypted,
  upgradeHead,
} from '../gate/Exchange.ts'
import { deviceAgent, watchConnect } from './deviceAgent.ts'
import { devicePath } from './devicePath.ts'
import { HeldSession } from './HeldSession.ts'
import { dressRequest, withSession } from './requestHeaders.ts'
import { type Answering, dressResponse, dressUpgrade } from './responseHeaders.ts'

export interface DeviceProxyOptions {
  readonly device: GatewayDevice
  /** Whether the console may be shown inside another site's frame. */
  readonly framed: boolean
  log(message: string): void
}

/** Without TRACE, whose answer repeats the request, held credentials and all. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** Answers `1xx` before the one that counts: kvmd and NanoKVM send none, and a device may send them without end. */
const maxInterim = 8

/** Forwards requests and upgrades to one device, and nothing of its answers that acts beyond it. */
export class DeviceProxy {
  readonly #device: GatewayDevice
  readonly #url: URL
  readonly #framed: boolean
  readonly #log: (message: string) => void
  readonly #agent: http.Agent
  readonly #session: HeldSession | undefined
  readonly #cookies = new Map<string, number>()
  #lastSaid = ''

  constructor({ device, framed, log }: DeviceProxyOptions) {
    const { url, family, credentials } = device
    if (url === undefined) throw new Error(`${device.id} has no HTTP address to forward to.`)
    const { held } = family
    this.#device = device
    this.#url = url
    this.#framed = framed
    this.#log = log
    this.#agent = deviceAgent(device)
    this.#session = held.kind === 'session' && credentials ? new HeldSession(device, this.#agent, held, log) : undefined
  }

  /** Forwards one request and its answer; what goes wrong on the way is a 400 or a 502 with its word. */
  async answer(request: GatewayRequest, response: GatewayResponse): Promise<void> {
    const path = devicePath(request.url ?? '', this.#device)
    if (path === undefined || !methods.has(request.method ?? '')) {
      answerJson(response, path === undefined ? 400 : 405, { error: 'malformed' })
      return
    }
    const page = new AbortController()
    response.once('close', () => page.abort())
    const end = (error: unknown) => {
      if (!page.signal.aborted) this.#answerDead(response, error)
    }
    try {
      const canRepeat = isRepeatable(request)
      const token = await this.#token(canRepeat)
      if (page.signal.aborted) return
      this.#forward({ request, response, path, token, canRepeat, page: page.signal, end })
    } catch (error) {
      end(error)
    }
  }

  /** The same for a WebSocket; `head` is what came after the request. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const path = devicePath(request.url ?? '', this.#device)
    if (path === undefined || request.headers.upgrade?.toLowerCase() !== 'websocket') {
      answerUpgrade(socket, '400 Bad Request', { error: 'malformed' })
      return
    }
    let isTaken = false
    const end = (error: unknown) => {
      // An HTTP answer among the frames of a WebSocket would be one broken frame more.
      if (isTaken) socket.destroy()
      else if (!socket.destroyed) answerUpgrade(socket, '502 Bad Gateway', { error: this.#said(error) })
    }
    try {
      const token = await this.#token(false)
      if (socket.destroyed) return
      const outgoing = this.#open(request, path, this.#dressed(request, token, true))
      socket.once('close', () => outgoing.destroy())
      outgoing.on('error', end)
      outgoing.on('upgrade', (incoming, upstream, upstreamHead) => {
        upstream.on('error', () => {}) // `close` tells
        try {
          const headers = dressUpgrade(incoming.statusCode, incoming.headers, this.#device, this.#answering(request))
          if (socket.destroyed) throw new Error('the page left')
          isTaken = true
          socket.write(upgradeHead('101 Switching Protocols', headers), 'latin1')
          join(socket, head, upstream, upstreamHead)
        } catch (error) {
          upstream.destroy()
          end(error)
        }
      })
      outgoing.on('response', incoming => {
        if (outgoing.destroyed) return
        try {
          this.#isStale(token, incoming.statusCode)
          isTaken = this.#refuse(request, socket, incoming, path)
        } catch (error) {
          incoming.destroy()
          end(error)
        }
      })
      outgoing.end()
    } catch (error) {
      end(error)
    }
  }

  #forward(exchange: Forwarded): void {
    const { request, response, path, token, canRepeat, page, end } = exchange
    const outgoing = this.#open(request, path, this.#dressed(request, token, false))
    page.addEventListener('abort', () => outgoing.destroy(), { once: true })
    outgoing.on('error', end)
    outgoing.on('upgrade', (_incoming, upstream) => {
      upstream.destroy()
      end(new MalformedAnswer('an upgrade that nobody asked for'))
    })
    outgoing.on('response', incoming => {
      incoming.on('error', () => {}) // `pipeline` tells
      if (outgoing.destroyed) return // what came before was enough, and `error` tells
      if (this.#isStale(token, incoming.statusCode) && canRepeat) {
        incoming.resume()
        this.#token(true)
          .then(fresh => page.aborted || this.#forward({ ...exchange, token: fresh, canRepeat: false }))
          .catch(end)
        return
      }
      try {
        const answering = this.#answering(request)
        const headers = dressResponse(incoming.statusCode, incoming.headers, this.#device, path, answering)
        response.statusCode = incoming.statusCode ?? 502
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
        // A stream's reader waits for them, its first picture may be minutes away. Node's types forget HTTP/2's.
        if ('flushHeaders' in response) response.flushHeaders()
      } catch (error) {
        incoming.destroy()
        end(error)
        return
      }
      // A break on either side ends the other: a cut `write_remote` must not look like a finished one.
      pipeline(incoming, response, () => {})
    })
    // Not `pipeline`: a device that breaks off would take the page's connection along, and the answer with it.
    if (hasBody(request)) request.on('error', () => {}).pipe(outgoing)
    else outgoing.end()
  }

  /** Throws where a header of the request cannot be sent. */
  #open(request: GatewayRequest, path: string, headers: IncomingHttpHeaders): ClientRequest {
    const { protocol, hostname, port } = this.#url
    const outgoing = (protocol === 'https:' ? https : http).request({
      protocol,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      ...(port === '' ? {} : { port }),
      method: request.method ?? 'GET',
      path,
      headers,
      agent: this.#agent,
      setHost: false,
    })
    let interim = 0
    outgoing.on('information', () => {
      if (++interim > maxInterim) outgoing.destroy(new MalformedAnswer('interim answers without end'))
    })
    outgoing.on('socket', socket => watchConnect(outgoing, socket, this.#device))
    return outgoing
  }

  #dressed(request: GatewayRequest, token: string | null | undefined, isUpgrade: boolean): IncomingHttpHeaders {
    const address = request.socket.remoteAddress ?? ''
    const caller = { address, encrypted: isEncrypted(request), isUpgrade }
    const headers = dressRequest(request.headers, this.#device, caller)
    if (this.#session !== undefined && token !== undefined) withSession(headers, this.#session.cookie, token)
    // A body without a length goes out as it came in; Node would not frame a DELETE's by itself.
    if (!isUpgrade && hasBody(request) && headers['content-length'] === undefined) {
      headers['transfer-encoding'] = 'chunked'
    }
    return headers
  }

  /** `undefined` where no session is held. */
  async #token(canRepeat: boolean): Promise<string | null | undefined> {
    return canRepeat ? this.#session?.token() : this.#session?.surestToken()
  }

  /** Whether a 401 is only the gateway's own token gone stale; the token is then dropped. */
  #isStale(token: string | null | undefined, status: number | undefined): boolean {
    if (this.#session === undefined || token === undefined || token === null) return false
    if (status !== 401) {
      this.#session.works()
      return false
    }
    this.#session.forget(token)
    return true
  }

  #answering(request: GatewayRequest): Answering {
    return { encrypted: isEncrypted(request), framed: this.#framed, cookies: this.#cookies }
  }

  /** Passes on how the device refuses an upgrade. */
  #refuse(request: IncomingMessage, socket: Duplex, incoming: IncomingMessage, path: string): boolean {
    const { statusCode } = incoming
    const headers = dressResponse(statusCode, incoming.headers, this.#device, path, this.#answering(request))
    const status = `${statusCode} ${http.STATUS_CODES[statusCode ?? 0] ?? 'Refused'}`
    socket.write(upgradeHead(status, headers, 'close'), 'latin1')
    pipeline(incoming, socket, () => closeSoon(socket))
    return true
  }

  #answerDead(response: GatewayResponse, error: unknown): void {
    if (!response.headersSent) answerJson(response, 502, { error: this.#said(error) })
    else if (!response.writableEnded) response.destroy()
  }

  #said(error: unknown): string {
    if (error instanceof MalformedAnswer && error.message !== this.#lastSaid) {
      this.#lastSaid = error.message // once, however often a page asks again
      this.#log(`${this.#device.id}: an answer that is not passed on: ${printable(error.message)}`)
    }
    return failureOf(error)
  }
}

interface Forwarded {
  readonly request: GatewayRequest
  readonly response: GatewayResponse
  readonly path: string
  readonly token: string | null | undefined
  /** Whether a 401 to the gateway's own token may lead to a second try. */
  readonly canRepeat: boolean
  readonly page: AbortSignal
  end(error: unknown): void
}

/** Two sockets as one line: what one says the other hears, and neither outlives the other. */
function join(page: Duplex, pageHead: Buffer, device: Duplex, deviceHead: Buffer): void {
  for (const socket of [page, device]) {
    if (!(socket instanceof Socket)) continue
    socket.setTimeout(0)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 30_000)
  }
  if (pageHead.length > 0) page.unshift(pageHead)
  if (deviceHead.length > 0) device.unshift(deviceHead)
  for (const [from, to] of [
    [page, device],
    [device, page],
  ] as const) {
    from.pipe(to)
    from.once('close', () => {
      to.end()
      closeSoon(to)
    })
  }
}

// A body has gone out with the first try and cannot be read again.
function isRepeatable(request: GatewayRequest): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && !hasBody(request)
}

function hasBody(request: GatewayRequest): boolean {
  const { headers } = request
  if (headers['transfer-encoding'] !== undefined) return true
  if (headers['content-length'] !== undefined) return headers['content-length'] !== '0'
  return 'stream' in request && !request.stream.endAfterHeaders
}
