import { type Readable, writable } from '../../../lib/readable'
import type { Tunable, Tuning, TuningValue } from '../../capabilities/tuning'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'

/** One value of the device: how it is asked for, and set. */
export interface DeviceSetting {
  readonly id: string
  /** `undefined` where this device does not have it. */
  read(signal: AbortSignal): Promise<Tunable | undefined>
  write(value: TuningValue, signal?: AbortSignal): Promise<void>
}

/**
 * Settings that are read from the device once per connection and again after each change. Those it does not have, or
 * does not let this account read, are left out.
 */
export class DeviceSettings implements Tuning {
  readonly settings: Readable<readonly Tunable[]>
  private readonly found = writable<readonly Tunable[]>([])
  private readonly all: readonly DeviceSetting[]
  private readonly viewOnly: Readable<boolean>

  constructor(all: readonly DeviceSetting[], viewOnly: Readable<boolean>) {
    this.all = all
    this.viewOnly = viewOnly
    this.settings = this.found
  }

  /** Reads all of them. Never rejects. */
  async load(signal: AbortSignal): Promise<void> {
    const read = await Promise.all(this.all.map(setting => setting.read(signal).catch(() => undefined)))
    if (!signal.aborted) this.found.set(read.filter(setting => setting !== undefined))
  }

  async set(id: string, value: TuningValue, signal?: AbortSignal): Promise<void> {
    const setting = this.all.find(known => known.id === id)
    if (!setting) throw new DeviceError('not-supported', { detail: id })
    refuseIfViewOnly(this.viewOnly)
    await setting.write(value, signal)
    const now = await setting.read(signal ?? AbortSignal.timeout(10_000)).catch(() => undefined)
    if (now) this.found.set(this.found.getState().map(known => (known.id === id ? now : known)))
  }
}
