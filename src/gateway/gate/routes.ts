import { devicePrefix } from '../../lib/deviceId.ts'
import type { GatewayDevice, TcpTarget } from '../config/GatewayConfig.ts'

/** What a request line asks for. */
export type Route =
  /** Not under /devices: the console's own files. */
  | { readonly kind: 'page' }
  | { readonly kind: 'list' }
  | { readonly kind: 'unknown-device' }
  /** A known device that has nothing there: a VNC server has no HTTP, a machine without `terminal` no line. */
  | { readonly kind: 'unknown-path' }
  | { readonly kind: 'bridge'; readonly device: GatewayDevice; readonly target: TcpTarget; readonly isScreen: boolean }
  | { readonly kind: 'device'; readonly device: GatewayDevice }

/** Finds the route of a request target. Only the exact spelling counts: an encoded id is another, unknown one. */
export function routeOf(url: string, devices: ReadonlyMap<string, GatewayDevice>): Route {
  const path = url.replace(/[?#].*$/s, '')
  if (path === '/devices.json') return { kind: 'list' }
  if (path !== '/devices' && !path.startsWith('/devices/')) return { kind: 'page' }
  const id = /^\/devices\/([^/]*)\//.exec(path)?.[1]
  const device = id === undefined ? undefined : devices.get(id)
  if (device === undefined) return { kind: 'unknown-device' }
  const rest = path.slice(devicePrefix(device.id).length)
  if (rest === '~screen' || rest === '~terminal') {
    const isScreen = rest === '~screen'
    const target = isScreen ? device.screen : device.terminal
    return target === undefined ? { kind: 'unknown-path' } : { kind: 'bridge', device, target, isScreen }
  }
  return device.url === undefined ? { kind: 'unknown-path' } : { kind: 'device', device }
}
