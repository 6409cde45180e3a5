import { StatusError } from '../../../net/errors'
import { requestJson } from '../../../net/http'
import type { OwnDevice } from '../../device'
import { failureOf } from './kvmdFailure'
import { replyWire } from './wire'

/**
 * Whether a PiKVM's nginx gave out this page: `auth/check` answers in kvmd's own envelope, with or without a session.
 * Never rejects but for `signal`.
 */
export async function probe(base: string, signal: AbortSignal): Promise<OwnDevice | undefined> {
  try {
    await requestJson(new URL('api/auth/check', base).href, replyWire, { signal })
    return {}
  } catch (error) {
    signal.throwIfAborted()
    const isKvmd = error instanceof StatusError && /^(Unauthorized|Forbidden|Validator)Error$/.test(nameOf(error.body))
    return isKvmd ? {} : undefined
  }
}

function nameOf(body: string): string {
  return failureOf(body)?.error ?? ''
}
