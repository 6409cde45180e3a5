import type { MediaCapability } from '../../devices/capabilities/media'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { useReadable } from '../../session/useReadable'
import { recordAction } from '../../stores/actions'
import { notify } from '../../stores/notices'
import { t } from '../../words/words'
import { type Transfer, type TransferQueue, transfersOf } from './TransferQueue'

/** The machine's queue, whose ends are told and logged, panel or not. */
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
  return { queue, transfers: useReadable(queue.transfers) }
}

function tellEnd(deviceId: string, { kind, name, state, error }: Transfer): void {
  if (state === 'failed') tellFailure(deviceId, t(`media.failed.${kind}`, { name }), error)
  if (state !== 'done') return
  const text = t(`media.did.${kind}`, { name })
  recordAction(deviceId, text)
  notify({ tone: 'ok', text })
}
