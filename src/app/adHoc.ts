import type { DeviceEntry } from '../devices/device'
import type { LaunchValues } from './launchParameters'

/** The id of a machine that only the address names. Not a valid id of a listed one, so the two never meet. */
export const adHocId = '~address'

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
  if (!url || !/^(https?|wss?):$/.test(url.protocol)) return undefined
  // The scheme before the port: a port that is the scheme's own would be dropped.
  if (!/^wss?:/.test(path)) url.protocol = encrypt ? 'wss:' : 'ws:'
  if (values.port !== undefined) url.port = String(values.port)
  if (values.token !== undefined) url.searchParams.set('token', values.token)
  url.username = ''
  url.password = ''
  url.hash = ''
  return url.href
}

/** The entry for it, as plain VNC. */
export function adHocEntry(values: LaunchValues, pageUrl: string): DeviceEntry | undefined {
  const screenUrl = adHocUrl(values, pageUrl)
  if (!screenUrl) return undefined
  return { id: adHocId, name: values.title || new URL(screenUrl).host, family: 'vnc', has: [], base: './', screenUrl }
}

/** Same host as the page: allowed even where no list says so, because nothing foreign is reached. */
export function isOwnServer(entry: DeviceEntry, pageUrl: string): boolean {
  return entry.screenUrl !== undefined && new URL(entry.screenUrl).host === new URL(pageUrl).host
}
