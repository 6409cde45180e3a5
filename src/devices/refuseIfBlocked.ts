import type { InputBlock, InputPath } from '../engine/input/InputPath'
import { DeviceError, type DeviceReason } from './errors'

const reasons: Readonly<Record<InputBlock, DeviceReason>> = {
  offline: 'not-connected',
  rights: 'may-look-only',
  scope: 'may-look-only',
  'view-only': 'view-only',
}

/** Throws while no input of ours reaches the machine, with the reason that lies deepest. */
export function refuseIfBlocked({ blocks }: Pick<InputPath, 'blocks'>): void {
  const held = blocks.getState()
  for (const why of Object.keys(reasons) as InputBlock[]) if (held.has(why)) throw new DeviceError(reasons[why])
}
