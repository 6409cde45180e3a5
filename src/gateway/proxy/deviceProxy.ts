import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import type { ProxyOptions } from 'vite'
import { devicePrefix } from '../../lib/deviceId.ts'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { failureOf } from '../failures.ts'
import { answerJson, answerUpgrade, isEncrypted } from '../gate/Exchange.ts'
import { deviceAgent, watchConnect } from './deviceAgent.ts'
import { HeldSession } from './HeldSession.ts'
import { dressRequest, withSession } from './requestHeaders.ts'
import { dressResponse, dressUpgrade } from './responseHeaders.ts'

export interface DeviceProxyContext {
  readonly device: GatewayDevice
  /** Whether the console may be shown inside another site's frame. */
  readonly framed: boolean
  /** Upgrades that were answered before Vite's proxy saw them: it must leave their sockets alone. */
  readonly answered: WeakSet<object>
  log(message: string): void
}

/** Vite's `server.proxy` key for a device: a regular expression, because a plain key would match as a prefix. */
export function proxyKey(device: GatewayDevice): string {
  return `^${devicePrefix(device.id)}`
}

/** Vite's `server.proxy` value for a device with HTTP. */
export function deviceProxy({ device, framed, answered, log }: DeviceProxyContext): ProxyOptions {
  const { url, family, credentials } = device
  if (url === undefined) throw new Error(`${device.id} has no HTTP address to forward to.`)
  const prefix = devicePrefix(device.id)
  const agent = deviceAgent(device)
  const { held } = family
  const session = held.kind === 'session' && credentials ? new HeldSession(device, agent, held, log) : undefined
  /** The token that each request went out with. */
  const tokens = new WeakMap<IncomingMessage, string | null>()

  const dress = async (request: IncomingMessage, isUpgrade: boolean): Promise<void> => {
    const encrypted = isEncrypted(request)
    const address = request.socket.remoteAddress ?? ''
    dressRequest(request.headers, device, { address, encrypted, isUpgrade })
    if (session === undefined) return
    // A device that cannot be reached is the forwarded request's to report.
    const token = await (isRepeatable(request) && !isUpgrade ? session.token() : session.surestToken()).catch(
      () => null,
    )
    tokens.set(request, token)
    withSession(request.headers, session.cookie, token)
  }

  /** Whether a 401 is only the gateway's own token gone stale; the token is then dropped. */
  const isStale = (request: IncomingMessage, status: number | undefined): boolean => {
    const token = tokens.get(request)
    if (session === undefined || token === undefined || token === null) return false
    if (status !== 401) {
      session.works()
      return false
    }
    session.forget(token)
    return true
  }

  return {
    target: url.href,
    changeOrigin: true, // `Host` is the device's own for every family; `Origin` is dressRequest's
    ws: true,
    agent,
    selfHandleResponse: true,
    rewrite: path => `/${path.slice(prefix.length)}`,
    bypass: async (request, response) => {
      if (answered.has(request)) return request.url
      await dress(request, response === undefined)
      return undefined
    },
    configure(proxy) {
      proxy.on('proxyReq', (outgoing, _request, _response, _options, socket) => watchConnect(outgoing, socket, device))
      proxy.on('proxyRes', (incoming, request, response) => {
        const repeat = isStale(request, incoming.statusCode) && isRepeatable(request) && !repeated.has(request)
        if (!repeat || session === undefined) {
          forward(incoming, request, response)
          return
        }
        repeated.add(request)
        incoming.resume()
        session.token().then(token => {
          tokens.set(request, token)
          withSession(request.headers, session.cookie, token)
          if (!response.destroyed) proxy.web(request, response, {})
        }, log)
      })
      proxy.on('proxyReqWs', (outgoing, request, socket) => {
        outgoing.on('socket', upstream => watchConnect(outgoing, upstream, device))
        tieUpgrade(outgoing, socket)
        outgoing.on('upgrade', incoming =>
          dressUpgrade(incoming.headers, device, { encrypted: isEncrypted(request), framed }),
        )
        outgoing.on('response', incoming => {
          isStale(request, incoming.statusCode)
          dressUpgrade(incoming.headers, device, { encrypted: isEncrypted(request), framed })
        })
      })
      proxy.on('error', (error, _request, response) => {
        if ('setHeader' in response) answerDead(response, error)
        else if (taken.has(response)) response.destroy()
        else if ('write' in response) answerUpgrade(response, '502 Bad Gateway', { error: failureOf(error) })
      })
    },
  }

  function forward(incoming: IncomingMessage, request: IncomingMessage, response: ServerResponse): void {
    const headers = dressResponse(incoming.headers, device, { encrypted: isEncrypted(request), framed })
    response.statusCode = incoming.statusCode ?? 502
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.flushHeaders() // a stream's reader waits for them, its first picture may be minutes away
    // A break on either side ends the other: a cut `write_remote` must not look like a finished one.
    pipeline(incoming, response, () => {})
  }
}

/** Sockets of upgrades that the device has taken: an HTTP answer among their frames would be one broken frame more. */
const taken = new WeakSet<object>()

/** Requests that were sent a second time after a fresh sign-in. */
const repeated = new WeakSet<IncomingMessage>()

// A body has gone out with the first try and cannot be read again.
function isRepeatable({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  return headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'
}

// http-proxy-3 only half-closes the device's side when the page leaves, and not at all before the device has answered.
function tieUpgrade(outgoing: ClientRequest, socket: NodeJS.EventEmitter): void {
  socket.on('close', () => outgoing.destroy())
  outgoing.on('upgrade', (_incoming, upstream) => {
    taken.add(socket)
    socket.on('close', () => upstream.destroy())
  })
}

function answerDead(response: ServerResponse, error: Error): void {
  if (!response.headersSent) answerJson(response, 502, { error: failureOf(error) })
  else if (!response.writableEnded) response.destroy()
}
