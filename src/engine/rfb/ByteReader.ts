/** Where bytes come from: noVNC's receive queue, or an array in a test. */
export interface ByteSource {
  /** Bytes that are here. */
  available(): number
  /** A view of the first `count` bytes; valid until the next read from the network. */
  peek(count: number): Uint8Array
}

/**
 * Reads big-endian fields from a queue that may hold only part of a message: wait, then read. Check `has` for all that
 * the next fields need; nothing leaves the queue until the owner takes `consumed` bytes from it.
 */
export class ByteReader {
  private readonly source: ByteSource
  private at: number

  /** `from`: bytes at the head that belong to the caller, such as a message's type. */
  constructor(source: ByteSource, from = 0) {
    this.source = source
    this.at = from
  }

  get consumed(): number {
    return this.at
  }

  /** Are `count` more bytes here? */
  has(count: number): boolean {
    return this.source.available() - this.at >= count
  }

  skip(count: number): void {
    this.take(count)
  }

  u8(): number {
    return this.take(1).getUint8(0)
  }

  u16(): number {
    return this.take(2).getUint16(0)
  }

  i16(): number {
    return this.take(2).getInt16(0)
  }

  u32(): number {
    return this.take(4).getUint32(0)
  }

  i32(): number {
    return this.take(4).getInt32(0)
  }

  /** A copy, safe to keep. */
  bytes(count: number): Uint8Array {
    const view = this.take(count)
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice()
  }

  /** UTF-8; what is none becomes U+FFFD. */
  text(count: number): string {
    return new TextDecoder().decode(this.bytes(count))
  }

  private take(count: number): DataView {
    if (!this.has(count))
      throw new RangeError(`read of ${count} bytes past the ${this.source.available()} that are here`)
    const all = this.source.peek(this.at + count)
    const view = new DataView(all.buffer, all.byteOffset + this.at, count)
    this.at += count
    return view
  }
}
