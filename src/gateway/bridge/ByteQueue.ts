/** The other side went away in the middle of something. */
export class EarlyEnd extends Error {
  override readonly name = 'EarlyEnd'
}

/** What holds more than this has enough: a handshake's largest message is some kilobytes. */
const fullBytes = 64 << 10

/**
 * Bytes that arrive when they like and are taken in the pieces that a protocol wants. Each byte is copied once, however
 * many pieces it comes in; a queue that `isFull` is not to be fed before `onRoom`.
 */
export class ByteQueue {
  /** Called when a full queue has been taken from. */
  onRoom: () => void = () => {}
  #chunks: Buffer[] = []
  /** How many bytes of the first chunk are taken. */
  #offset = 0
  #length = 0
  #failure: Error | undefined
  #waiting: { readonly count: number; resolve(bytes: Buffer): void; reject(error: Error): void } | undefined

  get isFull(): boolean {
    return this.#length >= fullBytes
  }

  /** Adds what arrived. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#chunks.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    this.#length += bytes.length
    this.#settle()
  }

  /** Nothing more will come; whoever waits is told why, and so is everyone who asks for more than is there. */
  fail(error: Error): void {
    this.#failure ??= error
    this.#settle()
  }

  /** Exactly `count` bytes, as soon as they are there. One at a time. */
  take(count: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { count, resolve, reject }
      this.#settle()
    })
  }

  async u8(): Promise<number> {
    return (await this.take(1)).readUInt8()
  }

  async u32(): Promise<number> {
    return (await this.take(4)).readUInt32BE()
  }

  /** What nobody took. */
  rest(): Buffer {
    return this.#cut(this.#length)
  }

  #settle(): void {
    const waiting = this.#waiting
    if (waiting === undefined) return
    if (this.#length >= waiting.count) {
      this.#waiting = undefined
      const wasFull = this.isFull
      waiting.resolve(this.#cut(waiting.count))
      if (wasFull && !this.isFull) this.onRoom()
    } else if (this.#failure) {
      this.#waiting = undefined
      waiting.reject(this.#failure)
    }
  }

  #cut(count: number): Buffer {
    const bytes = Buffer.allocUnsafe(count)
    let filled = 0
    let used = 0
    while (filled < count) {
      const chunk = this.#chunks[used]
      if (chunk === undefined) break
      const copied = chunk.copy(bytes, filled, this.#offset)
      filled += copied
      this.#offset += copied
      if (this.#offset < chunk.length) break
      this.#offset = 0
      used++
    }
    this.#chunks.splice(0, used)
    this.#length -= filled
    return bytes
  }
}
