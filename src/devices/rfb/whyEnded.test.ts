import { describe, expect, it } from 'vitest'
import type { RfbEnd } from '../../engine/rfb/RfbConnection'
import type { DeviceReason } from '../errors'
import { whyEnded } from './whyEnded'

const bytes = (text: string) => new TextEncoder().encode(text)
const rfb = bytes('RFB 003.008\n')
const closed = (code: number, reason = '') => ({ opened: true, code, reason })
const neverOpened = { opened: false, code: 1006, reason: '' }

function end(what: Partial<RfbEnd>): RfbEnd {
  return { cause: 'closed', stage: 'session', greeting: rfb, ...what }
}

/** noVNC's words for a socket that closed before the session began. */
const cut = { cause: 'failed', stage: 'security', text: 'Connection closed (code: 1006)' } as const

const cases: readonly [string, Partial<RfbEnd>, DeviceReason, { detail?: string | undefined; code?: number }?][] = [
  // Before anything was said
  ['the code did not load', { cause: 'load', error: new Error('404') }, 'engine-load', { detail: '404' }],
  ['something was thrown that is no error', { cause: 'load', error: 7 }, 'engine-load', { detail: undefined }],
  ['the painter died', { cause: 'painter' }, 'engine-painter'],
  ['the code did not load in time', { cause: 'load-timeout' }, 'engine-load-timeout'],
  ['the socket did not open', { ...cut, stage: 'opening', socket: neverOpened }, 'socket-failed', { code: 1006 }],
  ['nor in time', { cause: 'timeout', stage: 'opening', greeting: bytes('') }, 'socket-failed'],
  ['it opened, then silence', { cause: 'timeout', stage: 'version', greeting: bytes('') }, 'connect-timeout'],
  ['the picture is too large', { cause: 'too-large', stage: 'init' }, 'rfb-too-large'],

  // The gateway and websockify
  ['4001', { ...cut, socket: closed(4001) }, 'gateway-refused', { code: 4001, detail: cut.text }],
  ['4002', { ...cut, socket: closed(4002, 'EHOSTUNREACH') }, 'gateway-unreachable', { detail: 'EHOSTUNREACH' }],
  ['4003', { ...cut, socket: closed(4003) }, 'gateway-dns'],
  ['4004', { ...cut, socket: closed(4004) }, 'gateway-tls-untrusted'],
  ['4005', { ...cut, socket: closed(4005) }, 'gateway-timeout'],
  ['4006', { ...cut, socket: closed(4006) }, 'gateway-malformed'],
  ['4007', { ...cut, socket: closed(4007) }, 'gateway-too-many'],
  [
    'websockify without its target',
    { ...cut, stage: 'version', socket: closed(1011, 'Failed to connect') },
    'gateway-unreachable',
    { detail: 'Failed to connect', code: 1011 },
  ],
  ['1011 in the middle of a session', { socket: closed(1011) }, 'machine-lost', { detail: undefined, code: 1011 }],

  // The handshake
  ['no RFB', { ...cut, greeting: bytes('SSH-2.0-OpenSSH\r\n') }, 'not-rfb', { detail: 'SSH-2.0-OpenSSH··' }],
  [
    'no RFB, noticed by noVNC',
    { cause: 'failed', stage: 'version', text: 'Invalid server version HTTP/1.1 40', greeting: bytes('HTTP/1.1 400') },
    'not-rfb',
    { detail: 'HTTP/1.1 400' },
  ],
  ['cut before the first byte', { ...cut, stage: 'version', greeting: bytes('') }, 'handshake-cut'],
  ['cut in the first word', { ...cut, stage: 'version', greeting: bytes('RF') }, 'handshake-cut'],
  ['cut later', { ...cut, socket: closed(1006) }, 'handshake-cut', { detail: cut.text, code: 1006 }],
  ['a version of the future', { cause: 'failed', text: 'Invalid server version 009.001' }, 'rfb-version'],
  ['no type in common', { cause: 'failed', text: 'Unsupported security types (types: 5,129)' }, 'rfb-no-security'],
  ['no scheme', { cause: 'failed', text: 'Unsupported auth scheme (scheme: 77)' }, 'rfb-no-security'],
  ['no tiny scheme', { cause: 'failed', text: 'Unsupported tiny auth scheme (scheme: X)' }, 'rfb-no-security'],
  ['no VeNCrypt', { cause: 'failed', text: 'Unsupported VeNCrypt version 0.1' }, 'rfb-no-security'],
  ['no sub-scheme', { cause: 'failed', text: 'No supported sub-auth types!' }, 'rfb-no-security'],
  [
    'a tunnel nobody has',
    { cause: 'failed', text: "Server wanted tunnels, but doesn't support the notunnel type" },
    'rfb-no-security',
  ],
  [
    'a wrong password',
    {
      cause: 'failed',
      stage: 'security',
      text: 'Security negotiation failed on security result (reason: Authentication failure)',
      security: { status: 1, reason: 'Authentication failure' },
    },
    'sign-in-refused',
    { detail: 'Authentication failure' },
  ],
  [
    'a refusal without words',
    { cause: 'failed', text: 'Security handshake failed', security: { status: 1 } },
    'sign-in-refused',
    { detail: 'Security handshake failed' },
  ],
  [
    'too many tries',
    {
      cause: 'failed',
      stage: 'security',
      text: 'Security negotiation failed on no security types (reason: Too many security failures)',
      security: { status: 1, reason: 'Too many security failures' },
    },
    'rfb-locked-out',
    { detail: 'Too many security failures' },
  ],
  [
    'refused by RFB 3.3',
    {
      cause: 'failed',
      text: 'Security negotiation failed on authentication scheme (reason: full)',
      security: { status: 1, reason: 'full' },
    },
    'rfb-full',
    { detail: 'full' },
  ],
  [
    'a wrong password, and a bridge that closes with its own code',
    { ...cut, socket: closed(4001), security: { status: 1, reason: 'no' } },
    'sign-in-refused',
  ],

  [
    'refused with words of its own',
    {
      cause: 'failed',
      text: 'Security negotiation failed on no security types (reason: not you)',
      security: { status: 1, reason: 'not you' },
    },
    'rfb-refused',
  ],
  [
    'only TLS inside VeNCrypt',
    { cause: 'failed', stage: 'security', text: 'Unsupported security types (types: 258,261)' },
    'rfb-needs-tls',
  ],
  ['no address', { socket: neverOpened, error: new DOMException('x', 'SyntaxError') }, 'bad-address'],
  ['ws:// from https', { socket: neverOpened, error: new DOMException('x', 'SecurityError') }, 'mixed-content'],

  // The session
  ['a proxy’s limit', { socket: closed(1009) }, 'proxy-limit'],
  ['a proxy’s rule', { socket: closed(1008, 'policy') }, 'proxy-policy'],
  ['a restart', { socket: closed(1012) }, 'server-restarting'],
  ['an idle viewer', { socket: closed(1000, 'Idle timeout') }, 'closed-idle', { detail: 'Idle timeout' }],
  ['another viewer', { socket: closed(1000, 'replaced by another client') }, 'taken-over'],
  ['a goodbye', { socket: closed(1000) }, 'server-closed', { detail: undefined }],
  [
    'a goodbye with words',
    { socket: closed(1001, 'rebooting') },
    'server-restarting',
    { detail: 'rebooting', code: 1001 },
  ],
  ['no goodbye', { socket: closed(1006) }, 'connection-lost', { code: 1006 }],
  ['no close event at all', {}, 'server-closed'],
  [
    'bytes outside the protocol',
    { cause: 'failed', text: 'Unexpected server message (type 200)', socket: closed(1000) },
    'rfb-protocol',
    { detail: 'Unexpected server message (type 200)' },
  ],
]

describe('whyEnded', () => {
  for (const [what, facts, reason, details] of cases) {
    it(`${what}: ${reason}`, () => {
      expect(whyEnded(end(facts))).toMatchObject({ reason, ...details })
    })
  }

  it('shows no code for an ordinary close, and keeps the cause', () => {
    const error = new Error('x')
    const why = whyEnded(end({ socket: closed(1000), error }))
    expect(why.code).toBeUndefined()
    expect(why.cause).toBe(error)
  })
})
