import type { RelayCapability } from '../../devices/capabilities/relay'
import type { Device } from '../../devices/device'
import { type Writable, writable } from '../../lib/readable'
import type { MachineRegistry } from '../../session/registry'
import { RelayLog } from './RelayLog'

/** What was subscribed on a machine and what passed. */
export interface KeptRelays {
  readonly log: RelayLog
  readonly subscribed: Writable<readonly string[]>
}

/** Machines whose messages are kept after their connection was ended by hand; older ones are forgotten. */
const mostEnded = 8

const byDevice = new WeakMap<Device, KeptRelays>()
/** Of those with a subscription, by their id: the next Device of the same machine goes on with it. */
const byId = new Map<string, KeptRelays>()

/** They outlive a closed panel and a lost link, as the subscription on the wire does: there is no unsubscribing. */
export function keptRelays(device: Device): KeptRelays {
  const known = byDevice.get(device) ?? { log: new RelayLog(), subscribed: writable<readonly string[]>([]) }
  byDevice.set(device, known)
  return known
}

/** Subscribes and collects what comes. Rejects as the capability does. */
export async function subscribeRelay(device: Device, capability: RelayCapability, name: string): Promise<void> {
  const { log, subscribed } = keptRelays(device)
  await capability.subscribe(name, data => log.add(name, 'received', data))
  subscribed.set([...subscribed.getState().filter(other => other !== name), name])
  byId.delete(device.id)
  byId.set(device.id, keptRelays(device))
  for (const id of [...byId.keys()].slice(0, -mostEnded)) byId.delete(id)
}

/**
 * Goes on with what was subscribed when a machine that was disconnected by hand is connected again, as after a lost link.
 * What is refused then is no longer shown as subscribed. Returns a function that stops it.
 */
export function resumeRelays(
  machines: MachineRegistry,
  refused: (device: Device, name: string, error: unknown) => void,
) {
  return machines.onOpened(device => {
    const kept = byId.get(device.id)
    if (!kept) return
    byDevice.set(device, kept)
    const names = kept.subscribed.getState()
    const resume = () => {
      const { relay } = device.capabilities.getState()
      const { phase } = device.link.getState()
      if (phase === 'ended') return stop()
      if (phase !== 'online' || !relay) return
      stop()
      for (const name of names) {
        subscribeRelay(device, relay, name).catch((error: unknown) => {
          kept.subscribed.set(kept.subscribed.getState().filter(other => other !== name))
          refused(device, name, error)
        })
      }
    }
    const stops = [device.link.subscribe(resume), device.capabilities.subscribe(resume)]
    const stop = () => {
      for (const each of stops) each()
    }
  })
}
