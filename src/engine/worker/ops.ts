/**
 * Draw commands as they travel to the painter: a list of 32-bit numbers, and the bytes they speak of beside it. Both are
 * transferred, never copied. Each command is its code and a fixed count of numbers; bytes are named by offset and length.
 */
export const op = {
  /** width, height of the framebuffer. What fits of the old picture is kept. */
  resize: 0,
  /** x, y, width, height of the part that the canvas shows. */
  viewport: 1,
  /** x, y, width, height, 0xBBGGRR */
  fill: 2,
  /** from x, from y, x, y, width, height */
  copy: 3,
  /** x, y, width, height, offset: rows of R, G, B, X */
  blit: 4,
  /** x, y, width, height, offset, length */
  jpeg: 5,
  /** x, y, width, height, offset, length, index in `imageTypes`: decoded by the browser */
  image: 6,
  /**
   * x, y, width, height, offset, length, stream (0 to 3), filter, colours, reset bits, 1 = compressed.
   * Palette bytes (3 a colour) stand in front of the data and are not counted in its length.
   */
  tight: 7,
  /** x, y, width, height, offset, length */
  zrle: 8,
  /** stream bits whose inflation starts anew */
  resetStreams: 9,
  /** The update is whole: what was drawn may be shown. */
  flip: 10,
  /** x, y, width, height, offset, length: scaled to the place where its size is another */
  qoi: 11,
} as const

/** Numbers behind each code. */
export const opLength: readonly number[] = [2, 4, 5, 6, 5, 6, 7, 11, 6, 1, 0, 6]

export const imageTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export type ImageType = (typeof imageTypes)[number]

/** Tight's filters, as on the wire (rfbproto 7.7.7). */
export const tightFilter = { copy: 0, palette: 1, gradient: 2 } as const

export interface Batch {
  readonly ops: Int32Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Collects commands until they are sent. */
export class BatchWriter {
  private ops = new Int32Array(1024)
  private bytes = new Uint8Array(64 * 1024)
  private opCount = 0
  private byteCount = 0

  get isEmpty(): boolean {
    return this.opCount === 0
  }

  get size(): number {
    return this.byteCount
  }

  put(code: number, ...args: readonly number[]): void {
    const needed = this.opCount + 1 + args.length
    if (needed > this.ops.length) this.ops = grown(this.ops, new Int32Array(Math.max(needed, this.ops.length * 2)))
    this.ops[this.opCount++] = code
    for (const arg of args) this.ops[this.opCount++] = arg
  }

  /** Copies bytes in and gives their offset. */
  add(data: Uint8Array): number {
    const offset = this.byteCount
    const needed = offset + data.length
    if (needed > this.bytes.length)
      this.bytes = grown(this.bytes, new Uint8Array(Math.max(needed, this.bytes.length * 2)))
    this.bytes.set(data, offset)
    this.byteCount = needed
    return offset
  }

  /** What was collected; the writer is empty afterwards. */
  take(): Batch {
    const batch = {
      ops: this.ops.slice(0, this.opCount),
      bytes: this.bytes.slice(0, this.byteCount),
    }
    this.opCount = this.byteCount = 0
    return batch
  }
}

function grown<A extends Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from)
  return to
}
