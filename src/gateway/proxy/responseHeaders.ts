import type { IncomingHttpHeaders } from 'node:http'
import { devicePrefix } from '../../lib/deviceId.ts'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { MalformedAnswer, WantsHttps } from '../failures.ts'
import { deviceContentPolicy, deviceHeaders } from '../gate/securityHeaders.ts'
import { rewriteSetCookie } from './cookies.ts'

export interface Answering {
  readonly encrypted: boolean
  readonly framed: boolean
  /** What the device has put into browsers so far: name and path of each cookie, with its length; grows up to a limit. */
  readonly cookies: Map<string, number>
}

/**
 * What a device says about an origin that is not its own: it would pin, open, empty or observe the console's. For the
 * generated files, whose servers have no allow-list.
 */
export const neverFromDevices = [
  'strict-transport-security',
  'www-authenticate', // the browser's own password box
  'proxy-authenticate',
  'alt-svc',
  'clear-site-data',
  'service-worker-allowed',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-expose-headers',
  'access-control-max-age',
  'access-control-allow-private-network',
  'content-security-policy',
  'content-security-policy-report-only',
  'x-frame-options',
  'nel',
  'report-to',
  'reporting-endpoints',
  'refresh',
  'set-login',
  'link',
  'sourcemap',
  'x-sourcemap',
  'speculation-rules',
  'accept-ch',
  'critical-ch',
  'origin-agent-cluster',
  'cross-origin-embedder-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'feature-policy',
  'document-policy',
  'timing-allow-origin',
  'public-key-pins',
] as const

/** What an answer may say: its content, how long it holds, and nothing about the origin it comes from. */
const allowed: ReadonlySet<string> = new Set([
  'accept-ranges',
  'age',
  'allow',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'date',
  'etag',
  'expires',
  'last-modified',
  'pragma',
  'retry-after',
  'vary',
])

/** The head of a `101`. */
const handshake: ReadonlySet<string> = new Set([
  'sec-websocket-accept',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
])

/** Cookies that one device may keep in a browser: without a limit it pushes the others' out, 180 for a whole origin. */
const maxCookies = 24
/** All of them together: they come back with each request, and Node takes 16 kB of headers. */
const maxCookieBytes = 8 << 10

/**
 * A device's answer headers as the browser should see them; `asked` is the path that the device got. Throws
 * `MalformedAnswer` or `WantsHttps` for an answer that is not passed on.
 */
export function dressResponse(
  status: number | undefined,
  headers: IncomingHttpHeaders,
  device: GatewayDevice,
  asked: string,
  answering: Answering,
): Record<string, string | string[]> {
  // Node takes 000 to 099 for statuses, and HTTP/2 none above 599; 1xx are no answers.
  if (status === undefined || status < 200 || status > 599) throw new MalformedAnswer(`status ${status}`)
  const dressed = picked(headers, allowed)
  dressed['cache-control'] ??= 'no-store'
  if (dressed['content-type'] !== undefined) dressed['content-type'] = passive(String(dressed['content-type']))
  const cookies = ownCookies(headers, device, answering)
  if (cookies.length > 0) dressed['set-cookie'] = cookies
  const { location } = headers
  if (location !== undefined && status >= 300 && status < 400 && status !== 304) {
    dressed.location = rewriteLocation(location, device, asked)
  }
  dressed['content-security-policy'] = deviceContentPolicy
  for (const [name, value] of Object.entries(deviceHeaders)) dressed[name.toLowerCase()] = value
  return dressed
}

/** The same for the `101` of an upgrade, which has no content. */
export function dressUpgrade(
  status: number | undefined,
  headers: IncomingHttpHeaders,
  device: GatewayDevice,
  answering: Answering,
): Record<string, string | string[]> {
  if (status !== 101 || headers.upgrade?.toLowerCase() !== 'websocket') throw new MalformedAnswer('no WebSocket')
  const dressed: Record<string, string | string[]> = {
    upgrade: 'websocket',
    connection: 'Upgrade',
    ...picked(headers, handshake),
  }
  const cookies = ownCookies(headers, device, answering)
  if (cookies.length > 0) dressed['set-cookie'] = cookies
  return dressed
}

/**
 * `Location` with the device's prefix put back. It is read as the device's own browser would read it, so that what leaves
 * the device is seen however it is spelled: `//other`, `/\other`, `../../other/`, `%2e%2e`. Throws for all of that.
 */
export function rewriteLocation(location: string, device: GatewayDevice, asked: string): string {
  const { url, id } = device
  const from = url && URL.canParse(asked, url.href) ? new URL(asked, url.href) : url
  if (url === undefined || !/^[\x21-\x7e]*$/.test(location) || !URL.canParse(location, from?.href)) {
    throw new MalformedAnswer('a Location that is none')
  }
  const target = new URL(location, from?.href)
  if (target.origin !== url.origin) {
    if (url.protocol === 'http:' && target.protocol === 'https:' && target.hostname === url.hostname) {
      throw new WantsHttps(`sends http to ${target.origin}`)
    }
    throw new MalformedAnswer(`a Location at ${target.origin}`)
  }
  // The entry's address may have a path of its own, which the page never sees.
  const base = url.pathname.replace(/\/$/, '')
  const below = (path: string) => (base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length) : path)
  const prefix = devicePrefix(id)
  const own = below(target.pathname).replace(/^\/+/, '')
  // Only an attacker names the console's own paths, or climbs above what would be the device's root in the page's eyes.
  const isRelative = !URL.canParse(location) && !/^[/\\]/.test(location)
  const page = new URL(`${prefix}${below(asked).replace(/^\/+/, '')}`, `${url.protocol}//page`)
  if ((isRelative && !new URL(location, page).pathname.startsWith(prefix)) || /^devices\//i.test(own)) {
    throw new MalformedAnswer('a Location at another device')
  }
  return `${prefix}${own}${target.search}${target.hash}`
}

function picked(headers: IncomingHttpHeaders, names: ReadonlySet<string>): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || !names.has(name)) continue
    for (const text of [value].flat()) {
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) throw new MalformedAnswer(`a value of ${name} that is none`)
    }
    kept[name] = value
  }
  return kept
}

/**
 * A device's files are nobody's scripts or styles: with `nosniff` browsers refuse those that have another type, also where
 * they say nothing of a request's destination.
 */
function passive(type: string): string {
  return /(java|ecma|j|live)script|text\/css/i.test(type) ? 'text/plain; charset=utf-8' : type
}

function ownCookies(
  headers: IncomingHttpHeaders,
  { id, family, credentials }: GatewayDevice,
  { encrypted, framed, cookies }: Answering,
): string[] {
  const { held, http } = family
  if (http?.cookies !== 'pass') return []
  const kept = held.kind === 'session' && credentials ? [held.cookie] : []
  const rules = { prefix: devicePrefix(id), encrypted, framed, kept }
  return (headers['set-cookie'] ?? []).flatMap(line => {
    const cookie = rewriteSetCookie(line, rules)
    if (cookie === null) return []
    const key = `${cookie.slice(0, cookie.indexOf('='))} ${/; Path=[^;]*/.exec(cookie)?.[0]}`
    const others = [...cookies].reduce((sum, [other, length]) => (other === key ? sum : sum + length), 0)
    const isNew = !cookies.has(key)
    if ((isNew && cookies.size >= maxCookies) || others + cookie.length > maxCookieBytes) return []
    cookies.set(key, cookie.length)
    return [cookie]
  })
}
