import type { PixelReader } from './PixelReader'
import type { PixelFormat, Three } from './pixelFormat'

const opaque = 0xff000000

/** Of 16 bits, however they are split. Loaded when such a server comes: few have fewer than 32. */
export class PixelReader16 implements PixelReader {
  readonly bytesPerPixel = 2
  readonly compactBytes = 2
  readonly tightBytes = 2
  readonly max: Three
  private readonly format: PixelFormat
  /** Each value as the framebuffer has it. */
  private readonly table = new Uint32Array(0x1_00_00)

  constructor(format: PixelFormat) {
    this.format = format
    this.max = format.max
    for (let value = 0; value < this.table.length; value++) {
      const scaled = this.split(value).map((part, i) => Math.round((part * 255) / (format.max[i] ?? 1)))
      const [red = 0, green = 0, blue = 0] = scaled
      this.table[value] = (opaque | red | (green << 8) | (blue << 16)) >>> 0
    }
  }

  pixels(bytes: Uint8Array): Uint32Array {
    return Uint32Array.from({ length: Math.floor(bytes.length / 2) }, (_, i) => this.pixel(bytes, i * 2))
  }

  pixel(bytes: Uint8Array, at: number): number {
    return this.table[this.value(bytes, at)] ?? opaque
  }

  compactPixel(bytes: Uint8Array, at: number): number {
    return this.pixel(bytes, at)
  }

  tightPixel(bytes: Uint8Array, at: number): number {
    return this.pixel(bytes, at)
  }

  /** Draws a Tight rectangle that has the gradient filter: each component is held within 0 to its own largest value. */
  gradient(data: Uint8Array, width: number, height: number): Uint32Array {
    const pixels = new Uint32Array(width * height)
    const black: Three = [0, 0, 0]
    const { max } = this
    let above: Three[] = []
    for (let row = 0; row < height; row++) {
      const current: Three[] = []
      for (let column = 0; column < width; column++) {
        const at = row * width + column
        const difference = this.split(this.value(data, at * 2))
        const left = current[column - 1] ?? black
        const up = above[column] ?? black
        const upLeft = above[column - 1] ?? black
        const component = (i: 0 | 1 | 2) => {
          const guess = Math.max(0, Math.min(max[i], left[i] + up[i] - upLeft[i]))
          return (difference[i] + guess) & max[i]
        }
        const parts: Three = [component(0), component(1), component(2)]
        current.push(parts)
        pixels[at] = this.table[this.joined(parts)] ?? opaque
      }
      above = current
    }
    return pixels
  }

  private value(bytes: Uint8Array, at: number): number {
    const first = bytes[at] ?? 0
    const second = bytes[at + 1] ?? 0
    return this.format.isBigEndian ? (first << 8) | second : first | (second << 8)
  }

  private split(value: number): Three {
    const { max, shift } = this.format
    return [(value >> shift[0]) & max[0], (value >> shift[1]) & max[1], (value >> shift[2]) & max[2]]
  }

  private joined([red, green, blue]: Three): number {
    const { shift } = this.format
    return (red << shift[0]) | (green << shift[1]) | (blue << shift[2])
  }
}
