import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { launchMode } from '../lib/launchMode.ts'
import { Bridges, type BridgeTimes } from './bridge/Bridges.ts'
import { type SeatLimits, Seats } from './bridge/Seats.ts'
import type { GatewayConfig } from './config/GatewayConfig.ts'
import { deviceList } from './gate/deviceList.ts'
import {
  answerJson,
  answerUpgrade,
  type GatewayRequest,
  type GatewayResponse,
  hostOf,
  isEncrypted,
} from './gate/Exchange.ts'
import { inExchange } from './gate/exchangeScope.ts'
import { isOurHost, nameOf } from './gate/hosts.ts'
import { isForbiddenDestination, isForeign } from './gate/ownPage.ts'
import { type Route, routeOf } from './gate/routes.ts'
import { contentPolicy, pageHeaders, transportSecurity } from './gate/securityHeaders.ts'
import { DeviceProxy } from './proxy/DeviceProxy.ts'

export interface GatewayOptions {
  readonly config: GatewayConfig
  /** Where wheelhouse.json does not say it: whether the page may open any WebSocket URL. */
  readonly adHocByDefault: boolean
  /** Host names, beside localhost and the address that is listened on, under which the console is asked for. */
  readonly allowHosts?: readonly string[]
  readonly bridgeTimes?: Partial<BridgeTimes>
  readonly seats?: SeatLimits
  log(message: string): void
  /** Called when the server has closed. */
  onClose?(): void
}

/** What of the answer is the server's own: how the page's files are served. */
export interface Surroundings {
  /** The nonce of an inline script; only Vite's development server has one. */
  readonly nonce?: string
}

/** Everything that is decided about a request before, and instead of, the console's own files. */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #adHoc: boolean
  readonly #embedOrigins: readonly string[]
  readonly #devices: ReadonlyMap<string, GatewayConfig['devices'][number]>
  readonly #proxies = new Map<string, DeviceProxy>()
  readonly #bridges: Bridges
  readonly #seats: Seats
  readonly #list: unknown

  constructor(options: GatewayOptions) {
    const { config, log } = options
    this.#options = options
    this.#adHoc = config.adHoc ?? options.adHocByDefault
    this.#embedOrigins = Object.keys(config.embed.origins)
    this.#devices = new Map(config.devices.map(device => [device.id, device]))
    this.#bridges = new Bridges(options.bridgeTimes)
    this.#seats = new Seats(options.seats)
    this.#list = deviceList(config, this.#adHoc)
    const framed = this.#embedOrigins.length > 0
    for (const device of config.devices) {
      if (device.url !== undefined) this.#proxies.set(device.id, new DeviceProxy({ device, framed, log }))
    }
  }

  /** Answers a request, or calls `next` with the headers set where it is for one of the console's own files. */
  handle(request: GatewayRequest, response: GatewayResponse, next: () => void, around: Surroundings = {}): void {
    const fail = () => {
      if (response.headersSent) response.destroy()
      else answerJson(response, 500, { error: 'internal' })
    }
    inExchange({ fail, log: this.#options.log }, () => this.#answer(request, response, next, around))
  }

  /** Answers an upgrade: the console's own paths have none. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {}) // `close` tells, whoever takes the socket over
    const exchange = { fail: () => socket.destroy(), log: this.#options.log }
    inExchange(exchange, () => this.#upgrade(request, socket, head))
  }

  close(): void {
    this.#bridges.close()
    this.#options.onClose?.()
  }

  async #answer(
    request: GatewayRequest,
    response: GatewayResponse,
    next: () => void,
    { nonce }: Surroundings,
  ): Promise<void> {
    const { headers } = request
    const host = hostOf(headers)
    const url = request.url ?? '/'
    const mode = launchMode(url)
    const encrypted = isEncrypted(request)
    const isOurs = isOurHost(host, this.#options.allowHosts ?? [], request.socket.localAddress)
    const place = host === undefined || !isOurs ? {} : { place: { host, path: pathInFront(headers) } }
    const rules = {
      adHoc: this.#adHoc,
      embedOrigins: this.#embedOrigins,
      isDocument: /^[^?#]*(\/|\.html)([?#]|$)/.test(url),
      ...(nonce === undefined ? place : { nonce }),
    }
    const said = {
      ...pageHeaders(mode),
      ...(encrypted && isOurs ? transportSecurity(nameOf(host ?? '')) : {}),
      'Content-Security-Policy': contentPolicy(rules, mode),
    }
    for (const [name, value] of Object.entries(said)) response.setHeader(name, value)
    if (!isOurs) {
      response.setHeader('Content-Type', 'text/plain; charset=utf-8')
      response.statusCode = 403
      response.end(unknownHost(host))
      return
    }
    const route = routeOf(url, this.#devices)
    if (route.kind === 'page') {
      // Vite's own server reads the rest, and not every target is a path to it.
      if (isPath(url)) next()
      else answerJson(response, 400, { error: 'malformed' })
      return
    }
    const isDevice = route.kind === 'device' || route.kind === 'bridge'
    if (isForeign({ headers, encrypted, isUpgrade: false })) answerJson(response, 403, { error: 'foreign-origin' })
    else if (isDevice && isForbiddenDestination(headers)) answerJson(response, 403, { error: 'not-a-page' })
    else if (route.kind === 'device') await this.#proxies.get(route.device.id)?.answer(request, response)
    else if (route.kind === 'list') answerJson(response, 200, this.#list)
    else if (route.kind === 'bridge') answerJson(response, 426, { error: 'websocket-only' })
    else answerJson(response, 404, { error: route.kind })
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const route = routeOf(request.url ?? '/', this.#devices)
    const refusal = this.#refusal(request, route)
    if (refusal !== undefined) {
      answerUpgrade(socket, refusal.status, { error: refusal.error })
      return
    }
    const seat = this.#seats.take(request.socket.remoteAddress ?? '')
    if (seat !== undefined) socket.once('close', seat)
    if (route.kind === 'bridge') {
      const { device, target, isScreen } = route
      const { credentials, tls } = device
      if (seat === undefined) this.#bridges.refuse(request, socket, head, 'too-many')
      else
        this.#bridges.accept(request, socket, head, target, isScreen && credentials ? { credentials, tls } : undefined)
    } else if (seat === undefined) answerUpgrade(socket, '503 Service Unavailable', { error: 'too-many' })
    else if (route.kind === 'device') await this.#proxies.get(route.device.id)?.upgrade(request, socket, head)
  }

  #refusal(request: IncomingMessage, route: Route) {
    const { headers, socket } = request
    const isOurs = isOurHost(hostOf(headers), this.#options.allowHosts ?? [], socket.localAddress)
    if (!isOurs) return { status: '403 Forbidden', error: 'unknown-host' }
    if (isForeign({ headers, encrypted: isEncrypted(request), isUpgrade: true })) {
      return { status: '403 Forbidden', error: 'foreign-origin' }
    }
    if (route.kind === 'device' || route.kind === 'bridge') return undefined
    return { status: '404 Not Found', error: route.kind === 'unknown-device' ? route.kind : 'unknown-path' }
  }
}

/**
 * The folder that a proxy in front serves the console from. Anyone may say so: it only decides where this answer's own
 * scripts may come from.
 */
function pathInFront({ 'x-forwarded-prefix': prefix }: GatewayRequest['headers']): string {
  return typeof prefix === 'string' && /^(?!\/devices)(\/[\w.~-]{1,64}){1,8}\/?$/.test(prefix)
    ? `${prefix.replace(/\/$/, '')}/`
    : '/'
}

function isPath(target: string): boolean {
  try {
    return target.startsWith('/') && !decodeURIComponent(target.replace(/\?.*$/s, '')).includes('\0')
  } catch {
    return false
  }
}

function unknownHost(host: string | undefined): string {
  const name = host?.replace(/:\d+$/, '') ?? ''
  return `Wheelhouse is not told to answer as "${name}". If that name is meant, start it with --allow-host ${name}\n`
}
