/** How a viewer wants its pixels; true colour only. */
export class PixelFormat {
  readonly bitsPerPixel: 8 | 16 | 32
  readonly depth: number
  private readonly bigEndian: boolean
  private readonly max: readonly [number, number, number]
  private readonly shift: readonly [number, number, number]

  /** From the 16 bytes on the wire. Throws for colour maps and for sizes that no viewer uses. */
  constructor(wire: Buffer) {
    const bits = wire.readUInt8(0)
    if (bits !== 8 && bits !== 16 && bits !== 32) throw new Error(`${bits} bits per pixel`)
    if (wire.readUInt8(3) === 0) throw new Error('colour maps are not served')
    this.bitsPerPixel = bits
    this.depth = wire.readUInt8(1)
    this.bigEndian = wire.readUInt8(2) !== 0
    this.max = [wire.readUInt16BE(4), wire.readUInt16BE(6), wire.readUInt16BE(8)]
    this.shift = [wire.readUInt8(10), wire.readUInt8(11), wire.readUInt8(12)]
    if (this.shift.some(shift => shift >= bits)) throw new Error('a shift outside the pixel')
  }

  /** What the server names at first: 32 bits, red lowest, as memory has it. */
  static readonly ownWire = Buffer.from([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0])

  /** Whether Tight sends three bytes, red first, for each pixel. */
  get isTight24(): boolean {
    return this.bitsPerPixel === 32 && this.depth === 24 && this.max.every(max => max === 255)
  }

  /** Bytes of one pixel in Tight. */
  get tightBytes(): number {
    return this.isTight24 ? 3 : this.bitsPerPixel / 8
  }

  /** RGBA to the viewer's pixels. */
  convert(pixels: Uint8Array | Uint8ClampedArray): Buffer {
    const count = pixels.length / 4
    const bytes = this.bitsPerPixel / 8
    const out = Buffer.allocUnsafe(count * bytes)
    for (let i = 0; i < count; i++) {
      const value = this.value(pixels[i * 4] ?? 0, pixels[i * 4 + 1] ?? 0, pixels[i * 4 + 2] ?? 0)
      if (bytes === 1) out[i] = value
      else if (bytes === 2) this.bigEndian ? out.writeUInt16BE(value, i * 2) : out.writeUInt16LE(value, i * 2)
      else this.bigEndian ? out.writeUInt32BE(value, i * 4) : out.writeUInt32LE(value, i * 4)
    }
    return out
  }

  /** RGBA to Tight's pixels. */
  convertTight(pixels: Uint8Array | Uint8ClampedArray): Buffer {
    if (!this.isTight24) return this.convert(pixels)
    const count = pixels.length / 4
    const out = Buffer.allocUnsafe(count * 3)
    for (let i = 0, j = 0; i < count * 4; i += 4, j += 3) {
      out[j] = pixels[i] ?? 0
      out[j + 1] = pixels[i + 1] ?? 0
      out[j + 2] = pixels[i + 2] ?? 0
    }
    return out
  }

  private value(red: number, green: number, blue: number): number {
    const [maxRed, maxGreen, maxBlue] = this.max
    const [shiftRed, shiftGreen, shiftBlue] = this.shift
    const r = (Math.round((red * maxRed) / 255) << shiftRed) >>> 0
    const g = (Math.round((green * maxGreen) / 255) << shiftGreen) >>> 0
    const b = (Math.round((blue * maxBlue) / 255) << shiftBlue) >>> 0
    return (r | g | b) >>> 0
  }
}
