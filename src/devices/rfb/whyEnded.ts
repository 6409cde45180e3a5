import type { RfbEnd } from '../../engine/rfb/RfbConnection'
import { bridgeCodes, websockifyNoTarget } from '../bridgeCodes'
import { DeviceError, type DeviceErrorOptions, type DeviceReason } from '../errors'

/** Which sentence the end of an RFB connection deserves, from everything that is known of it. */
export function whyEnded(end: RfbEnd): DeviceError {
  const { socket } = end
  const options = {
    ...(end.text !== undefined && { detail: end.text }),
    ...(socket && socket.code !== 1000 && { code: socket.code }),
    cause: end.error,
  }
  const of = (reason: DeviceReason, more: Pick<DeviceErrorOptions, 'said' | 'detail'> = {}) =>
    new DeviceError(reason, { ...options, ...more })

  switch (end.cause) {
    case 'load':
      return of('engine-load', detailOf(messageOf(end.error)))
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
  if (socket && !socket.opened) return of(ofAddress(end.error) ?? 'socket-failed')
  const told = socket && (bridgeCodes[socket.code] ?? closeCodes[socket.code] ?? ofWords(socket.reason))
  if (told) return of(told, detailOf(socket.reason))
  if (socket?.code === websockifyNoTarget)
    return of(end.stage === 'session' ? 'machine-lost' : 'gateway-unreachable', detailOf(socket.reason))
  if (end.cause === 'failed' && !closedByPeer(end)) return ofFailure(end, of)
  if (end.stage === 'session')
    return of(socket?.code === 1006 ? 'connection-lost' : 'server-closed', detailOf(socket?.reason))
  if (end.greeting.length > 0 && !isRfb(end.greeting)) return of('not-rfb', detailOf(printable(end.greeting)))
  return of('handshake-cut')
}

/** Close codes with a meaning of their own (RFC 6455, section 7.4, and IANA's register). */
const closeCodes: Readonly<Record<number, DeviceReason>> = {
  1001: 'server-restarting',
  1008: 'proxy-policy',
  1009: 'proxy-limit',
  1012: 'server-restarting',
}

/** Servers put why into words only: each says it its own way. */
function ofWords(said: string): DeviceReason | undefined {
  if (/idle|inactiv/i.test(said)) return 'closed-idle'
  if (/another (client|viewer|user|connection)|taken over|replaced/i.test(said)) return 'taken-over'
  return undefined
}

/** An address that the browser did not even try. */
function ofAddress(error: unknown): DeviceReason | undefined {
  const name = error instanceof Error ? error.name : undefined
  return name === 'SyntaxError' ? 'bad-address' : name === 'SecurityError' ? 'mixed-content' : undefined
}

type Of = (reason: DeviceReason, more?: Pick<DeviceErrorOptions, 'said' | 'detail'>) => DeviceError

function detailOf(text: string | undefined): Pick<DeviceErrorOptions, 'detail'> {
  return text ? { detail: text } : {}
}

function ofSecurity(end: RfbEnd, of: Of): DeviceError {
  const said = end.security?.reason
  const words = said ? { said, detail: said } : {}
  // A refusal before a type was chosen is not about us: too many tries, no more viewers, blacklisted.
  const before = /failed on (no security types|authentication scheme)/.test(end.text ?? '')
  if (/too many (security|authentication|login) failures|locked out|blacklist/i.test(said ?? ''))
    return of('rfb-locked-out', words)
  if (!before) return of('sign-in-refused', words)
  return of(/too many|maximum|\bfull\b|no more/i.test(said ?? '') ? 'rfb-full' : 'rfb-refused', words)
}

function ofFailure(end: RfbEnd, of: Of): DeviceError {
  const text = end.text ?? ''
  if (end.greeting.length > 0 && !isRfb(end.greeting)) return of('not-rfb', detailOf(printable(end.greeting)))
  if (text.startsWith('Invalid server version')) return of('rfb-version')
  // noVNC signs in with the browser's own ciphers (RA2ne, Apple's), which plain HTTP does not have.
  if (globalThis.isSecureContext === false && end.stage === 'authentication') return of('insecure-context')
  if (text.startsWith('Unsupported security types')) return of(needsTls(text) ? 'rfb-needs-tls' : 'rfb-no-security')
  if (/Unsupported (auth|security|tiny auth|VeNCrypt)|wanted tunnels|No supported sub-auth/i.test(text))
    return of('rfb-no-security')
  return of('rfb-protocol')
}

/** VeNCrypt's types from 257 to 262 are TLS (github.com/rfbproto/rfbproto). */
function needsTls(text: string): boolean {
  const types = text.match(/\d+/g)?.map(Number) ?? []
  return types.length > 0 && types.every(type => type >= 257 && type <= 262)
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
