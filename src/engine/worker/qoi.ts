const opaque = 0xff000000
const headBytes = 14
/** No screen has more: a head that says so is none, and would only take the memory. */
const mostPixels = 16_384 * 16_384

export interface QoiImage {
  readonly width: number
  readonly height: number
  /** R G B X, X always 255. */
  readonly pixels: Uint32Array
}

/**
 * Decodes a QOI image of three or four channels; transparency is left out, as a screen has none. Throws for what is no
 * QOI; pixels that are missing at the end are black. Source: the QOI file format specification 1.0 (qoiformat.org).
 */
export function decodeQoi(bytes: Uint8Array): QoiImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < headBytes || view.getUint32(0) !== 0x716f6966) throw new Error('no QOI')
  const width = view.getUint32(4)
  const height = view.getUint32(8)
  if (width === 0 || height === 0 || width * height > mostPixels) throw new Error(`QOI of ${width} x ${height}`)
  const pixels = new Uint32Array(width * height)
  fill(pixels, bytes)
  return { width, height, pixels }
}

/** The image in another size, by the nearest pixel. */
export function scaled({ width, height, pixels }: QoiImage, toWidth: number, toHeight: number): Uint32Array {
  const result = new Uint32Array(toWidth * toHeight)
  for (let y = 0; y < toHeight; y++) {
    const row = Math.floor((y * height) / toHeight) * width
    for (let x = 0; x < toWidth; x++) result[y * toWidth + x] = pixels[row + Math.floor((x * width) / toWidth)] ?? 0
  }
  return result
}

function fill(pixels: Uint32Array, bytes: Uint8Array): void {
  // Alpha counts in the index's hash only, but there it does: it is kept beside the colours.
  const seen = new Uint32Array(64)
  const seenAlpha = new Uint8Array(64)
  let [r, g, b, a] = [0, 0, 0, 255]
  let at = headBytes
  let to = 0
  const byte = () => bytes[at++] ?? 0
  while (to < pixels.length && at < bytes.length) {
    const tag = byte()
    let run = 1
    if (tag >= 0xfe) {
      r = byte()
      g = byte()
      b = byte()
      if (tag === 0xff) a = byte()
    } else if (tag >> 6 === 3) run = (tag & 63) + 1
    else if (tag >> 6 === 0) {
      const color = seen[tag] ?? 0
      r = color & 255
      g = (color >> 8) & 255
      b = (color >> 16) & 255
      a = seenAlpha[tag] ?? 0
    } else if (tag >> 6 === 1) {
      r = (r + ((tag >> 4) & 3) - 2) & 255
      g = (g + ((tag >> 2) & 3) - 2) & 255
      b = (b + (tag & 3) - 2) & 255
    } else {
      const rest = byte()
      const green = (tag & 63) - 32
      r = (r + green + (rest >> 4) - 8) & 255
      g = (g + green) & 255
      b = (b + green + (rest & 15) - 8) & 255
    }
    const color = r | (g << 8) | (b << 16)
    const hash = (r * 3 + g * 5 + b * 7 + a * 11) & 63
    seen[hash] = color
    seenAlpha[hash] = a
    const value = (opaque | color) >>> 0
    for (const end = Math.min(to + run, pixels.length); to < end; to++) pixels[to] = value
  }
  if (to < pixels.length) pixels.fill(opaque, to)
}
