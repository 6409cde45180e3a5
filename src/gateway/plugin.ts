import { randomBytes } from 'node:crypto'
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Http2SecureServer } from 'node:http2'
import type { Duplex } from 'node:stream'
import type { Connect, LogLevel, Plugin, ProxyOptions, UserConfig } from 'vite'
import { Bridges, type BridgeTimes } from './bridge/Bridges.ts'
import type { GatewayConfig } from './config/GatewayConfig.ts'
import { deviceList } from './gate/deviceList.ts'
import { answerJson, answerUpgrade, hostOf, isEncrypted } from './gate/Exchange.ts'
import { isOurHost } from './gate/hosts.ts'
import { isForeign } from './gate/ownPage.ts'
import { type Route, routeOf } from './gate/routes.ts'
import { commonHeaders, contentPolicy, type PageRules } from './gate/securityHeaders.ts'
import { deviceProxy, proxyKey } from './proxy/deviceProxy.ts'
import { quietLogger } from './quietLogger.ts'

export interface GatewayOptions {
  readonly config: GatewayConfig
  /** Where wheelhouse.json does not say it: whether the page may open any WebSocket URL. */
  readonly adHocByDefault: boolean
  /** Host names, beside localhost and plain addresses, under which the console is asked for. */
  readonly allowHosts?: readonly string[]
  readonly bridgeTimes?: Partial<BridgeTimes>
  log(message: string): void
  /** Called when the server has closed. */
  onClose?(): void
}

type Served = HttpServer | Http2SecureServer | null

/**
 * The gateway inside Vite's own servers, development and preview alike: guards `/devices`, lists the machines, bridges
 * `~screen` and `~terminal`, and leaves the rest to Vite's proxy. Options that take time, as demo machines do, are asked
 * for only when a server really starts.
 */
export function wheelhouseGateway(options: GatewayOptions | (() => Promise<GatewayOptions>)): Plugin {
  let gateway: Gateway | undefined
  return {
    name: 'wheelhouse-gateway',
    apply: 'serve',
    async config({ logLevel }, { isPreview }) {
      gateway = createGateway(typeof options === 'function' ? await options() : options)
      return gateway.settings(isPreview === true, logLevel)
    },
    configureServer: ({ middlewares, httpServer }) => gateway?.attach(middlewares, httpServer, true),
    configurePreviewServer: ({ middlewares, httpServer }) => gateway?.attach(middlewares, httpServer, false),
  }
}

interface Gateway {
  settings(isPreview: boolean, logLevel: LogLevel | undefined): UserConfig
  attach(middlewares: Connect.Server, server: Served, isDevelopment: boolean): void
}

function createGateway(options: GatewayOptions): Gateway {
  const { config, allowHosts = [], log } = options
  const adHoc = config.adHoc ?? options.adHocByDefault
  const embedOrigins = Object.keys(config.embed.origins)
  const devices = new Map(config.devices.map(device => [device.id, device]))
  const answered = new WeakSet<object>()
  const bridges = new Bridges(options.bridgeTimes)
  const list = deviceList(config, adHoc)

  const proxy: Record<string, ProxyOptions> = {}
  for (const device of config.devices) {
    if (device.url === undefined) continue
    proxy[proxyKey(device)] = deviceProxy({ device, framed: embedOrigins.length > 0, answered, log })
  }

  const guard =
    (rules: PageRules): Connect.NextHandleFunction =>
    (request, response, next) => {
      for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value)
      if (!isOurHost(hostOf(request.headers), allowHosts)) {
        response.setHeader('Content-Type', 'text/plain; charset=utf-8')
        response.statusCode = 403
        response.end(unknownHost(hostOf(request.headers)))
        return
      }
      const url = request.url ?? '/'
      const route = routeOf(url, devices)
      response.setHeader('Content-Security-Policy', contentPolicy(rules, modeOf(url)))
      if (route.kind === 'page') next()
      else if (isForeign({ headers: request.headers, encrypted: isEncrypted(request), isUpgrade: false })) {
        answerJson(response, 403, { error: 'foreign-origin' })
      } else if (route.kind === 'device') next()
      else if (route.kind === 'list') answerJson(response, 200, list)
      else if (route.kind === 'bridge') answerJson(response, 426, { error: 'websocket-only' })
      else answerJson(response, 404, { error: route.kind })
    }

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer, isDevelopment: boolean): void => {
    const route = routeOf(request.url ?? '/', devices)
    if (route.kind === 'page' && isDevelopment) return // Vite's own hot reload
    socket.on('error', () => {}) // nobody else listens until the proxy or the bridge takes over
    const refusal = refuse(request, route)
    if (refusal !== undefined) answerUpgrade(socket, refusal.status, { error: refusal.error })
    else if (route.kind === 'bridge') {
      const { device, target, isScreen } = route
      const { credentials, tls } = device
      bridges.accept(request, socket, head, target, isScreen && credentials ? { credentials, tls } : undefined)
    } else return
    answered.add(request)
  }

  const refuse = ({ headers, socket }: IncomingMessage, route: Route) => {
    const encrypted = 'encrypted' in socket && socket.encrypted === true
    if (!isOurHost(hostOf(headers), allowHosts)) return { status: '403 Forbidden', error: 'unknown-host' }
    if (isForeign({ headers, encrypted, isUpgrade: true })) return { status: '403 Forbidden', error: 'foreign-origin' }
    if (route.kind === 'device' || route.kind === 'bridge') return undefined
    return { status: '404 Not Found', error: route.kind === 'unknown-device' ? route.kind : 'unknown-path' }
  }

  const page = { adHoc, embedOrigins }
  const nonce = randomBytes(16).toString('base64')
  return {
    settings(isPreview, logLevel) {
      const shared = { proxy, cors: false, allowedHosts: [...allowHosts] }
      return {
        appType: 'mpa',
        customLogger: quietLogger(logLevel),
        server: shared,
        preview: shared,
        ...(isPreview ? {} : { html: { cspNonce: nonce } }),
      }
    },
    attach(middlewares, server, isDevelopment) {
      middlewares.use(guard(isDevelopment ? { ...page, nonce } : page))
      if (server === null) return
      // Node ends a request that has not arrived whole after five minutes; an image of some gigabytes takes longer.
      if ('requestTimeout' in server) server.requestTimeout = 0
      // Before Vite's own listener, which it adds after the plugins: what is answered here it then leaves alone.
      server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, isDevelopment))
      server.on('close', () => {
        bridges.close()
        options.onClose?.()
      })
    },
  }
}

function modeOf(url: string): string | undefined {
  const query = url.indexOf('?')
  return query === -1 ? undefined : (new URLSearchParams(url.slice(query)).get('mode') ?? undefined)
}

function unknownHost(host: string | undefined): string {
  const name = host?.replace(/:\d+$/, '') ?? ''
  return `Wheelhouse is not told to answer as "${name}". If that name is meant, start it with --allow-host ${name}\n`
}
