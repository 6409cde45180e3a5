/** The other side went away in the middle of something. */
export class EarlyEnd extends Error {
  override readonly name = 'EarlyEnd'
}

/** Bytes that arrive when they like and are taken in the pieces that a protocol wants. */
export class ByteQueue {
  #bytes = Buffer.alloc(0)
  #failure: Error | undefined
  #waiting: { readonly count: number; resolve(bytes: Buffer): void; reject(error: Error): void } | undefined

  /** Adds what arrived. */
  push(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
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
    const rest = this.#bytes
    this.#bytes = Buffer.alloc(0)
    return rest
  }

  #settle(): void {
    const waiting = this.#waiting
    if (waiting === undefined) return
    if (this.#bytes.length >= waiting.count) {
      this.#waiting = undefined
      const taken = this.#bytes.subarray(0, waiting.count)
      this.#bytes = this.#bytes.subarray(waiting.count)
      waiting.resolve(taken)
    } else if (this.#failure) {
      this.#waiting = undefined
      waiting.reject(this.#failure)
    }
  }
}
