import type { StatusError } from '../../net/errors'
import { DeviceError } from '../errors'
import { gatewayReason } from '../gatewayReason'

/** What the gateway says of a machine it could not reach; `undefined` when the answer is the machine's own. */
export function gatewayFailure(error: StatusError): DeviceError | undefined {
  if (error.isHtml) return new DeviceError('proxy-html', { code: error.status })
  if (error.status === 403) return new DeviceError('gateway-forbidden', { code: 403 })
  const reason = gatewayReason(error.body)
  if (reason) return new DeviceError(reason, { code: error.status })
  // 4xx with anything else: something answers there that wants an upgrade, as it should.
  return error.status >= 500 ? new DeviceError('gateway-gone', { code: error.status }) : undefined
}
