import type { StatusError } from '../../../net/errors'
import { DeviceError } from '../../errors'
import { gatewayReason } from '../../gatewayReason'
import { type Asked, requestFailure } from '../../kvm/requestFailure'

/**
 * What a failed request to a NanoKVM means. Its own refusals are HTTP 200 and have been made an error before; what is
 * left are statuses of its middleware (sipeed/NanoKVM server/middleware/jwt.go), and what the gateway says when there is
 * no device behind it. Aborts pass unchanged.
 */
export function nanokvmFailure(error: unknown, asked: Asked = 'read'): unknown {
  return requestFailure(error, asked, status => ofStatus(status, asked))
}

function ofStatus(error: StatusError, asked: Asked): DeviceError {
  const { status, body } = error
  const options = { code: status, cause: error }
  const atGateway = gatewayReason(body)
  if (atGateway) return new DeviceError(atGateway, options)
  if (error.isHtml) return new DeviceError('proxy-html', options)
  switch (status) {
    case 401:
      return new DeviceError('session-over', options)
    case 403:
      return new DeviceError('action-refused', { ...options, detail: 'this account may not' })
    case 404:
      return new DeviceError('not-supported', options)
    case 500:
      return new DeviceError('device-fault', options) // a panic: an empty body
    case 502:
    case 503:
    case 504:
      return new DeviceError(asked === 'read' ? 'service-down' : 'answer-lost', options)
    default:
      return new DeviceError('bad-answer', options)
  }
}
