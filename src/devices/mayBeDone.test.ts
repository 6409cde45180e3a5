import { expect, it } from 'vitest'
import { DeviceError, type DeviceReason, deviceReasons } from './errors'
import { mayBeDone } from './mayBeDone'

/** Nothing can have been done: it never went out, it was only a question, or it is about a link and no action. */
const surelyNot: readonly DeviceReason[] = [
  ...(['gateway-dns', 'gateway-tls-untrusted', 'not-connected', 'no-answer', 'service-down'] as const),
  ...(['offline', 'socket-failed', 'line-closed', 'handshake-cut', 'not-rfb', 'rfb-protocol'] as const),
  ...(['engine-load-timeout', 'upload-cut'] as const),
]

it('is decided of every reason that is not a refusal', () => {
  const reasons = Object.keys(deviceReasons) as DeviceReason[]
  const open = reasons.filter(reason => ['unreachable', 'timeout', 'malformed'].includes(deviceReasons[reason]))
  const isUnsure = (reason: DeviceReason) => mayBeDone(new DeviceError(reason))
  expect(open.filter(reason => !isUnsure(reason)).sort()).toEqual([...surelyNot].sort())
})

it.each(['action-busy', 'action-refused', 'view-only', 'power-is-so', 'session-over', 'media-mounted'] as const)(
  'is not so of a refusal: %s',
  reason => {
    expect(mayBeDone(new DeviceError(reason))).toBe(false)
  },
)

it('claims nothing of what is no answer of a device', () => {
  expect(mayBeDone(new TypeError('ours'))).toBe(false)
})
