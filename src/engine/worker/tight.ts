import type { Framebuffer } from './Framebuffer'
import { tightFilter } from './ops'
import type { PixelReader } from './PixelReader'

const opaque = 0xff000000

/** Draws what a Tight rectangle's data (inflated) says; `palette` holds the colours' bytes. Sources: rfbproto 7.7.7. */
export function drawTight(
  fb: Framebuffer,
  place: { x: number; y: number; width: number; height: number },
  filter: number,
  data: Uint8Array,
  palette: Uint8Array,
  format: PixelReader,
): void {
  const { x, y, width, height } = place
  if (x + width > fb.width || y + height > fb.height) return
  const pixels = fb.raw
  const stride = fb.width
  if (filter === tightFilter.palette) {
    const colors = paletteOf(palette, format)
    if (colors.length === 2) drawBits(pixels, stride, place, data, colors)
    else drawIndexes(pixels, stride, place, data, colors)
  } else if (format.gradient) {
    const isGradient = filter === tightFilter.gradient
    fb.blit(x, y, width, height, isGradient ? format.gradient(data, width, height) : format.pixels(data))
  } else if (filter === tightFilter.gradient) drawGradient(pixels, stride, place, data)
  else drawPixels(pixels, stride, place, data)
  fb.damage(x, y, width, height)
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function paletteOf(bytes: Uint8Array, format: PixelReader): Uint32Array {
  const colors = new Uint32Array(bytes.length / format.tightBytes)
  for (let i = 0; i < colors.length; i++) colors[i] = format.tightPixel(bytes, i * format.tightBytes)
  return colors
}

function drawPixels(pixels: Uint32Array, stride: number, { x, y, width, height }: Place, data: Uint8Array): void {
  let from = 0
  for (let row = 0; row < height; row++) {
    let to = (y + row) * stride + x
    const end = to + width
    while (to < end) {
      // biome-ignore lint/style/noNonNullAssertion: the hot loop; a short input reads undefined, which counts as 0
      pixels[to++] = opaque | data[from]! | (data[from + 1]! << 8) | (data[from + 2]! << 16)
      from += 3
    }
  }
}

function drawIndexes(pixels: Uint32Array, stride: number, place: Place, data: Uint8Array, colors: Uint32Array): void {
  const { x, y, width, height } = place
  let from = 0
  for (let row = 0; row < height; row++) {
    let to = (y + row) * stride + x
    const end = to + width
    // biome-ignore lint/style/noNonNullAssertion: the hot loop; an index past the palette reads undefined, which counts as 0
    while (to < end) pixels[to++] = colors[data[from++]!]!
  }
}

/** Two colours: a bit a pixel, the highest first, each row from a new byte. */
function drawBits(pixels: Uint32Array, stride: number, place: Place, data: Uint8Array, colors: Uint32Array): void {
  const { x, y, width, height } = place
  const bytesPerRow = (width + 7) >> 3
  const [zero = 0, one = 0] = colors
  for (let row = 0; row < height; row++) {
    const to = (y + row) * stride + x
    const from = row * bytesPerRow
    for (let column = 0; column < width; column++) {
      const bit = ((data[from + (column >> 3)] ?? 0) >> (7 - (column & 7))) & 1
      pixels[to + column] = bit === 1 ? one : zero
    }
  }
}

/** Each component is the difference to left + above - above left, held within 0 to 255. */
function drawGradient(pixels: Uint32Array, stride: number, { x, y, width, height }: Place, data: Uint8Array): void {
  let above = new Uint8Array(width * 3)
  let current = new Uint8Array(width * 3)
  let from = 0
  for (let row = 0; row < height; row++) {
    for (let i = 0; i < width * 3; i++) {
      const left = i >= 3 ? (current[i - 3] ?? 0) : 0
      const up = above[i] ?? 0
      const upLeft = i >= 3 ? (above[i - 3] ?? 0) : 0
      const guess = Math.max(0, Math.min(255, left + up - upLeft))
      current[i] = (data[from++] ?? 0) + guess
    }
    const to = (y + row) * stride + x
    for (let column = 0, i = 0; column < width; column++, i += 3) {
      pixels[to + column] = opaque | (current[i] ?? 0) | ((current[i + 1] ?? 0) << 8) | ((current[i + 2] ?? 0) << 16)
    }
    const spare = above
    above = current
    current = spare
  }
}
