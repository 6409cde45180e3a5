import { Deflate } from 'pako'
import { u16, u32 } from './ScriptedSocket'

/** Whole numbers from 0 below `limit`, the same for the same seed (mulberry32). */
export function seeded(seed: number): (limit: number) => number {
  let state = seed
  return limit => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % limit
  }
}

const syncFlush = 2

/** A zlib stream that is flushed after each piece, as RFB's are. */
class Deflater {
  private readonly parts: number[] = []
  private readonly deflate = new Deflate({ level: 3 })

  constructor() {
    this.deflate.onData = part => void this.parts.push(...(part as Uint8Array))
  }

  piece(bytes: readonly number[]): number[] {
    this.deflate.push(new Uint8Array(bytes), syncFlush)
    return this.parts.splice(0)
  }
}

/**
 * Makes rectangles of every encoding that the painter decodes, with pixels from a seed. One generator is one server: its
 * zlib streams live on from rectangle to rectangle.
 */
export class RectangleGenerator {
  private readonly random: (limit: number) => number
  private readonly widthPx: number
  private readonly heightPx: number
  private readonly tight = [new Deflater(), new Deflater(), new Deflater(), new Deflater()]
  private readonly zrle = new Deflater()

  constructor(seed: number, widthPx: number, heightPx: number) {
    this.random = seeded(seed)
    this.widthPx = widthPx
    this.heightPx = heightPx
  }

  async next(): Promise<number[]> {
    const width = 1 + this.random(Math.min(90, this.widthPx))
    const height = 1 + this.random(Math.min(70, this.heightPx))
    const x = this.random(this.widthPx - width + 1)
    const y = this.random(this.heightPx - height + 1)
    const head = (encoding: number) => [...u16(x), ...u16(y), ...u16(width), ...u16(height), ...u32(encoding)]
    switch (this.random(9)) {
      case 0: {
        const from = [this.random(this.widthPx - width + 1), this.random(this.heightPx - height + 1)] as const
        return [...head(1), ...u16(from[0]), ...u16(from[1])]
      }
      case 1:
        return [...head(7), 0x80, ...this.color()]
      case 2:
        return [...head(7), 0x90, ...(await this.jpeg(width, height))]
      case 3:
        return [...head(7), ...this.basic(0, [], this.bytes(width * height * 3))]
      case 4:
        return [...head(7), ...this.palette(width, height)]
      case 5:
        return [...head(7), ...this.basic(2, [], this.bytes(width * height * 3))]
      case 6:
        return [...head(16), ...this.tiles(width, height)]
      case 7:
        return [...head(0), ...this.rawRows(width * height)]
      default:
        return [...head(2), ...u32(0), ...this.color(), 0]
    }
  }

  /** Tight without image: a stream, a filter, and data that is compressed from 12 bytes on. */
  private basic(filter: number, palette: readonly number[], data: readonly number[]): number[] {
    const stream = this.random(4)
    const body = data.length < 12 ? data : withLength(this.tight[stream]?.piece(data) ?? [])
    return [(stream | 4) << 4, filter, ...palette, ...body]
  }

  private palette(width: number, height: number): number[] {
    const colors = this.random(3) === 0 ? 2 : 3 + this.random(200)
    const palette = [colors - 1, ...Array.from({ length: colors }, () => this.color()).flat()]
    const bytes = colors === 2 ? ((width + 7) >> 3) * height : width * height
    const data = Array.from({ length: bytes }, () => (colors === 2 ? this.random(256) : this.random(colors)))
    return this.basic(1, palette, data)
  }

  private async jpeg(width: number, height: number): Promise<number[]> {
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    for (let i = 0; context && i < 6; i++) {
      context.fillStyle = `rgb(${this.color().join(',')})`
      context.fillRect(this.random(width), this.random(height), 1 + this.random(width), 1 + this.random(height))
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.3 + this.random(7) / 10 })
    return withLength([...new Uint8Array(await blob.arrayBuffer())])
  }

  private tiles(width: number, height: number): number[] {
    const data: number[] = []
    for (let top = 0; top < height; top += 64) {
      for (let left = 0; left < width; left += 64) {
        data.push(...this.tile(Math.min(64, width - left), Math.min(64, height - top)))
      }
    }
    const piece = this.zrle.piece(data)
    return [...u32(piece.length), ...piece]
  }

  private tile(width: number, height: number): number[] {
    const pixels = width * height
    switch (this.random(5)) {
      case 0:
        return [0, ...this.bytes(pixels * 3)]
      case 1:
        return [1, ...this.color()]
      case 2: {
        const size = 2 + this.random(15)
        const bits = size <= 2 ? 1 : size <= 4 ? 2 : 4
        const rowBytes = Math.ceil((width * bits) / 8)
        // Only indexes that are in the palette.
        const most = Math.min(size, 1 << bits)
        const row = () =>
          packed(
            Array.from({ length: rowBytes * (8 / bits) }, () => this.random(most)),
            bits,
          )
        return [size, ...this.bytes(size * 3), ...Array.from({ length: height }, row).flat()]
      }
      case 3:
        return [128, ...this.runs(pixels, () => this.color())]
      default: {
        const size = 2 + this.random(100)
        return [128 + size, ...this.bytes(size * 3), ...this.paletteRuns(pixels, size)]
      }
    }
  }

  private runs(pixels: number, color: () => readonly number[]): number[] {
    const data: number[] = []
    for (let left = pixels; left > 0; ) {
      const length = Math.min(left, 1 + this.random(700))
      data.push(...color(), ...runLength(length))
      left -= length
    }
    return data
  }

  private paletteRuns(pixels: number, size: number): number[] {
    const data: number[] = []
    for (let left = pixels; left > 0; ) {
      const length = this.random(2) === 0 ? 1 : Math.min(left, 2 + this.random(600))
      const index = this.random(size)
      if (length === 1) data.push(index)
      else data.push(index | 0x80, ...runLength(length))
      left -= length
    }
    return data
  }

  private color(): number[] {
    return this.bytes(3)
  }

  private rawRows(pixels: number): number[] {
    return Array.from({ length: pixels }, () => [...this.color(), 0]).flat()
  }

  private bytes(count: number): number[] {
    return Array.from({ length: count }, () => this.random(256))
  }
}

/** Tight's length of one to three bytes in front of the data. */
function withLength(data: readonly number[]): number[] {
  const length = data.length
  if (length < 0x80) return [length, ...data]
  if (length < 0x4000) return [(length & 0x7f) | 0x80, length >> 7, ...data]
  return [(length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14, ...data]
}

function runLength(length: number): number[] {
  const data: number[] = []
  let left = length - 1
  for (; left >= 255; left -= 255) data.push(255)
  return [...data, left]
}

function packed(indexes: readonly number[], bits: number): number[] {
  const perByte = 8 / bits
  return Array.from({ length: indexes.length / perByte }, (_, i) =>
    indexes.slice(i * perByte, (i + 1) * perByte).reduce((byte, index) => (byte << bits) | index, 0),
  )
}
