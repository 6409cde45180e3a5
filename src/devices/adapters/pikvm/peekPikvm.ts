import type { Glance } from '../../device'
import { KvmdClient } from './KvmdClient'
import { atxWire } from './wire'

/** The power lamp, by one GET: a socket would let go of every key that somebody holds (kvmd/apps/kvmd/server.py). */
export async function peekPikvm(base: string, signal: AbortSignal): Promise<Glance> {
  const { enabled, leds } = await new KvmdClient(base, () => {}).get('api/atx', atxWire, { signal })
  const power = !enabled || !leds ? 'unknown' : leds.power ? 'on' : 'off'
  return { atMs: Date.now(), power }
}
