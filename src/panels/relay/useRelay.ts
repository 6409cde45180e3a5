import { useEffect, useState } from 'react'
import type { RelayCapability } from '../../devices/capabilities/relay'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { recordAction } from '../../stores/actions'
import { useWords } from '../../ui/useWords'
import { formatBytes } from '../../words/format'
import { RelayLog } from './RelayLog'

/**
 * What was subscribed and what passed, by device: both outlive a closed panel, as the subscription on the wire does
 * (there is no unsubscribing; it ends with the connection).
 */
const logs = new WeakMap<RelayCapability, { readonly log: RelayLog; subscribed: readonly string[] }>()

export interface Relay {
  readonly log: RelayLog
  readonly subscribed: readonly string[]
  readonly isSubscribing: boolean
  subscribe(name: string): Promise<void>
  send(name: string, bytes: Uint8Array): Promise<boolean>
}

/**
 * The relays of a machine as the panel uses them: refusals are told, messages collected.
 *
 * @example const relay = useRelay(device, capability)
 */
export function useRelay(device: Device, capability: RelayCapability): Relay {
  const t = useWords()
  const [kept] = useState(() => keptFor(capability))
  const [subscribed, setSubscribed] = useState(kept.subscribed)
  const [isSubscribing, setSubscribing] = useState(false)
  useEffect(() => {
    kept.subscribed = subscribed
  }, [kept, subscribed])
  return {
    log: kept.log,
    subscribed,
    isSubscribing,
    async subscribe(name) {
      setSubscribing(true)
      try {
        await capability.subscribe(name, data => kept.log.add(name, 'received', data))
        setSubscribed(names => [...names, name])
        recordAction(device.id, t('relay.did.subscribe', { name }))
      } catch (error) {
        tellFailure(device.id, t('relay.failed.subscribe', { name }), error)
      } finally {
        setSubscribing(false)
      }
    },
    async send(name, bytes) {
      try {
        await capability.send(name, bytes)
      } catch (error) {
        tellFailure(device.id, t('relay.failed.send', { name }), error)
        return false
      }
      kept.log.add(name, 'sent', bytes)
      recordAction(device.id, t('relay.did.send', { name, size: formatBytes(bytes.length) }))
      return true
    },
  }
}

function keptFor(capability: RelayCapability) {
  const known = logs.get(capability) ?? { log: new RelayLog(), subscribed: [] }
  logs.set(capability, known)
  return known
}
