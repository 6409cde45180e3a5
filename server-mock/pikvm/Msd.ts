import type { Readable } from 'node:stream'
import { RealClock, Timers } from '../machine/Clock'
import type { Machine } from '../machine/Machine'
import type { Call } from './Call'
import { ImageStore, type ImageWriter, type StoredImage } from './ImageStore'
import { busy, refused } from './KvmdError'
import type { RemoteFile } from './openRemote'
import type { Subsystem, Tell } from './Subsystem'

/** How often kvmd looks at its storage: until then a new image is not usable and a removed one lingers. */
const indexEveryMs = 1_000
const tellEveryMs = 1_000
const tellRemoteEveryMs = 2_000

export interface MsdOptions {
  readonly enabled?: boolean
  readonly storageBytes?: number
  /** How fast its card takes an image; without it as fast as the sender is. */
  readonly bytesPerSecond?: number
}

/** What kvmd's index holds of an image: refreshed once a second, not with the files. */
interface Indexed {
  readonly complete: boolean
  readonly size: number
  readonly mod_ts: number
}

interface Transfer {
  readonly name: string
  readonly size: number
  written: number
}

interface Drive {
  image: string | undefined
  connected: boolean
  cdrom: boolean
  rw: boolean
}

const connectedError = () =>
  refused('MsdConnectedError', "MSD is connected to Server, but shouldn't for this operation")
const disconnectedError = () =>
  refused('MsdDisconnectedError', 'MSD is disconnected from Server, but should be for this operation')
const unknownImage = () => refused('MsdUnknownImageError', 'The image is not found in the storage')

/** The mass storage drive and the images behind it: kvmd/plugins/msd/otg/__init__.py. */
export class Msd implements Subsystem {
  readonly type = 'msd'
  readonly store: ImageStore
  readonly enabled: boolean
  private readonly machine: Machine
  private readonly tell: Tell
  private readonly options: MsdOptions
  private readonly timers = new Timers(new RealClock())
  private readonly drive: Drive = { image: undefined, connected: false, cdrom: true, rw: false }
  private index: Readonly<Record<string, Indexed>> = {}
  private indexedFree: number
  private isBusy = false
  private isOnline = true
  private uploading: Transfer | undefined
  private downloading: { readonly name: string; readonly size: number; readed: number } | undefined

  constructor(machine: Machine, tell: Tell, options: MsdOptions = {}) {
    this.machine = machine
    this.tell = tell
    this.options = options
    this.enabled = options.enabled ?? true
    this.store = new ImageStore(options.storageBytes ?? 64 * 1024 * 1024)
    this.indexedFree = this.store.sizeBytes
    this.timers.every(indexEveryMs, () => this.poll())
  }

  state(): Record<string, unknown> {
    if (!this.enabled) return { enabled: false, online: false, busy: false, storage: null, drive: null }
    const { uploading = null, downloading = null } = this
    return {
      ...{ enabled: true, online: this.isOnline, busy: this.isBusy, drive: this.driveState() },
      storage: { images: this.images(), parts: this.parts(), downloading, uploading: uploading && { ...uploading } },
    }
  }

  /** The USB function comes and goes with the machine's port: `online` toggles and everything is told again. */
  setOnline(isOnline: boolean): void {
    this.isOnline = isOnline
    this.tell(this.type, this.state())
  }

  /** The images as they were in the storage when the device started. */
  reindex(): void {
    this.index = this.look()
    this.indexedFree = this.store.freeBytes
  }

  setParams(params: { image?: string | undefined; cdrom?: boolean | undefined; rw?: boolean | undefined }): void {
    this.checkFree()
    if (this.drive.connected) throw connectedError()
    const { image } = params
    if (image !== undefined && image !== '' && !this.index[image]) throw unknownImage()
    if (image !== undefined) this.drive.image = image === '' ? undefined : image
    if (params.cdrom !== undefined) this.drive.cdrom = params.cdrom
    if (params.rw !== undefined) this.drive.rw = params.rw
    // kvmd/plugins/msd/otg/__init__.py:307-308: falls back without a word.
    if (this.drive.cdrom || !this.isWritable(this.drive.image)) this.drive.rw = false
    this.tellDrive()
  }

  setConnected(connected: boolean): void {
    this.checkFree()
    const { drive } = this
    if (!connected) {
      if (!drive.connected) throw disconnectedError()
      this.unplug()
    } else {
      if (drive.connected) throw connectedError()
      if (drive.image === undefined) throw refused('MsdImageNotSelected', 'The image is not selected')
      const stored = this.store.get(drive.image)
      if (!stored) throw unknownImage()
      drive.connected = true
      this.plug(stored)
    }
    this.tellDrive()
  }

  remove(name: string): void {
    this.checkFree()
    if (this.drive.connected) throw connectedError()
    if (!this.index[name]) throw unknownImage()
    this.store.remove(name)
    if (this.drive.image === name) this.drive.image = undefined
    // The name lingers in the index, with nothing behind it, until kvmd looks again.
    this.index = { ...this.index, [name]: { complete: true, size: 0, mod_ts: 0 } }
    this.tell(this.type, { drive: this.driveState(), storage: { images: this.images() } })
  }

  reset(): void {
    this.checkFree()
    if (this.drive.connected) this.unplug()
    this.drive.cdrom = true
    this.drive.rw = false
    this.tellDrive()
  }

  /** Takes one image as it comes. Rejects as kvmd refuses; a full disk is its 500. Resolves when all was written. */
  async write(
    name: string,
    sizeBytes: number,
    source: Readable,
    options: { removeIncomplete: boolean; onProgress?(transfer: Transfer): void },
  ): Promise<Transfer> {
    this.beginOperation()
    let writer: ImageWriter | undefined
    try {
      if (this.drive.connected) throw connectedError()
      if (this.index[name]) throw refused('MsdImageExistsError', 'This image is already exists')
      // On kvmd 4.197 a folder that is not there yet: an unhandled error.
      if (name.includes('/')) throw new Error(`no folder for ${name}`)
      // Its marker `.__<name>.incomplete` is 14 bytes longer: [Errno 36] File name too long.
      if (Buffer.byteLength(name) > 241) throw new Error(`a name too long: ${name}`)
      const transfer: Transfer = { name, size: sizeBytes, written: 0 }
      this.uploading = transfer
      this.tellUploading(true)
      options.onProgress?.(transfer)
      writer = this.store.open(name, sizeBytes)
      await this.copy(source, writer, transfer, options.onProgress)
      return transfer
    } finally {
      writer?.end()
      // Only what the index already knows is removed: kvmd looks it up there.
      if (writer && !writer.image.isComplete && options.removeIncomplete && this.index[name]) this.store.remove(name)
      this.isBusy = false
      const told = this.uploading !== undefined
      this.uploading = undefined
      this.tell(this.type, told ? { busy: false, storage: { uploading: null } } : { busy: false })
    }
  }

  /** Gives an image back. What was too large to keep comes as zeros. */
  async read(name: string, call: Call): Promise<void> {
    this.beginOperation()
    try {
      if (this.drive.connected) throw connectedError()
      const stored = this.index[name] && this.store.get(name)
      if (!stored) throw unknownImage()
      const progress = { name, size: stored.sizeBytes, readed: 0 }
      this.downloading = progress
      this.tell(this.type, { busy: true, storage: { downloading: { ...progress } } })
      call.head(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': String(stored.sizeBytes),
        'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name.split('/').at(-1) ?? name)}`,
      })
      await send(call, stored, readed => {
        progress.readed = readed
      })
    } finally {
      const told = this.downloading !== undefined
      this.downloading = undefined
      this.isBusy = false
      this.tell(this.type, told ? { busy: false, storage: { downloading: null } } : { busy: false })
    }
  }

  /** An image from the network, its progress as lines of JSON. */
  async writeRemote(remote: RemoteFile, name: string, removeIncomplete: boolean, call: Call): Promise<void> {
    let lastToldMs = 0
    let hasBegun = false
    let last: Transfer = { name, size: remote.sizeBytes, written: 0 }
    const line = (ok: boolean, result: object) => call.response.write(`${JSON.stringify({ ok, result })}\r\n`)
    const progress = (transfer: Transfer) => {
      last = { ...transfer }
      if (!hasBegun) {
        hasBegun = true
        call.head(200, { 'Content-Type': 'application/x-ndjson' })
      }
      line(true, { image: last })
      lastToldMs = Date.now()
    }
    try {
      await this.write(name, remote.sizeBytes, remote.body, {
        removeIncomplete,
        onProgress: transfer => {
          const isFirst = transfer.written === 0 || last.written === 0
          if (isFirst || Date.now() - lastToldMs >= tellRemoteEveryMs) progress(transfer)
          else last = { ...transfer }
        },
      })
      progress(last)
      call.response.end()
    } catch (error) {
      if (!hasBegun) throw error
      line(true, { image: last })
      line(false, { error: 'ClientPayloadError', error_msg: error instanceof Error ? error.message : String(error) })
      // kvmd's connection breaks here without a proper end.
      setImmediate(() => call.response.socket?.destroySoon())
    }
  }

  dispose(): void {
    this.timers.dispose()
  }

  private checkEnabled(): void {
    if (!this.enabled) throw refused('MsdDisabledError', 'MSD is disabled')
    if (!this.isOnline) throw refused('MsdOfflineError', 'MSD is not found')
  }

  private checkFree(): void {
    this.checkEnabled()
    if (this.isBusy) {
      throw busy('MsdIsBusyError', 'Performing another MSD operation, please try again later')
    }
  }

  private beginOperation(): void {
    this.checkFree()
    this.isBusy = true
    this.tell(this.type, { busy: true })
  }

  private async copy(
    source: Readable,
    writer: ImageWriter,
    transfer: Transfer,
    onProgress?: (transfer: Transfer) => void,
  ): Promise<void> {
    let toldMs = 0
    const startedMs = Date.now()
    for await (const part of source) {
      const isFull = !writer.write(part)
      transfer.written = writer.image.writtenBytes
      if (isFull) throw new Error('No space left on device')
      onProgress?.(transfer)
      if (Date.now() - toldMs >= tellEveryMs) {
        toldMs = Date.now()
        this.tellUploading(false)
      }
      const { bytesPerSecond } = this.options
      if (bytesPerSecond === undefined) continue
      const aheadMs = (transfer.written / bytesPerSecond) * 1000 - (Date.now() - startedMs)
      if (aheadMs > 5) await new Promise(resolve => this.timers.after(aheadMs, () => resolve(undefined)))
    }
    if (transfer.written < transfer.size) throw new Error('the sender stopped')
  }

  private poll(): void {
    if (!this.enabled) return
    const before = JSON.stringify([this.images(), this.parts()])
    this.index = this.look()
    this.indexedFree = this.store.freeBytes
    if (JSON.stringify([this.images(), this.parts()]) === before) return
    this.tell(this.type, {
      storage: {
        ...{ images: this.images(), parts: this.parts() },
        ...(this.uploading && { uploading: { ...this.uploading } }),
      },
    })
  }

  private look(): Readonly<Record<string, Indexed>> {
    const files = this.store.all.map(({ name, isComplete, sizeBytes, changedAtMs }) => {
      return [name, { complete: isComplete, size: sizeBytes, mod_ts: changedAtMs / 1000 }] as const
    })
    return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  private images(): Record<string, unknown> {
    return Object.fromEntries(Object.keys(this.index).map(name => [name, this.imageState(name)]))
  }

  private imageState(name: string): Record<string, unknown> {
    const { complete = false, size = 0, mod_ts = 0 } = this.index[name] ?? {}
    return { complete, removable: true, writable: this.isWritable(name), size, mod_ts }
  }

  private parts(): Record<string, unknown> {
    return { '': { size: this.store.sizeBytes, free: this.indexedFree, writable: true } }
  }

  private isWritable(name: string | undefined): boolean {
    return name !== undefined && !name.toLowerCase().endsWith('.iso')
  }

  private driveState(): Record<string, unknown> {
    const { image, connected, cdrom, rw } = this.drive
    const shown = image === undefined ? null : { name: image, in_storage: true, ...this.imageState(image) }
    return { image: shown, connected, cdrom, rw }
  }

  private plug({ name, sizeBytes, isComplete }: StoredImage): void {
    const { cdrom, rw } = this.drive
    this.machine.attach({
      ...{ name: name.split('/').at(-1) ?? name, kind: cdrom ? 'cd' : 'disk', sizeBytes, writable: rw },
      bootable: isComplete,
    })
  }

  private unplug(): void {
    this.drive.connected = false
    this.machine.detach(this.drive.image?.split('/').at(-1) ?? '')
  }

  private tellDrive(): void {
    this.tell(this.type, { drive: this.driveState() })
  }

  private tellUploading(isBusy: boolean): void {
    const uploading = this.uploading && { ...this.uploading }
    this.tell(this.type, { ...(isBusy && { busy: true }), storage: { uploading } })
  }
}

async function send(call: Call, { bytes, sizeBytes }: StoredImage, onProgress: (sent: number) => void): Promise<void> {
  const { response } = call
  if (bytes) {
    onProgress(bytes.length)
    return void response.end(bytes)
  }
  const zeros = Buffer.alloc(1 << 18)
  for (let sent = 0; sent < sizeBytes && !response.destroyed; ) {
    const part = zeros.subarray(0, Math.min(zeros.length, sizeBytes - sent))
    sent += part.length
    onProgress(sent)
    if (!response.write(part)) await new Promise(resolve => response.once('drain', resolve).once('close', resolve))
  }
  response.end()
}
