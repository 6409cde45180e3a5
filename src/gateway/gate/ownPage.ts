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

/**
 * What a device may be asked for, as browsers name it in `Sec-Fetch-Dest`: data, pictures, sound. A document, a frame, a
 * script, a style or a worker of a device's would run or look as if it were the console's own.
 */
export const destinations: readonly string[] = ['empty', 'image', 'video', 'audio', 'track']

/** Whether a browser wants to make something of a device's answer that would act in the console's name. */
export function isForbiddenDestination({ 'sec-fetch-dest': destination }: IncomingHttpHeaders): boolean {
  return typeof destination === 'string' && !destinations.includes(destination.trim().toLowerCase())
}
