import { looksLikeHtml, StatusError } from '../../net/errors'
import { request } from '../../net/http'
import { DeviceError } from '../errors'
import { gatewayReason } from '../gatewayReason'

/**
 * Asks over HTTP why a WebSocket did not open: browsers give 1006 for every reason. One harmless GET of the same path.
 * Never rejects; `undefined` when the answer tells nothing more.
 */
export async function whySocketFailed(socketAddress: string, signal: AbortSignal): Promise<DeviceError | undefined> {
  if (globalThis.navigator?.onLine === false) return new DeviceError('offline')
  const url = URL.parse(socketAddress)
  if (!url) return undefined
  url.protocol = url.protocol === 'wss:' ? 'https:' : 'http:'
  if (url.origin !== location.origin) return undefined // another origin would not let us read its answer
  try {
    const response = await request(url.href, { signal, timeoutMs: 5_000 })
    const body = await response.text()
    const isHtml = looksLikeHtml(response.headers.get('content-type') ?? '', body)
    return isHtml ? new DeviceError('proxy-html') : undefined
  } catch (error) {
    if (signal.aborted) return undefined
    if (error instanceof StatusError) return ofStatus(error)
    return new DeviceError('gateway-gone', { cause: error })
  }
}

function ofStatus(error: StatusError): DeviceError | undefined {
  if (error.isHtml) return new DeviceError('proxy-html', { code: error.status })
  if (error.status === 403) return new DeviceError('gateway-forbidden', { code: 403 })
  const reason = gatewayReason(error.body)
  if (reason) return new DeviceError(reason, { code: error.status })
  // 4xx with anything else: something answers there that wants an upgrade, as it should.
  return error.status >= 500 ? new DeviceError('gateway-gone', { code: error.status }) : undefined
}
