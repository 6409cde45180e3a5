import type { Readable } from '../../lib/readable'

/**
 * Images that the machine sees as a CD or a disk.
 *
 * Granularity: `drive`, `images`, `space`, `transfer` and `busy` may each change alone. PiKVM pushes all of it; NanoKVM
 * is asked by `refresh`, and after each action of ours. Images of 8 GiB never pass through memory: an upload is handed
 * the `File` itself.
 */
export interface MediaCapability {
  readonly state: Readable<MediaState>
  /** What may be tried here, so that the panel warns before the mistake. */
  /** The same for one connection: they follow the device's age. */
  readonly rules: MediaRules
  refresh(signal?: AbortSignal): Promise<void>
  /**
   * Puts an image into the drive and connects it. Where the flag of a connected drive must change, it is ejected first.
   * Rejects with `action-busy`, `action-refused`.
   */
  mount(image: string, as: MountAs, signal?: AbortSignal): Promise<void>
  eject(signal?: AbortSignal): Promise<void>
  /** Resolves when the image is usable, not when the last byte was sent. Aborting `signal` cancels. */
  upload(file: File, options: UploadOptions): Promise<void>
  /** The device fetches it. Progress is the device's own. */
  addByUrl(url: string, options: FetchOptions): Promise<void>
  remove(image: string, signal?: AbortSignal): Promise<void>
  /** Where an image can be read back (PiKVM): a same-origin path for a download link. */
  href?(image: string): string
  /** Drops the USB function and starts it again. */
  reset?(signal?: AbortSignal): Promise<void>
  /** Virtual disk and virtual network of a NanoKVM: a toggle on the wire, a wish here; resolves with what is so. */
  setVirtual?(device: 'disk' | 'network', on: boolean, signal?: AbortSignal): Promise<boolean>
}

export interface MediaState {
  /** The device answers for its storage at all. */
  readonly online: boolean
  /** It works, for us or for anybody: everything else would be refused. */
  readonly busy: boolean
  readonly drive: Drive
  /** `undefined` until told. */
  readonly images: readonly MediaImage[] | undefined
  readonly space: readonly StoragePart[]
  /** What is being copied now, by whomever. */
  readonly transfer?: MediaTransfer
  readonly virtual?: { readonly disk: boolean; readonly network: boolean }
}

export interface Drive {
  readonly connected: boolean
  readonly image?: string
  readonly as: MountAs
}

export interface MountAs {
  readonly kind: 'cd' | 'disk'
  readonly writable: boolean
}

export interface MediaImage {
  /** How the device names it in calls. */
  readonly id: string
  /** How people read it. */
  readonly name: string
  readonly sizeBytes?: number
  /** `false` while an upload of it was cut short; `undefined` where the device does not tell. */
  readonly complete?: boolean
  readonly changedAtMs?: number
  readonly removable: boolean
  /** May be mounted writable. */
  readonly writable: boolean
}

export interface StoragePart {
  /** `''` = internal storage. */
  readonly id: string
  readonly sizeBytes: number
  readonly freeBytes: number
  readonly writable: boolean
}

export interface MediaTransfer {
  readonly kind: 'upload' | 'fetch'
  readonly name: string
  /** `undefined` where the device tells only that it is busy. */
  readonly doneBytes?: number
  readonly totalBytes?: number
  /** 0 to 1 where only a percentage is told. */
  readonly share?: number
}

export interface MediaRules {
  /** File name endings the device takes; empty = any. */
  readonly endings: readonly string[]
  readonly canRead: boolean
  readonly canMountWritable: boolean
  readonly needsChecksum: 'never' | 'optional'
  /** What of `FetchOptions` the device heeds beside the address. */
  readonly fetchTakes: readonly ('name' | 'insecure')[]
  readonly maxCdBytes?: number
  /** Nothing can be added, removed or read back while an image is in the drive (PiKVM). */
  readonly needsEmptyDrive: boolean
  /** What the device makes of a name before it looks at it; absent where it takes names as they are. */
  storedName?(name: string): string
  checkName(name: string): 'ok' | 'bad-characters' | 'bad-ending' | 'too-long' | 'hidden'
}

export interface UploadOptions {
  readonly name?: string
  readonly part?: string
  readonly sha256?: string
  readonly signal?: AbortSignal
  /** Bytes the device has written where it tells, else bytes sent. */
  onProgress?(doneBytes: number, totalBytes: number): void
}

export interface FetchOptions {
  readonly name?: string
  readonly part?: string
  readonly sha256?: string
  /** Accept any certificate of the source. */
  readonly insecure?: boolean
  readonly signal?: AbortSignal
  onProgress?(doneBytes: number | undefined, totalBytes: number | undefined): void
}
