import type { Glance } from '../../device'
import { DeviceError } from '../../errors'
import { decoded, KasmApi } from './KasmApi'
import { readBottlenecks } from './wire'

/**
 * Who is connected, by one harmless read of the owner's; for others only that it answers. The list of sessions would not
 * do: the server never empties it, and shows those who were there last.
 */
export async function peek(base: string, signal: AbortSignal): Promise<Glance> {
  const api = new KasmApi(base)
  const atMs = Date.now()
  try {
    const text = await api.getText('get_bottleneck_stats', {}, { signal })
    const names = decoded(table => readBottlenecks(table, atMs), text).map(({ user }) => user)
    return { atMs, ...(names.length > 0 && { note: [...new Set(names)].join(', ') }) }
  } catch (error) {
    if (error instanceof DeviceError && error.reason === 'not-owner') return { atMs }
    throw error
  }
}
