import type { Glance } from '../../device'
import { KvmdClient } from './KvmdClient'
import { isAtLeast, mergeEvent } from './KvmdState'
import { atxWire, infoWire, switchWire } from './wire'

/** Whether a device is new enough to be asked for a switch, by its address; an older one would answer 404. */
const knowsSwitch = new Map<string, Promise<boolean>>()

/**
 * The power lamp, by a GET or two: a socket would let go of every key that somebody holds (kvmd/apps/kvmd/server.py).
 * With a switch it is the lamp of the port that is shown, which is named as the device's own page names it.
 */
export async function peekPikvm(base: string, signal: AbortSignal): Promise<Glance> {
  const client = new KvmdClient(base, () => {})
  const known = knowsSwitch.get(base) ?? isNewEnough(client, signal)
  knowsSwitch.set(base, known)
  known.catch(() => knowsSwitch.delete(base))
  if (await known) {
    const { model, summary, atx } = await client.get('api/switch', switchWire, { signal })
    const active = summary?.active_port ?? -1
    const port = model?.ports[active]
    if (port)
      return { atMs: Date.now(), power: powerOf(atx?.leds.power[active]), note: `p${port.id} ${port.name}`.trim() }
  }
  const { enabled, leds } = await client.get('api/atx', atxWire, { signal })
  return { atMs: Date.now(), power: powerOf(enabled ? leds?.power : undefined) }
}

async function isNewEnough(client: KvmdClient, signal: AbortSignal): Promise<boolean> {
  const info = await client.get('api/info', infoWire, { params: { fields: 'system', legacy: 0 }, signal })
  return isAtLeast(mergeEvent({}, 'info', info), 4, 26)
}

function powerOf(lamp: boolean | undefined): NonNullable<Glance['power']> {
  return lamp === undefined ? 'unknown' : lamp ? 'on' : 'off'
}
