import { readBeginning } from '../../../net/readText'
import type { OwnDevice } from '../../device'

/**
 * Whether a KasmVNC server gave out this page: every answer that passed its login says so in its head. The browser had
 * to sign in for the page, and does so for this read.
 */
export async function probe(base: string, signal: AbortSignal): Promise<OwnDevice | undefined> {
  const response = await fetch(`${base}api/get_users`, { signal, cache: 'no-store' })
  await readBeginning(response, 4096)
  return response.headers.get('server')?.startsWith('KasmVNC') ? { held: true } : undefined
}
