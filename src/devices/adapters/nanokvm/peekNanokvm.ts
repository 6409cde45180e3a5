import type { Glance } from '../../device'
import { DeviceError } from '../../errors'
import { NanokvmClient } from './NanokvmClient'
import { ledsWire } from './wire'

/** The power lamp, by one GET; by a second one at firmware before 2.1.0, where it has another path. */
export async function peekNanokvm(base: string, signal: AbortSignal): Promise<Glance> {
  const client = new NanokvmClient(base, () => {})
  const lamps = await client.get('api/vm/gpio', ledsWire, { signal }).catch((error: unknown) => {
    if (!(error instanceof DeviceError) || error.reason !== 'not-supported') throw error
    return client.get('api/vm/gpio/led', ledsWire, { signal })
  })
  return { atMs: Date.now(), power: lamps.pwr ? 'on' : 'off' }
}
