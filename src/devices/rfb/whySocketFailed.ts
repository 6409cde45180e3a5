import { looksLikeHtml, StatusError } from '../../net/errors'
import { request } from '../../net/http'
import { readBeginning } from '../../net/readText'
import { DeviceError } from '../errors'
import { gatewayFailure } from './gatewayFailure'

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
    const body = await readBeginning(response, 4096)
    const isHtml = looksLikeHtml(response.headers.get('content-type') ?? '', body)
    return isHtml ? new DeviceError('proxy-html') : undefined
  } catch (error) {
    if (signal.aborted) return undefined
    if (error instanceof StatusError) return gatewayFailure(error)
    return new DeviceError('gateway-gone', { cause: error })
  }
}
