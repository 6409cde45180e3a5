import { useState } from 'react'
import type { RelayCapability } from '../../devices/capabilities/relay'
import type { Device } from '../../devices/device'
import { machines } from '../../session/registry'
import { tellFailure } from '../../session/tellFailure'
import { useReadable } from '../../session/useReadable'
import { recordAction } from '../../stores/actions'
import { useWords } from '../../ui/useWords'
import { formatBytes } from '../../words/format'
import { t } from '../../words/words'
import { keptRelays, resumeRelays, subscribeRelay } from './keptRelays'
import type { RelayLog } from './RelayLog'

resumeRelays(machines, (device, name, error) => tellFailure(device.id, t('relay.failed.subscribe', { name }), error))

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
  const words = useWords()
  const kept = keptRelays(device)
  const subscribed = useReadable(kept.subscribed)
  const [isSubscribing, setSubscribing] = useState(false)
  return {
    log: kept.log,
    subscribed,
    isSubscribing,
    async subscribe(name) {
      setSubscribing(true)
      try {
        await subscribeRelay(device, capability, name)
        recordAction(device.id, words('relay.did.subscribe', { name }))
      } catch (error) {
        tellFailure(device.id, words('relay.failed.subscribe', { name }), error, words('relay.did.subscribe', { name }))
      } finally {
        setSubscribing(false)
      }
    },
    async send(name, bytes) {
      try {
        await capability.send(name, bytes)
      } catch (error) {
        tellFailure(device.id, words('relay.failed.send', { name }), error)
        return false
      }
      kept.log.add(name, 'sent', bytes)
      recordAction(device.id, words('relay.did.send', { name, size: formatBytes(bytes.length) }))
      return true
    },
  }
}
