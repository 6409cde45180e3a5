import { decodeJson } from '../../../net/decode'
import { looksLikeHtml, type StatusError } from '../../../net/errors'
import { DeviceError, type DeviceReason } from '../../errors'
import { gatewayReason } from '../../gatewayReason'
import { type Asked, requestFailure } from '../../kvm/requestFailure'
import { failureWire, replyWire } from './wire'

/** Names of kvmd's errors that have a reason of their own here; every other one is told in the device's words. */
const reasons: Readonly<Record<string, DeviceReason>> = {
  MsdImageExistsError: 'media-exists',
  MsdConnectedError: 'media-mounted',
  UnavailableError: 'no-picture',
  UnauthorizedError: 'session-over',
  ForbiddenError: 'session-over',
}

/** What of kvmd's errors has a reason of its own here, by name; those of its HTTP client are of a file it fetches. */
export function kvmdReason(name: string): DeviceReason | undefined {
  return (
    reasons[name] ?? (/^(Client|Server|Invalid\w*URL|\w*Payload|\w*Timeout)\w*/.test(name) ? 'fetch-failed' : undefined)
  )
}

/**
 * What a failed request to kvmd means: its own errors by name (kvmd/htserver.py:395-407), nginx's pages, and what the
 * gateway says when there is no device behind it. Aborts pass unchanged.
 */
export function kvmdFailure(error: unknown, asked: Asked = 'read'): unknown {
  return requestFailure(error, asked, status => ofStatus(status, asked))
}

function ofStatus(error: StatusError, asked: Asked): DeviceError {
  const { status, body } = error
  const said = failureOf(body)
  const options = { code: status, cause: error, ...(said && { said: said.error_msg }) }
  const named = said && kvmdReason(said.error)
  if (named) return new DeviceError(named, options)
  const atGateway = gatewayReason(body)
  if (atGateway) return new DeviceError(atGateway, options)
  switch (status) {
    case 401:
    case 403:
      return new DeviceError('session-over', options) // nginx's own pages of `auth_request`
    case 404:
      return new DeviceError('not-supported', options)
    case 409:
      return new DeviceError('action-busy', options)
    case 400:
    case 405:
    case 413:
      return new DeviceError('action-refused', { ...options, said: said?.error_msg ?? firstLine(body) })
    case 500:
      return new DeviceError('device-fault', { ...options, detail: firstLine(body) })
    case 502:
    case 503:
    case 504:
      // The device's nginx answers, and what should stand behind it does not.
      return new DeviceError(asked === 'read' ? 'service-down' : 'answer-lost', options)
    default:
      return new DeviceError('bad-answer', options)
  }
}

/** What the device's envelope says of an error; `undefined` for anything else. */
export function failureOf(body: string): { readonly error: string; readonly error_msg: string } | undefined {
  try {
    const { ok, result } = decodeJson(replyWire, body)
    const parsed = failureWire.safeParse(result)
    return !ok && parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** Plain text of the device, cut; nothing of a web page. */
function firstLine(body: string): string {
  if (looksLikeHtml('', body)) return ''
  return body.trim().split('\n')[0]?.slice(0, 200) ?? ''
}
