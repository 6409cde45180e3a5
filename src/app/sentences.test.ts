import { beforeAll, expect, it } from 'vitest'
import { DeviceError, type DeviceReason } from '../devices/errors'
import { whyLineEnded } from '../devices/line/whyLineEnded'
import { whyEnded } from '../devices/rfb/whyEnded'
import { describeError } from '../words/describeError'
import { startWords } from '../words/words'

const rfb = new TextEncoder().encode('RFB 003.008\n')
const socket = (code: number, reason = '') => ({ opened: true, code, reason })
type End = Parameters<typeof whyEnded>[0]
const ended = (what: Partial<End>) => whyEnded({ cause: 'closed', stage: 'session', greeting: rfb, ...what }).reason
const refused = (reason: string, text: string) => ended({ cause: 'failed', text, security: { status: 1, reason } })

/** What is told of a connection, each out of what really happened to it: close codes, the stage, the server's verdict. */
const told = new Set<DeviceReason>([
  ...[4001, 4002, 4003, 4004, 4005, 4006, 4007].map(code => ended({ socket: socket(code), stage: 'version' })),
  ...[1001, 1006, 1008, 1009, 1011].map(code => ended({ socket: socket(code) })),
  ...['', 'Idle timeout', 'taken over'].map(reason => ended({ socket: socket(1000, reason) })),
  ended({ socket: { opened: false, code: 1006, reason: '' } }),
  ended({ socket: { opened: false, code: 0, reason: '' }, error: new DOMException('', 'SyntaxError') }),
  ended({ socket: { opened: false, code: 0, reason: '' }, error: new DOMException('', 'SecurityError') }),
  ended({ cause: 'timeout', stage: 'version' }),
  ended({ cause: 'load' }),
  ended({ cause: 'load-timeout' }),
  ended({ cause: 'painter' }),
  ended({ cause: 'too-large' }),
  ended({ stage: 'security' }),
  ended({ stage: 'version', greeting: new TextEncoder().encode('SSH-2.0') }),
  ended({ cause: 'failed', text: 'Invalid server version 009.001' }),
  ended({ cause: 'failed', text: 'Unsupported security types (types: 5)' }),
  ended({ cause: 'failed', text: 'Unsupported security types (types: 258,261)' }),
  ended({ cause: 'failed', text: 'Unexpected server message' }),
  refused('Authentication failure', 'Security negotiation failed on security result'),
  refused('Too many security failures', 'Security negotiation failed on no security types'),
  refused('server full', 'Security negotiation failed on no security types'),
  refused('not you', 'Security negotiation failed on no security types'),
  whyLineEnded({ opened: true, heard: true, code: 1000, reason: '' }).reason,
])

beforeAll(() => startWords())

it('tells at least 25 ends of a connection apart, each with sentences of its own', () => {
  expect(told.size).toBeGreaterThanOrEqual(25)
  const sentences = [...told].map(reason => describeError(new DeviceError(reason)))
  for (const part of ['what', 'cause'] as const)
    expect(new Set(sentences.map(words => words[part])).size, part).toBe(told.size)
})
