import { MalformedError, StatusError, TimeoutError, TooLargeError, UnreachableError } from '../../net/errors'
import { DeviceError } from '../errors'

/** A question that changes nothing, or something that the device does. */
export type Asked = 'read' | 'action'

/**
 * What a failed request to a device over HTTP means; what its statuses do is the family's to say. Of an action that got no
 * answer nothing is known. Aborts and what is a DeviceError already pass unchanged.
 */
export function requestFailure(error: unknown, asked: Asked, ofStatus: (error: StatusError) => DeviceError): unknown {
  if (error instanceof StatusError) return ofStatus(error)
  if (error instanceof TimeoutError)
    return new DeviceError(asked === 'read' ? 'no-answer' : 'action-timeout', { cause: error })
  if (error instanceof TooLargeError)
    return new DeviceError('answer-too-large', { detail: error.message, cause: error })
  if (error instanceof MalformedError) {
    const reason = error.message === 'a web page' ? 'proxy-html' : 'bad-answer'
    return new DeviceError(reason, { detail: error.message, cause: error })
  }
  if (error instanceof UnreachableError) {
    return new DeviceError(asked === 'read' ? 'gateway-gone' : 'answer-lost', { cause: error })
  }
  return error
}
