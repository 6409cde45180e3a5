import type { DeviceEntry, DeviceFamily } from '../devices/device'
import { families } from '../devices/registry'

const patienceMs = 5_000

/**
 * The device that this page was copied to, if it stands on one: the page's own root is asked for each family in turn.
 * Rejects only with the signal's reason.
 */
export async function findOwnDevice(
  signal: AbortSignal,
  known: readonly DeviceFamily<unknown>[] = families,
  base = new URL('./', document.baseURI).href,
): Promise<DeviceEntry | undefined> {
  for (const family of known) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
    const found = await family.probe?.(base, limit).catch(() => undefined)
    signal.throwIfAborted()
    if (!found) continue
    const { name = new URL(base).host, held = false } = found
    return { id: 'this', name, family: family.id, has: [], held, base: './' }
  }
  return undefined
}
