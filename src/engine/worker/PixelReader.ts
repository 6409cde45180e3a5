import { type PixelFormat, placeOf, type Three } from './pixelFormat'

/** Reads pixels of one format into the framebuffer's own: R, G, B, 255 in memory. */
export interface PixelReader {
  readonly bytesPerPixel: number
  /** Of a pixel as ZRLE writes it, without the byte that means nothing. */
  readonly compactBytes: number
  readonly tightBytes: number
  /** As many whole pixels as `bytes` holds. */
  pixels(bytes: Uint8Array): Uint32Array
  pixel(bytes: Uint8Array, at: number): number
  compactPixel(bytes: Uint8Array, at: number): number
  tightPixel(bytes: Uint8Array, at: number): number
  /** The pixels of a Tight rectangle with the gradient filter, where components are not bytes. */
  gradient?(data: Uint8Array, width: number, height: number): Uint32Array
}

const opaque = 0xff000000

/** Of 32 bits: three bytes side by side, in any order, and one that means nothing. */
export class PixelReader32 implements PixelReader {
  readonly bytesPerPixel = 4
  readonly compactBytes = 3
  readonly tightBytes = 3
  private readonly places: Three
  private readonly first: number

  constructor(format: PixelFormat) {
    this.places = [placeOf(format, 0), placeOf(format, 1), placeOf(format, 2)]
    this.first = Math.min(...this.places)
  }

  pixels(bytes: Uint8Array): Uint32Array {
    const count = Math.floor(bytes.length / 4)
    const [red, green] = this.places
    if (this.first === 0 && green === 1) return opaqueWords(bytes, count, red === 2)
    const pixels = new Uint32Array(count)
    for (let i = 0; i < count; i++) pixels[i] = this.pixel(bytes, i * 4)
    return pixels
  }

  pixel(bytes: Uint8Array, at: number): number {
    const [red, green, blue] = this.places
    return join(bytes[at + red], bytes[at + green], bytes[at + blue])
  }

  compactPixel(bytes: Uint8Array, at: number): number {
    return this.pixel(bytes, at - this.first)
  }

  tightPixel(bytes: Uint8Array, at: number): number {
    return join(bytes[at], bytes[at + 1], bytes[at + 2])
  }
}

function join(red = 0, green = 0, blue = 0): number {
  return (opaque | red | (green << 8) | (blue << 16)) >>> 0
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
