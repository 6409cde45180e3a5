import type { IncomingHttpHeaders } from 'node:http'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { cookieValue, withCookie } from './cookies.ts'

export interface Caller {
  readonly address: string
  readonly encrypted: boolean
  readonly isUpgrade: boolean
}

/** What only concerns the browser's own connection, and what Node or the gateway write themselves. */
const dropped = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'host',
  'expect', // Node has already sent 100 Continue
  'referer',
  'forwarded',
  'x-real-ip',
])
/** HTTP/2's pseudo-headers, what only proxies may say, and what browsers say of a request's origin. */
const droppedPrefix = /^(:|x-forwarded-|proxy-|sec-fetch-)/

/** The headers of a request as the device should see them. */
export function dressRequest(asked: IncomingHttpHeaders, device: GatewayDevice, caller: Caller): IncomingHttpHeaders {
  const { url, family, credentials } = device
  if (url === undefined || family.http === undefined) throw new Error(`${device.id} has no HTTP to ask.`)
  const { http, held } = family
  const named = (asked.connection ?? '').toLowerCase().split(/[ ,\t]+/)
  const headers: IncomingHttpHeaders = {}
  for (const [name, value] of Object.entries(asked)) {
    if (!dropped.has(name) && !droppedPrefix.test(name) && !named.includes(name)) headers[name] = value
  }
  headers.host = url.host
  // Replaced, never extended: KasmVNC believes the first address, from anyone (common/network/websocket.c).
  headers['x-forwarded-for'] = plainAddress(caller.address)
  headers['x-forwarded-proto'] = caller.encrypted ? 'https' : 'http'
  if (caller.isUpgrade) Object.assign(headers, { connection: 'Upgrade', upgrade: 'websocket' })
  else headers.connection = 'close' // one connection per request, as KasmVNC does anyway
  if (http.origin === 'remove') delete headers.origin
  else if (caller.isUpgrade || headers.origin !== undefined) headers.origin = url.origin
  if (http.basicCookie !== undefined) {
    const value = cookieValue(headers.cookie, http.basicCookie)
    if (value !== undefined && /^[A-Za-z0-9+/]+={0,2}$/.test(value)) headers.authorization = `Basic ${value}`
    setCookie(headers, withCookie(headers.cookie, http.basicCookie, null))
  }
  if (http.cookies === 'drop') delete headers.cookie
  if (credentials === undefined) return headers
  const { username = '', password } = credentials
  switch (held.kind) {
    case 'basic':
      headers.authorization = basicAuthorization(username, password)
      break
    case 'headers':
      delete headers.authorization
      headers[held.username.toLowerCase()] = headerBytes(username)
      headers[held.password.toLowerCase()] = headerBytes(password)
      break
    case 'session': // asks the device first, so it is not done here: HeldSession
    case 'rfb':
    case 'none':
      break
  }
  return headers
}

/** Puts the gateway's own session into a request. */
export function withSession(headers: IncomingHttpHeaders, cookie: string, token: string | null): void {
  setCookie(headers, withCookie(headers.cookie, cookie, token))
}

/** The value of `Authorization` for a user name and a password, UTF-8 as browsers send it. */
function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

// Node writes one byte per character and refuses any above 255: UTF-8 has to be spelled out.
function headerBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function setCookie(headers: IncomingHttpHeaders, value: string | undefined): void {
  if (value === undefined) delete headers.cookie
  else headers.cookie = value
}

// KasmVNC takes only hexadecimal digits, dots and colons: no zone, and IPv4 as people write it.
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
}
