import { gentleBackoff } from '../../lib/backoff'
import { DeviceError } from '../errors'
import { LinkKeeper } from '../LinkKeeper'

/** Trying again could only be refused again, until a person changes something. */
const finalReasons: ReadonlySet<string> = new Set([
  ...['sign-in-cancelled', 'held-refused', 'unknown-device', 'gateway-forbidden', 'not-supported'],
])

/** One small read asks whether it is back, which no such device minds: nobody waits half a minute for what is there. */
const backoff = { ...gentleBackoff, capMs: 8_000 }

/** The link of a device that signs people in over HTTP: it tries again, unless only a person can change the answer. */
export function kvmKeeper(connect: () => Promise<void>): LinkKeeper {
  return new LinkKeeper({
    connect: () => void connect(),
    backoff,
    retry: why => (finalReasons.has(why.reason) ? 'never' : undefined),
  })
}

/** Why an attempt failed, whatever was thrown. */
export function whyFailed(error: unknown): DeviceError {
  return error instanceof DeviceError ? error : new DeviceError('bad-answer', { cause: error })
}
