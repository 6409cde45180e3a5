/** Red, green and blue, in this order. */
export type Three = readonly [number, number, number]

/** How a server writes a pixel, as `ServerInit` and `SetPixelFormat` say it. Source: RFC 6143 §7.4. */
export interface PixelFormat {
  readonly bitsPerPixel: 16 | 32
  readonly isBigEndian: boolean
  /** The largest value of each component. */
  readonly max: Three
  /** Bits to the right of each component. */
  readonly shift: Three
}

/** What noVNC asks for: the bytes R, G, B and one without meaning. */
export const rgbx: PixelFormat = { bitsPerPixel: 32, isBigEndian: false, max: [255, 255, 255], shift: [0, 8, 16] }

const formatBytes = 16

/**
 * The format in these 16 bytes, if the painter can read it: 32 bits with eight for each component in three bytes side by
 * side, or 16 bits, both of true colour. `undefined` for others, such as colour maps.
 */
export function readPixelFormat(bytes: Uint8Array): PixelFormat | undefined {
  if (bytes.length < formatBytes) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, formatBytes)
  const bitsPerPixel = view.getUint8(0)
  if (view.getUint8(3) === 0) return undefined
  const format = {
    isBigEndian: view.getUint8(2) !== 0,
    max: [view.getUint16(4), view.getUint16(6), view.getUint16(8)] as const,
    shift: [view.getUint8(10), view.getUint8(11), view.getUint8(12)] as const,
  }
  if (bitsPerPixel === 16) return fitsIn16(format) ? { ...format, bitsPerPixel } : undefined
  if (bitsPerPixel === 32) return fitsIn3Bytes(format) ? { ...format, bitsPerPixel } : undefined
  return undefined
}

/** The message that asks a server for this format. Source: RFC 6143 §7.5.1. */
export function setPixelFormat({ bitsPerPixel, isBigEndian, max, shift }: PixelFormat): Uint8Array {
  const bytes = new Uint8Array(4 + formatBytes)
  const view = new DataView(bytes.buffer, 4)
  view.setUint8(0, bitsPerPixel)
  view.setUint8(1, bitsPerPixel === 32 ? 24 : max.reduce((bits, most) => bits + bitsOf(most), 0))
  view.setUint8(2, isBigEndian ? 1 : 0)
  view.setUint8(3, 1)
  for (const i of [0, 1, 2] as const) {
    view.setUint16(4 + 2 * i, max[i])
    view.setUint8(10 + i, shift[i])
  }
  return bytes
}

/** Reads pixels of one format into the framebuffer's own: R, G, B, 255 in memory. */
export class PixelReader {
  readonly bytesPerPixel: number
  /** Of a pixel as ZRLE writes it, without the byte that means nothing. */
  readonly compactBytes: number
  /** Of a pixel as Tight writes it: with eight bits a component always R, G, B (rfbproto 7.7.7). */
  readonly tightBytes: number
  /** The components' places among a pixel's bytes are 0, 1 and 2, in some order. */
  readonly isPadded: boolean
  private readonly format: PixelFormat
  private readonly places: Three
  private readonly compact: Three
  /** Each 16-bit value as the framebuffer has it. */
  private readonly table: Uint32Array | undefined

  constructor(format: PixelFormat) {
    this.format = format
    const is16 = format.bitsPerPixel === 16
    this.bytesPerPixel = is16 ? 2 : 4
    this.compactBytes = this.tightBytes = is16 ? 2 : 3
    this.table = is16 ? tableOf(format) : undefined
    this.places = placesOf(format)
    const first = Math.min(...this.places)
    const [red, green, blue] = this.places
    this.compact = [red - first, green - first, blue - first]
    this.isPadded = !is16 && first === 0
  }

  pixel(bytes: Uint8Array, at: number): number {
    return this.table ? this.lookUp(bytes, at) : join(bytes, at, this.places)
  }

  compactPixel(bytes: Uint8Array, at: number): number {
    return this.table ? this.lookUp(bytes, at) : join(bytes, at, this.compact)
  }

  tightPixel(bytes: Uint8Array, at: number): number {
    return this.table ? this.lookUp(bytes, at) : join(bytes, at, tightPlaces)
  }

  /** As many whole pixels as `bytes` holds. */
  pixels(bytes: Uint8Array): Uint32Array {
    const { bytesPerPixel, places } = this
    const count = Math.floor(bytes.length / bytesPerPixel)
    if (this.isPadded && places[1] === 1) return opaqueWords(bytes, count, places[0] === 2)
    const pixels = new Uint32Array(count)
    for (let i = 0, at = 0; i < pixels.length; i++, at += bytesPerPixel) pixels[i] = this.pixel(bytes, at)
    return pixels
  }

  /** The components of a 16-bit pixel as Tight's gradient filter adds them up, before they are scaled to 0 to 255. */
  components(bytes: Uint8Array, at: number): Three {
    const value = this.value16(bytes, at)
    const { max, shift } = this.format
    return [(value >> shift[0]) & max[0], (value >> shift[1]) & max[1], (value >> shift[2]) & max[2]]
  }

  /** The pixel of these components. */
  joined([red, green, blue]: Three): number {
    const { max, shift } = this.format
    const value = ((red & max[0]) << shift[0]) | ((green & max[1]) << shift[1]) | ((blue & max[2]) << shift[2])
    return this.table?.[value & 0xffff] ?? opaque
  }

  get max(): Three {
    return this.format.max
  }

  private lookUp(bytes: Uint8Array, at: number): number {
    return this.table?.[this.value16(bytes, at)] ?? opaque
  }

  private value16(bytes: Uint8Array, at: number): number {
    const first = bytes[at] ?? 0
    const second = bytes[at + 1] ?? 0
    return this.format.isBigEndian ? (first << 8) | second : first | (second << 8)
  }
}

const opaque = 0xff000000
const tightPlaces: Three = [0, 1, 2]

function join(bytes: Uint8Array, at: number, [red, green, blue]: Three): number {
  // biome-ignore lint/style/noNonNullAssertion: the hot loop; a short input reads undefined, which counts as 0
  return (opaque | bytes[at + red]! | (bytes[at + green]! << 8) | (bytes[at + blue]! << 16)) >>> 0
}

/** The two usual orders, a word at a time; `bytes` may begin anywhere. */
function opaqueWords(bytes: Uint8Array, count: number, isBlueFirst: boolean): Uint32Array {
  const words = new Uint32Array(bytes.slice(0, count * 4).buffer)
  for (let i = 0; i < count; i++) {
    const word = words[i] ?? 0
    words[i] = isBlueFirst ? opaque | (word & 0xff00) | ((word & 0xff) << 16) | ((word >> 16) & 0xff) : opaque | word
  }
  return words
}

function tableOf({ max, shift }: PixelFormat): Uint32Array {
  const table = new Uint32Array(0x1_00_00)
  const scale = (value: number, i: 0 | 1 | 2) => Math.round((((value >> shift[i]) & max[i]) * 255) / max[i])
  for (let value = 0; value < table.length; value++) {
    table[value] = (opaque | scale(value, 0) | (scale(value, 1) << 8) | (scale(value, 2) << 16)) >>> 0
  }
  return table
}

function placesOf({ bitsPerPixel, isBigEndian, shift }: PixelFormat): Three {
  if (bitsPerPixel === 16) return tightPlaces
  const place = (bits: number) => (isBigEndian ? 3 - bits / 8 : bits / 8)
  return [place(shift[0]), place(shift[1]), place(shift[2])]
}

function bitsOf(max: number): number {
  return Math.round(Math.log2(max + 1))
}

function fitsIn16({ max, shift }: Pick<PixelFormat, 'max' | 'shift'>): boolean {
  const masks = max.map((most, i) => most * 2 ** (shift[i] ?? 0))
  const isWhole = max.every(most => most > 0 && Number.isInteger(Math.log2(most + 1)))
  const together = masks.reduce((all, mask) => all | mask, 0)
  const sum = masks.reduce((all, mask) => all + mask, 0)
  return isWhole && sum <= 0xffff && together === sum
}

function fitsIn3Bytes({ max, shift }: Pick<PixelFormat, 'max' | 'shift'>): boolean {
  if (max.some(most => most !== 255)) return false
  const sorted = [...shift].sort((a, b) => a - b).join()
  return sorted === '0,8,16' || sorted === '8,16,24'
}
