import { createHash } from 'node:crypto'
import { Refusal } from './Api'
import type { Storage } from './Storage'

type Status = 'idle' | 'in_progress' | 'success' | 'failed' | 'checksum_failed'

/** Where an ISO says what it is. */
const magicAt = 0x8001
const magic = Buffer.from('CD001')

/** Reads an image as it comes by: how large, whose checksum, whether it is one. Nothing of it is kept. */
export class ImageReader {
  sizeBytes = 0
  private readonly hash = createHash('sha256')
  private readonly head = Buffer.alloc(magicAt + magic.length)

  push(bytes: Buffer): void {
    if (this.sizeBytes < this.head.length) bytes.copy(this.head, this.sizeBytes)
    this.sizeBytes += bytes.length
    this.hash.update(bytes)
  }

  get isIso(): boolean {
    return this.head.subarray(magicAt).equals(magic)
  }

  digest(): string {
    return this.hash.digest('hex')
  }
}

/** One transfer at a time, up from a browser or down from the net (server/service/download/service.go). */
export class Transfers {
  private readonly storage: Storage
  private readonly tellsEnd: boolean
  private readonly everyMs: number
  private status: Status = 'idle'
  private file = ''
  private percentage = ''
  private running: AbortController | undefined
  private uploading = false

  /** `tellsEnd`: since 2.5.0 the way a download ended is reported, before that only that it did. */
  constructor(storage: Storage, { tellsEnd, everyMs }: { tellsEnd: boolean; everyMs: number }) {
    this.storage = storage
    this.tellsEnd = tellsEnd
    this.everyMs = everyMs
  }

  get state(): { status: Status; file: string; percentage: string } {
    const { status, file, percentage } = this
    return { status, file, percentage }
  }

  fetch(url: string, sha256sum: string | undefined): void {
    if (this.isBusy) throw new Refusal(-1, 'download in progress')
    const parsed = URL.canParse(url) ? new URL(url) : undefined
    if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.pathname === '/') throw new Refusal(-1, 'invalid url')
    if (sha256sum && !/^[0-9a-f]{64}$/i.test(sha256sum)) throw new Refusal(-1, 'invalid sha256sum')
    this.running = new AbortController()
    Object.assign(this, { status: 'in_progress', file: url, percentage: '' })
    void this.run(parsed, sha256sum, this.running.signal)
  }

  cancel(): void {
    if (!this.running) throw new Refusal(-1, 'no cancellable download in progress')
    this.running.abort()
    this.finish('idle')
  }

  /** Reserves the one place for an upload; returns what gives it back. */
  beginUpload(name: string): () => void {
    if (this.isBusy) throw new Refusal(-1, 'download in progress')
    this.uploading = true
    Object.assign(this, { status: 'in_progress', file: name, percentage: '' })
    return () => {
      this.uploading = false
      this.finish('idle')
    }
  }

  /** Ends what runs. */
  close(): void {
    this.running?.abort()
  }

  private get isBusy(): boolean {
    return this.running !== undefined || this.uploading
  }

  private async run(url: URL, sha256sum: string | undefined, signal: AbortSignal): Promise<void> {
    try {
      const response = await fetch(url, { signal })
      if (!response.ok || !response.body) throw new Error(`status ${response.status}`)
      const totalBytes = Number(response.headers.get('content-length') ?? 0)
      const image = new ImageReader()
      let toldMs = Date.now()
      for await (const bytes of response.body) {
        image.push(Buffer.from(bytes))
        if (totalBytes === 0 || Date.now() - toldMs < this.everyMs) continue
        toldMs = Date.now()
        this.percentage = `${((image.sizeBytes / totalBytes) * 100).toFixed(2)}%`
      }
      if (sha256sum && image.digest() !== sha256sum.toLowerCase()) return this.finish('checksum_failed')
      // The name is the address's last part, whatever it ends in.
      const name = decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf('/') + 1))
      this.storage.images.set(`/data/${name}`, { sizeBytes: image.sizeBytes, bootable: image.isIso })
      this.finish('success')
    } catch {
      if (!signal.aborted) this.finish('failed')
    }
  }

  private finish(status: Status): void {
    this.running = undefined
    this.status = this.tellsEnd ? status : 'idle'
    if (this.status === 'idle') this.file = ''
    this.percentage = ''
  }
}
