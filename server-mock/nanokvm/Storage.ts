import type { Machine } from '../machine/Machine'
import { Refusal } from './Api'
import type { HidPort } from './HidPort'

export interface StoredImage {
  readonly sizeBytes: number
  /** Whether a firmware finds something to start on it. */
  readonly bootable: boolean
}

const folder = '/data/'
/** What the drive falls back to without an image: the device's own partition. */
const ownPartition = {
  name: 'NanoKVM data',
  kind: 'disk',
  sizeBytes: 8 << 20,
  writable: true,
  bootable: false,
} as const

/**
 * Images, the drive the machine sees, and the virtual devices (server/service/storage/image.go,
 * server/service/vm/virtual-device.go). Every change replugs USB: keyboard and mouse are gone meanwhile.
 */
export class Storage {
  readonly images = new Map<string, StoredImage>()
  readonly virtual = { disk: true, network: false }
  mounted = ''
  /** `ro` and `cdrom` of the gadget's LUN. */
  cdrom = false
  private readonly machine: Machine
  private readonly hid: HidPort
  private readonly forcesCd: boolean
  private readonly hasFlag: boolean
  private readonly replugMs: number

  constructor(
    machine: Machine,
    hid: HidPort,
    { forcesCd, hasFlag, replugMs }: { forcesCd: boolean; hasFlag: boolean; replugMs: number },
  ) {
    this.machine = machine
    this.hid = hid
    this.forcesCd = forcesCd
    this.hasFlag = hasFlag
    this.replugMs = replugMs
    this.plug()
  }

  /** `null` when there is none, as Go's empty slice is encoded. */
  list(): string[] | null {
    const found = [...this.images.keys()].filter(path => /\.(iso|img)$/i.test(path)).sort()
    return found.length > 0 ? found : null
  }

  mount(file: string, cdrom: boolean | undefined): void {
    if (!this.virtual.disk || this.hid.mode !== 'normal') throw new Refusal(-2, 'mount image failed')
    if (file !== '' && !this.images.has(file)) throw new Refusal(-2, 'mount image failed')
    if (file === '') this.cdrom = false
    // Without the flag nothing changes: from CD to disk one must unmount first (image.go).
    else if (this.hasFlag ? cdrom : this.forcesCd && /\.iso$/i.test(file)) this.cdrom = true
    this.mounted = file
    this.replug()
  }

  remove(file: string): void {
    if (!file.startsWith(folder) || !/\.(iso|img)$/i.test(file)) throw new Refusal(-2, 'invalid arguments')
    if (!this.images.delete(file)) throw new Refusal(-3, 'remove file failed')
    if (this.mounted === file) this.mounted = ''
  }

  /** Toggles and tells what is so afterwards. */
  toggle(device: 'disk' | 'network'): boolean {
    this.virtual[device] = !this.virtual[device]
    if (device === 'disk' && !this.virtual.disk) this.mounted = ''
    this.replug()
    return this.virtual[device]
  }

  private replug(): void {
    this.hid.replug(this.replugMs)
    this.plug()
  }

  private plug(): void {
    this.machine.detach()
    if (!this.virtual.disk) return
    const image = this.images.get(this.mounted)
    if (!image) return this.machine.attach(ownPartition)
    const { sizeBytes, bootable } = image
    const name = this.mounted.slice(this.mounted.lastIndexOf('/') + 1)
    this.machine.attach({ name, kind: this.cdrom ? 'cd' : 'disk', sizeBytes, writable: !this.cdrom, bootable })
  }
}
