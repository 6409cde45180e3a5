import type { Readable } from '../lib/readable'
import { DeviceError } from './errors'

/** Throws `view-only` while nothing of ours may change the machine. */
export function refuseIfViewOnly(viewOnly: Readable<boolean>): void {
  if (viewOnly.getState()) throw new DeviceError('view-only')
}
