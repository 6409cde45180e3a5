import { bridgeCodes, websockifyNoTarget } from '../bridgeCodes'
import { DeviceError } from '../errors'

/** Everything known of the end of a line's connection. */
export interface LineEnd {
  readonly opened: boolean
  /** Something had come, or it had been open and silent for a while. */
  readonly heard: boolean
  readonly code: number
  readonly reason: string
  readonly url?: string
}

/** Which sentence the end of a line deserves. */
export function whyLineEnded({ opened, heard, code, reason }: LineEnd): DeviceError {
  const options = { ...(reason && { detail: reason }), ...(code > 1000 && { code }) }
  const fromBridge = bridgeCodes[code]
  if (fromBridge) return new DeviceError(fromBridge, options)
  if (!opened) return new DeviceError('socket-failed', options)
  // In websockify's respawn mode this is also the second in which the program is started anew.
  if (code === websockifyNoTarget && !heard) return new DeviceError('gateway-unreachable', options)
  if (code === 1000) return new DeviceError('line-closed', options)
  return new DeviceError('connection-lost', options)
}
