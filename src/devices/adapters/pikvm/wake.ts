import type { WakeCapability, WakeTarget } from '../../capabilities/wake'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Kvmd } from './Kvmd'
import type { KvmdState } from './KvmdState'
import { plainLabel } from './plainLabel'

/**
 * Wake-on-LAN is a GPIO output whose driver is `wol` (kvmd/plugins/ugpio/wol.py). The model names the driver as the owner
 * called it, so the name has to give it away; a configuration older than 3.10 becomes channel `__wol__`.
 */
export function pikvmWake({ client, state, viewOnly }: Kvmd): WakeCapability {
  return {
    takesAnyMac: false,
    targets: async () => wakeTargets(state.getState()),
    async wake(target, signal) {
      if (!('id' in target)) throw new DeviceError('not-supported', { detail: target.mac })
      refuseIfViewOnly(viewOnly)
      await client.post('api/gpio/pulse', { params: { channel: target.id }, ...(signal && { signal }) })
    },
  }
}

export function hasWake(state: KvmdState): boolean {
  return wakeTargets(state).length > 0
}

function wakeTargets({ gpio }: KvmdState): readonly WakeTarget[] {
  const { model } = gpio ?? {}
  const outputs = Object.entries(model?.scheme.outputs ?? {})
  return outputs
    .filter(([channel, { hw }]) => channel === '__wol__' || /(^|_)wol(_|\d|$)/i.test(hw?.driver ?? ''))
    .map(([id]) => ({ id, ...nameOf(id, model?.view.table ?? []) }))
}

/** The label of the row it stands in, which is how its owner calls the machine. */
function nameOf(channel: string, rows: NonNullable<NonNullable<KvmdState['gpio']>['model']>['view']['table']) {
  const row = rows.find(items => items?.some(item => item.channel === channel))
  const name = row?.find(({ type }) => type === 'label')?.text
  const plain = plainLabel(name ?? '').replace(/:\s*$/, '')
  return plain ? { name: plain } : {}
}
