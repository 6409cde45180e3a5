import { DeviceError, type DeviceReason } from './errors'

/** Reasons that leave open whether what was asked for was done: the request may have arrived. */
const unsure: ReadonlySet<DeviceReason> = new Set<DeviceReason>([
  'action-timeout',
  'answer-lost',
  'gateway-gone',
  'gateway-timeout',
  // Also where it hung up in the middle of an answer.
  'gateway-refused',
  'gateway-unreachable',
  'connect-timeout',
  'connection-lost',
  'server-closed',
  'server-restarting',
  'machine-lost',
  // Answers that nobody could read.
  'gateway-malformed',
  'answer-too-large',
  'bad-answer',
  'proxy-html',
  'device-fault',
])

/**
 * Whether an action that rejected like this may have been done all the same. Then it must not be called undone: whoever
 * believes that presses again.
 */
export function mayBeDone(error: unknown): boolean {
  return error instanceof DeviceError && unsure.has(error.reason)
}
