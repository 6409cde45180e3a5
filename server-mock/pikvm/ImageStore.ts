import { createHash, type Hash } from 'node:crypto'

/** What is known of one image. Its bytes are counted and hashed; only small ones are kept. */
export interface StoredImage {
  readonly name: string
  readonly sizeBytes: number
  writtenBytes: number
  isComplete: boolean
  changedAtMs: number
  /** Of the bytes written so far. */
  sha256: string
  /** The content, while it is small enough to keep. */
  bytes: Buffer | undefined
}

const keptBytes = 1 << 20

/** The disk of a device: knows how much each image takes and never holds it. */
export class ImageStore {
  readonly sizeBytes: number
  private readonly images = new Map<string, StoredImage>()

  constructor(sizeBytes: number) {
    this.sizeBytes = sizeBytes
  }

  get freeBytes(): number {
    const used = [...this.images.values()].reduce((sum, { writtenBytes }) => sum + writtenBytes, 0)
    return Math.max(0, this.sizeBytes - used)
  }

  get all(): readonly StoredImage[] {
    return [...this.images.values()]
  }

  get(name: string): StoredImage | undefined {
    return this.images.get(name)
  }

  /** An image that was there before. */
  add(name: string, sizeBytes: number, isComplete = true): StoredImage {
    const image = {
      ...{ name, sizeBytes, isComplete, changedAtMs: Date.now(), sha256: '', bytes: undefined },
      writtenBytes: isComplete ? sizeBytes : Math.floor(sizeBytes / 2),
    }
    this.images.set(name, image)
    return image
  }

  remove(name: string): void {
    this.images.delete(name)
  }

  /** Begins a new image of this size. */
  open(name: string, sizeBytes: number): ImageWriter {
    const image: StoredImage = {
      ...{ name, sizeBytes, writtenBytes: 0, isComplete: false, changedAtMs: Date.now(), sha256: '' },
      bytes: sizeBytes <= keptBytes ? Buffer.alloc(0) : undefined,
    }
    this.images.set(name, image)
    return new ImageWriter(this, image)
  }
}

/** Takes the bytes of one image as they come. */
export class ImageWriter {
  readonly image: StoredImage
  private readonly store: ImageStore
  private readonly hash: Hash = createHash('sha256')

  constructor(store: ImageStore, image: StoredImage) {
    this.store = store
    this.image = image
  }

  /** `false` when the disk is full: what fitted is kept. */
  write(part: Buffer): boolean {
    const fits = part.subarray(0, this.store.freeBytes)
    this.hash.update(fits)
    this.image.writtenBytes += fits.length
    if (this.image.bytes) this.image.bytes = Buffer.concat([this.image.bytes, fits])
    this.image.changedAtMs = Date.now()
    return fits.length === part.length
  }

  /** Nothing more comes. */
  end(): void {
    this.image.isComplete = this.image.writtenBytes === this.image.sizeBytes
    this.image.sha256 = this.hash.digest('hex')
  }
}
