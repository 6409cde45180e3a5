import type { IncomingHttpHeaders } from 'node:http'
import { hostOf } from './Exchange.ts'

export interface Asked {
  readonly headers: IncomingHttpHeaders
  readonly encrypted: boolean
  readonly isUpgrade: boolean
}

/**
 * Whether another site's page made this request. A gateway that adds credentials would be that page's weapon: without
 * this, forms, images and WebSockets of any site arrive at the devices signed in.
 *
 * A request with neither header passes: that is curl. Browsers send `Sec-Fetch-Site` only to https and loopback, which
 * is one reason why `--host` asks for `--https`.
 */
export function isForeign({ headers, encrypted, isUpgrade }: Asked): boolean {
  const { origin } = headers
  if (origin !== undefined && !isOwnOrigin(origin, headers, encrypted)) return true
  if (isUpgrade) return false // browsers always send Origin there, and Safari no Sec-Fetch-Site
  const site = headers['sec-fetch-site']
  return site === 'cross-site' || site === 'same-site'
}

function isOwnOrigin(origin: string, headers: IncomingHttpHeaders, encrypted: boolean): boolean {
  const host = hostOf(headers)
  if (host === undefined || !URL.canParse(origin)) return false // "null": sandboxed frames, file: pages
  const own = `${encrypted ? 'https' : 'http'}://${host}`
  return URL.canParse(own) && new URL(origin).origin === new URL(own).origin
}
