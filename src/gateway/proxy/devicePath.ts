import { devicePrefix } from '../../lib/deviceId.ts'
import type { GatewayDevice } from '../config/GatewayConfig.ts'

/**
 * The path that the device is asked for, or `undefined` where a request target is none of its own. A browser writes
 * neither a backslash nor a dot segment, and what reads them differently than the gateway would reach something else.
 */
export function devicePath(target: string, { id, url }: GatewayDevice): string | undefined {
  const prefix = devicePrefix(id)
  if (url === undefined || !target.startsWith(prefix)) return undefined
  const rest = target.slice(prefix.length - 1)
  if (!/^[\x21-\x7e]+$/.test(rest) || /[\\#]/.test(rest)) return undefined
  if (/\/(?:\.|%2e){1,2}(?=[/?]|$)/i.test(rest.replace(/\?.*$/s, ''))) return undefined
  return `${url.pathname.replace(/\/$/, '')}${rest}`
}
