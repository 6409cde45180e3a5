import { useEffect } from 'react'
import type { MediaCapability } from '../../devices/capabilities/media'
import type { Device } from '../../devices/device'
import { mayBeDone } from '../../devices/mayBeDone'
import { tellFailure } from '../../session/tellFailure'
import { useReadable } from '../../session/useReadable'
import { recordAction } from '../../stores/actions'
import { notify } from '../../stores/notices'
import { t } from '../../words/words'
import { type Transfer, type TransferQueue, transfersOf } from './TransferQueue'

/** Machines whose list of transfers is on the page: what it shows is not told again over it. */
const watched = new Map<string, number>()

/** The machine's queue, whose ends are logged, and told where its list is not seen. */
export function queueOf(device: Device, media: MediaCapability): TransferQueue {
  return transfersOf(device, media, transfer => tellEnd(device.id, transfer))
}

/**
 * The machine's transfers and what moves them.
 *
 * @example const { queue, transfers } = useTransfers(device, media)
 */
export function useTransfers(
  device: Device,
  media: MediaCapability,
): { readonly queue: TransferQueue; readonly transfers: readonly Transfer[] } {
  const queue = queueOf(device, media)
  useEffect(() => {
    watch(device.id, 1)
    return () => watch(device.id, -1)
  }, [device.id])
  return { queue, transfers: useReadable(queue.transfers) }
}

function watch(deviceId: string, change: number): void {
  watched.set(deviceId, (watched.get(deviceId) ?? 0) + change)
}

function tellEnd(deviceId: string, { kind, name, state, error }: Transfer): void {
  const isSeen = (watched.get(deviceId) ?? 0) > 0
  if (state === 'failed') {
    const text = t(`media.failed.${kind}`, { name })
    const done = t(`media.did.${kind}`, { name })
    if (isSeen && mayBeDone(error)) recordAction(deviceId, t('failure.unsure', { what: done }), 'unknown')
    else if (isSeen) recordAction(deviceId, text, true)
    else tellFailure(deviceId, text, error, done)
  }
  if (state !== 'done') return
  const text = t(`media.did.${kind}`, { name })
  recordAction(deviceId, text)
  if (!isSeen) notify({ tone: 'ok', text })
}
