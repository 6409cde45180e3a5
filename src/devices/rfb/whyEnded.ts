import type { RfbEnd } from '../../engine/rfb/RfbConnection'
import { bridgeCodes, websockifyNoTarget } from '../bridgeCodes'
import { DeviceError, type DeviceReason } from '../errors'

/** Which sentence the end of an RFB connection deserves, from everything that is known of it. */
export function whyEnded(end: RfbEnd): DeviceError {
  const { socket } = end
  const options = {
    ...(end.text !== undefined && { detail: end.text }),
    ...(socket && socket.code !== 1000 && { code: socket.code }),
    cause: end.error,
  }
  const of = (reason: DeviceReason, detail?: string) =>
    new DeviceError(reason, detail === undefined ? options : { ...options, detail })

  switch (end.cause) {
    case 'load':
      return of('engine-load', messageOf(end.error))
    case 'load-timeout':
      return of('engine-load-timeout')
    case 'painter':
      return of('engine-painter')
    case 'timeout':
      return of(end.stage === 'opening' ? 'socket-failed' : 'connect-timeout')
    case 'too-large':
      return of('rfb-too-large')
    case 'by-us':
    case 'closed':
    case 'failed':
      break
  }
  if (end.security) return ofSecurity(end, of)
  const fromBridge = socket && bridgeCodes[socket.code]
  if (fromBridge) return of(fromBridge, socket.reason || undefined)
  if (socket && !socket.opened) return of('socket-failed')
  if (socket?.code === websockifyNoTarget && end.stage !== 'session')
    return of('gateway-unreachable', socket.reason || undefined)
  if (end.cause === 'failed' && !closedByPeer(end)) return ofFailure(end, of)
  if (end.stage === 'session')
    return of(socket?.code === 1006 ? 'connection-lost' : 'server-closed', socket?.reason || undefined)
  if (end.greeting.length > 0 && !isRfb(end.greeting)) return of('not-rfb', printable(end.greeting))
  return of('handshake-cut')
}

type Of = (reason: DeviceReason, detail?: string) => DeviceError

function ofSecurity(end: RfbEnd, of: Of): DeviceError {
  const said = end.security?.reason
  // A refusal before a type was chosen is not about us: too many tries, no more viewers, blacklisted.
  const before = /failed on (no security types|authentication scheme)/.test(end.text ?? '')
  return of(before ? 'rfb-refused' : 'sign-in-refused', said)
}

function ofFailure(end: RfbEnd, of: Of): DeviceError {
  const text = end.text ?? ''
  if (end.greeting.length > 0 && !isRfb(end.greeting)) return of('not-rfb', printable(end.greeting))
  if (text.startsWith('Invalid server version')) return of('rfb-version')
  if (text.startsWith('Unsupported security types')) return of('rfb-no-security')
  if (/Unsupported (auth|security|tiny auth|VeNCrypt)|wanted tunnels|No supported sub-auth/i.test(text))
    return of('rfb-no-security')
  return of('rfb-protocol')
}

/** noVNC calls it a failure when the socket closes before login; for us it is a closed socket. */
function closedByPeer(end: RfbEnd): boolean {
  return end.text?.startsWith('Connection closed') === true
}

function isRfb(greeting: Uint8Array): boolean {
  const expected = 'RFB '
  return [...greeting.subarray(0, expected.length)].every((byte, i) => byte === expected.charCodeAt(i))
}

function printable(bytes: Uint8Array): string {
  return [...bytes].map(byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('')
}

function messageOf(error: unknown): string | undefined {
  return error instanceof Error ? error.message : undefined
}
