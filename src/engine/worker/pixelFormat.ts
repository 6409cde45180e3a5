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

/**
 * The format in these 16 bytes, if the painter can read it: 32 bits with eight for each component in three bytes side by
 * side, or 16 bits, both of true colour. `undefined` for others, such as colour maps.
 */
export function readPixelFormat(bytes: Uint8Array): PixelFormat | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16)
  const three = (read: (i: number) => number): Three => [read(0), read(1), read(2)]
  const max = three(i => view.getUint16(4 + 2 * i))
  const shift = three(i => view.getUint8(10 + i))
  const bitsPerPixel = view.getUint8(0)
  const fits = bitsPerPixel === 32 ? fitsIn3Bytes : fitsIn16
  if ((bitsPerPixel !== 16 && bitsPerPixel !== 32) || view.getUint8(3) === 0 || !fits(max, shift)) return undefined
  return { bitsPerPixel, isBigEndian: view.getUint8(2) !== 0, max, shift }
}

/** Bytes of a pixel as Tight writes it: with eight bits a component always R, G, B (rfbproto 7.7.7). */
export function tightPixelBytes({ bitsPerPixel }: PixelFormat): number {
  return bitsPerPixel === 16 ? 2 : 3
}

/** Where a component is among the four bytes of a pixel. */
export function placeOf({ isBigEndian, shift }: PixelFormat, component: 0 | 1 | 2): number {
  return isBigEndian ? 3 - shift[component] / 8 : shift[component] / 8
}

const components = [0, 1, 2] as const

/** The components are the first three bytes of four, in some order. */
export function isPadded(format: PixelFormat): boolean {
  return format.bitsPerPixel === 32 && components.every(i => placeOf(format, i) < 3)
}

function fitsIn16(max: Three, shift: Three): boolean {
  const masks = max.map((most, i) => most * 2 ** (shift[i] ?? 0))
  const isWhole = max.every(most => most > 0 && Number.isInteger(Math.log2(most + 1)))
  const sum = masks.reduce((all, mask) => all + mask, 0)
  return isWhole && sum <= 0xffff && masks.reduce((all, mask) => all | mask, 0) === sum
}

function fitsIn3Bytes(max: Three, shift: Three): boolean {
  const order = shift.toSorted((a, b) => a - b).join()
  return max.every(most => most === 255) && (order === '0,8,16' || order === '8,16,24')
}
