import { DeviceError } from '../devices/errors'
import { describeError, type ErrorWords } from '../words/describeError'

/**
 * The three sentences for whatever a device's call rejected with: a DeviceError's own, or those for an answer that makes
 * no sense. They fit `MessageView`.
 */
export function failureWords(error: unknown): ErrorWords {
  return describeError(error instanceof DeviceError ? error : new DeviceError('bad-answer', { cause: error }))
}
