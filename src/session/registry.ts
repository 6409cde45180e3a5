import type { Device, DeviceEntry, OpenChoices } from '../devices/device'
import { familyOf } from '../devices/registry'

/**
 * How long a machine stays open after its last holder let go: a component that is taken out and put back (StrictMode, a
 * moved panel, tile to console) finds the connection it had.
 */
const graceMs = 1_000

interface Open {
  readonly device: Device
  holders: number
  closing: ReturnType<typeof setTimeout> | undefined
}

/** What opens a machine. Passed in, so that tests and the demo can give devices of their own. */
export type OpenDevice = (entry: DeviceEntry, choices: OpenChoices) => Device | undefined

const openOfFamily: OpenDevice = (entry, choices) => {
  const family = familyOf(entry.family)
  return family?.open(family.profile.fromEntry(entry, choices), entry.id)
}

/** At most one Device per id and page, counted by holders. */
export class MachineRegistry {
  private readonly open = new Map<string, Open>()
  private readonly openDevice: OpenDevice
  private readonly listeners = new Set<(device: Device) => void>()

  constructor(openDevice: OpenDevice = openOfFamily) {
    this.openDevice = openDevice
  }

  /**
   * The machine's Device, opened if nobody holds it, and the function that lets go (safe twice).
   * `undefined` for a family this build does not know.
   */
  hold(entry: DeviceEntry, choices: OpenChoices = {}): { device: Device; release(): void } | undefined {
    const held = this.open.get(entry.id) ?? this.start(entry, choices)
    if (!held) return undefined
    clearTimeout(held.closing)
    held.closing = undefined
    held.holders++
    let holding = true
    return {
      device: held.device,
      release: () => {
        if (!holding) return
        holding = false
        // One that was closed meanwhile is no longer this id's: another may already be open in its place.
        if (--held.holders === 0 && this.open.get(entry.id) === held) {
          held.closing = setTimeout(() => this.close(entry.id), graceMs)
        }
      },
    }
  }

  /** The Device if it is open, without holding it. */
  peek(id: string): Device | undefined {
    return this.open.get(id)?.device
  }

  /** Ends a machine's connection whoever holds it; the next `hold` opens a new one. */
  close(id: string): void {
    const held = this.open.get(id)
    if (!held) return
    clearTimeout(held.closing)
    this.open.delete(id)
    held.device.close()
  }

  /** Tells of every Device that is opened from now on. Returns a function that stops it. */
  onOpened(listener: (device: Device) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  closeAll(): void {
    for (const id of [...this.open.keys()]) this.close(id)
  }

  private start(entry: DeviceEntry, choices: OpenChoices): Open | undefined {
    const device = this.openDevice(entry, choices)
    if (!device) return undefined
    const opened: Open = { device, holders: 0, closing: undefined }
    this.open.set(entry.id, opened)
    for (const listener of this.listeners) listener(device)
    return opened
  }
}

/** The page's machines. */
export const machines = new MachineRegistry()
