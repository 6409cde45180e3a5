import type { DeviceEntry } from '../devices/device'
import type { LaunchValues } from './launchParameters'

/** How the id of a machine begins that only the address names. No id of a listed one does, so the two never meet. */
const adHocMark = '~'

/** Whether this is a machine that only the address names. */
export function isAdHoc(id: string): boolean {
  return id.startsWith(adHocMark)
}

/**
 * One id for each server, so that nothing of one (a password, an accepted key, a connection) is taken for another's. Not the
 * URL itself: ids are kept, and a URL may hold a token.
 */
function adHocId(url: string): string {
  let [low, high] = [0xdeadbeef, 0x41c6ce57]
  for (const letter of url) {
    const code = letter.codePointAt(0) ?? 0
    low = Math.imul(low ^ code, 0x9e3779b1)
    high = Math.imul(high ^ code, 0x5f356495)
  }
  return `${adHocMark}${(high >>> 0).toString(36)}${(low >>> 0).toString(36)}`
}

/** Whether the address names a server of its own instead of a listed machine. */
export function namesServer(values: LaunchValues): boolean {
  return (
    values.host !== undefined || values.port !== undefined || values.path !== undefined || values.token !== undefined
  )
}

/**
 * The WebSocket that host, port, encrypt, path and token describe, with noVNC's meaning: without host or port, `path`
 * resolves against the page, which is where websockify serves it. `undefined` for what makes no URL.
 */
export function adHocUrl(values: LaunchValues, pageUrl: string): string | undefined {
  const page = URL.parse(pageUrl)
  if (!page) return undefined
  const encrypt = values.encrypt ?? page.protocol === 'https:'
  const path = values.path ?? 'websockify'
  const url =
    values.host === undefined && values.port === undefined
      ? URL.parse(path, page)
      : URL.parse(`http://${values.host ?? page.hostname}/${path.replace(/^\/+/, '')}`)
  if (!url || !/^(https?|wss?):$/.test(url.protocol) || isListedMachine(url, page)) return undefined
  // The scheme before the port: a port that is the scheme's own would be dropped.
  if (!/^wss?:/.test(path)) url.protocol = encrypt ? 'wss:' : 'ws:'
  if (values.port !== undefined) url.port = String(values.port)
  if (values.token !== undefined) url.searchParams.set('token', values.token)
  url.username = ''
  url.password = ''
  url.hash = ''
  return url.href
}

/** Paths of listed machines are no servers of their own: under another name they would lead astray. */
function isListedMachine(url: URL, page: URL): boolean {
  const devices = new URL('devices/', page)
  const path = url.pathname.replace(/\/+/g, '/')
  return url.host === devices.host && path.startsWith(devices.pathname)
}

/** The entry for it, as plain VNC. Its name always says whose it is: a title is only in front of the address. */
export function adHocEntry(values: LaunchValues, pageUrl: string): DeviceEntry | undefined {
  const screenUrl = adHocUrl(values, pageUrl)
  if (!screenUrl) return undefined
  const { host } = new URL(screenUrl)
  const title = values.title?.replace(/\p{C}+/gu, '').trim()
  const name = title ? `${title} (${host})` : host
  return { id: adHocId(screenUrl), name, family: 'vnc', has: [], base: './', screenUrl }
}

/** Same host as the page: allowed even where no list says so, because nothing foreign is reached. */
export function isOwnServer(entry: DeviceEntry, pageUrl: string): boolean {
  return entry.screenUrl !== undefined && new URL(entry.screenUrl).host === new URL(pageUrl).host
}
