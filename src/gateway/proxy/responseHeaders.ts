import type { IncomingHttpHeaders } from 'node:http'
import { devicePrefix } from '../../lib/deviceId.ts'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { commonHeaders, deviceContentPolicy } from '../gate/securityHeaders.ts'
import { rewriteSetCookie } from './cookies.ts'

export interface Answering {
  readonly encrypted: boolean
  readonly framed: boolean
}

/** What a device says about an origin that is not its own: it would pin, open or empty the console's. */
export const neverFromDevices = [
  'strict-transport-security',
  'www-authenticate', // the browser's own password box
  'alt-svc',
  'clear-site-data',
  'service-worker-allowed',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-expose-headers',
  'content-security-policy',
  'content-security-policy-report-only',
  'x-frame-options',
] as const

const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** A device's answer headers as the browser should see them. */
export function dressResponse(
  headers: IncomingHttpHeaders,
  device: GatewayDevice,
  answering: Answering,
): Record<string, string | string[]> {
  const dressed = plain(headers, device, answering)
  dressed['content-security-policy'] = deviceContentPolicy
  for (const name of hopByHop) delete dressed[name]
  for (const [name, value] of Object.entries(commonHeaders)) dressed[name.toLowerCase()] = value
  return dressed
}

/** The same for the `101` of an upgrade: its hop-by-hop headers are the handshake, and it has no content. */
export function dressUpgrade(headers: IncomingHttpHeaders, device: GatewayDevice, answering: Answering): void {
  const dressed = plain(headers, device, answering)
  for (const name of Object.keys(headers)) delete headers[name]
  Object.assign(headers, dressed)
}

/** `Location` with the device's prefix put back; another site's stays as it is. */
export function rewriteLocation(location: string, device: GatewayDevice): string {
  const { url, id } = device
  if (url === undefined) return location
  const prefix = devicePrefix(id)
  if (location.startsWith('/') && !location.startsWith('//')) return underPrefix(location, url, prefix)
  if (!URL.canParse(location)) return location
  const absolute = new URL(location)
  if (absolute.origin !== url.origin) return location
  return underPrefix(`${absolute.pathname}${absolute.search}${absolute.hash}`, url, prefix)
}

function plain(
  headers: IncomingHttpHeaders,
  device: GatewayDevice,
  { encrypted, framed }: Answering,
): Record<string, string | string[]> {
  const { held } = device.family
  const kept = held.kind === 'session' && device.credentials ? held.cookie : undefined
  const cookieRules = { prefix: devicePrefix(device.id), encrypted, framed, ...(kept === undefined ? {} : { kept }) }
  const dressed: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || neverFromDevices.some(dropped => dropped === name)) continue
    dressed[name] = value
  }
  if (headers['set-cookie']) {
    const cookies = headers['set-cookie'].flatMap(line => rewriteSetCookie(line, cookieRules) ?? [])
    if (cookies.length > 0) dressed['set-cookie'] = cookies
    else delete dressed['set-cookie']
  }
  if (headers.location !== undefined) dressed.location = rewriteLocation(headers.location, device)
  return dressed
}

// The entry's address may have a path of its own, which the page never sees.
function underPrefix(path: string, url: URL, prefix: string): string {
  const base = url.pathname.replace(/\/$/, '')
  const own = base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length) : path
  return `${prefix}${own.replace(/^\/+/, '')}`
}
