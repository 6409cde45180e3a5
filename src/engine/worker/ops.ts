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
  /** x, y, width, height, offset: rows of pixels in the server's format */
  blit: 4,
  /** x, y, width, height, offset, length */
  jpeg: 5,
  /** x, y, width, height, offset, length, index in `imageTypes`: decoded by the browser */
  image: 6,
  /**
   * x, y, width, height, offset, length, stream (0 to 3), filter, colours, reset bits, 1 = compressed.
   * The palette's bytes (`tightPixelBytes` a colour) come before the data and do not count in its length.
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
  /** The framebuffer's memory is let go; the canvas keeps what it shows. Goes on with `resize` and a whole picture. */
  free: 12,
  /** x, y, width, height, offset, length, stream: an access unit of H.264, whose picture is waited for */
  video: 13,
  /** bits per pixel, 1 = big-endian, largest red, green, blue, shift of red, green, blue: of all pixels from here on */
  format: 14,
  /** 1 = red and blue change places in all that is shown, 0 = not */
  swap: 15,
  /** x, y, width, height, offset of a pixel in the server's format */
  fillPixel: 16,
} as const

/** Numbers behind each code. */
export const opLength: readonly number[] = [2, 4, 5, 6, 5, 6, 7, 11, 6, 1, 0, 6, 0, 7, 8, 1, 5]

export const imageTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export type ImageType = (typeof imageTypes)[number]

/** Tight's filters, as on the wire (rfbproto 7.7.7). */
export const tightFilter = { copy: 0, palette: 1, gradient: 2 } as const

/** How many bytes a Tight rectangle's data has once inflated; `pixelBytes` to a pixel. */
export function tightBytes(width: number, height: number, filter: number, colors: number, pixelBytes: number): number {
  if (filter !== tightFilter.palette) return width * height * pixelBytes
  return (colors <= 2 ? (width + 7) >> 3 : width) * height
}

export interface Batch {
  /** `opCount` numbers; what stands behind them means nothing. */
  readonly ops: Int32Array<ArrayBuffer>
  readonly opCount: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Memory of a batch that was applied, for the next one. */
export type SpentBatch = Pick<Batch, 'ops' | 'bytes'>

/** Spent batches that are kept: as many as may be on their way. */
const mostSpent = 6
/** A larger one is left to the garbage collector: one huge update must not hold its memory for ever. */
const mostSpentBytes = 2 * 1024 * 1024

/** Collects commands until they are sent. */
export class BatchWriter {
  private ops = new Int32Array(1024)
  private bytes = new Uint8Array(64 * 1024)
  private opCount = 0
  private byteCount = 0
  private readonly spent: SpentBatch[] = []

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

  /** What was collected, its memory with it; the writer is empty afterwards. */
  take(): Batch {
    const batch = { ops: this.ops, opCount: this.opCount, bytes: this.bytes }
    const next = this.spent.pop()
    this.ops = next?.ops ?? new Int32Array(1024)
    this.bytes = next?.bytes ?? new Uint8Array(64 * 1024)
    this.opCount = this.byteCount = 0
    return batch
  }

  /** Gives memory back: making and clearing it anew for each batch costs more than filling it. */
  reuse(spent: SpentBatch): void {
    if (this.spent.length < mostSpent && spent.bytes.length <= mostSpentBytes) this.spent.push(spent)
  }
}

function grown<A extends Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from)
  return to
}
