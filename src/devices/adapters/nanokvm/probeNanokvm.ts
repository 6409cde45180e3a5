import { looksLikeHtml } from '../../../net/errors'
import { readBeginning } from '../../../net/readText'
import type { OwnDevice } from '../../device'

/**
 * Whether a NanoKVM gave out this page: `vm/info` is there in every age, and says who it is to whoever is signed in, and
 * a JSON string of one word to everybody else (sipeed/NanoKVM server/middleware/jwt.go).
 */
export async function probeNanokvm(base: string, signal: AbortSignal): Promise<OwnDevice | undefined> {
  const response = await fetch(new URL('api/vm/info', base), { signal, cache: 'no-store' })
  const text = await readBeginning(response, 65_536)
  if (looksLikeHtml(response.headers.get('content-type') ?? '', text)) return undefined
  const isStranger = response.status === 401 && text.trim() === '"unauthorized"'
  return isStranger || (response.ok && /"(application|firmware)"\s*:/.test(text)) ? {} : undefined
}
