import type { IncomingHttpHeaders } from 'node:http'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { cookieValue, withCookie } from './cookies.ts'

export interface Caller {
  readonly address: string
  readonly encrypted: boolean
  readonly isUpgrade: boolean
}

/** What only proxies may say, and what only concerns the browser's own connection. */
const dropped = [
  'forwarded',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-server',
  'x-real-ip',
  'expect', // Node has already sent 100 Continue
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
  'sec-fetch-user',
  'referer',
]

/**
 * Rewrites a request's headers in place into what the device should see. In place because both of Vite's ways, HTTP and
 * upgrade, copy `req.headers` at the moment they forward: vite dist/node (http-proxy-3, setupOutgoing).
 */
export function dressRequest(headers: IncomingHttpHeaders, device: GatewayDevice, caller: Caller): void {
  const { url, family, credentials } = device
  if (url === undefined || family.http === undefined) return
  const { http, held } = family
  for (const name of dropped) delete headers[name]
  // Replaced, never extended: KasmVNC believes the first address, from anyone (common/network/websocket.c).
  headers['x-forwarded-for'] = plainAddress(caller.address)
  headers['x-forwarded-proto'] = caller.encrypted ? 'https' : 'http'
  if (!caller.isUpgrade) headers.connection = 'close' // one connection per request, as KasmVNC does anyway
  if (http.origin === 'remove') delete headers.origin
  else if (caller.isUpgrade || headers.origin !== undefined) headers.origin = url.origin
  if (http.basicCookie !== undefined) {
    const value = cookieValue(headers.cookie, http.basicCookie)
    if (value !== undefined && /^[A-Za-z0-9+/]+={0,2}$/.test(value)) headers.authorization = `Basic ${value}`
    setCookie(headers, withCookie(headers.cookie, http.basicCookie, null))
  }
  if (http.cookies === 'drop') delete headers.cookie
  if (credentials === undefined) return
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
