import { PixelReader16 } from '../worker/PixelReader16'
import type { PixelFormat } from '../worker/pixelFormat'

/** R, G, B, A of a cursor: pixels of 16 bits, then a bit for each that is seen, rows from a new byte (rfbproto 7.8.1). */
export function readCursor16(bytes: Uint8Array, width: number, height: number, format: PixelFormat): Uint8Array {
  const pixelBytes = width * height * 2
  const maskRowBytes = (width + 7) >> 3
  const mask = bytes.subarray(pixelBytes)
  const seen = (x: number, y: number) => ((mask[y * maskRowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1
  const rgba = new PixelReader16(format).pixels(bytes.subarray(0, pixelBytes))
  rgba.forEach((pixel, i) => {
    rgba[i] = seen(i % width, Math.floor(i / width)) === 1 ? pixel : 0
  })
  return new Uint8Array(rgba.buffer)
}
