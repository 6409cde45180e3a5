import type { Damage, Framebuffer } from './Framebuffer'
import type { PixelReader } from './PixelReader'

const tileSize = 64
const opaque = 0xff000000

/** Draws a ZRLE rectangle from its inflated data. Throws for a tile that is none. Source: rfbproto 7.7.6. */
export function drawZrle(fb: Framebuffer, place: Damage, data: Uint8Array, format: PixelReader): void {
  const { x, y, width, height } = place
  const reader = new TileReader(data, format)
  const tile = new Uint32Array(tileSize * tileSize)
  for (let ty = y; ty < y + height; ty += tileSize) {
    const th = Math.min(tileSize, y + height - ty)
    for (let tx = x; tx < x + width; tx += tileSize) {
      const tw = Math.min(tileSize, x + width - tx)
      const kind = reader.byte()
      if (kind === 1) fb.fill(tx, ty, tw, th, reader.pixel() & 0xffffff)
      else {
        reader.tile(kind, tile, tw, th)
        fb.blit(tx, ty, tw, th, tile)
      }
    }
  }
}

/** The most bytes a rectangle's data can have once inflated: every pixel a run of its own, in tiles with full palettes. */
export function zrleBytes(width: number, height: number): number {
  const tiles = Math.ceil(width / tileSize) * Math.ceil(height / tileSize)
  return width * height * 4 + tiles * (1 + 127 * 3)
}

class TileReader {
  private at = 0
  private readonly data: Uint8Array
  private readonly format: PixelReader

  constructor(data: Uint8Array, format: PixelReader) {
    this.data = data
    this.format = format
  }

  byte(): number {
    return this.data[this.at++] ?? 0
  }

  pixel(): number {
    const value = this.format.compactPixel(this.data, this.at)
    this.at += this.format.compactBytes
    return value
  }

  tile(kind: number, tile: Uint32Array, width: number, height: number): void {
    const pixels = width * height
    if (kind === 0) for (let i = 0; i < pixels; i++) tile[i] = this.pixel()
    else if (kind >= 2 && kind <= 16) this.packed(tile, width, height, this.palette(kind))
    else if (kind === 128) this.runs(tile, pixels)
    else if (kind >= 130) this.paletteRuns(tile, pixels, this.palette(kind - 128))
    else throw new Error(`ZRLE tile of kind ${kind}`)
  }

  private palette(size: number): Uint32Array {
    const colors = new Uint32Array(size)
    for (let i = 0; i < size; i++) colors[i] = this.pixel()
    return colors
  }

  private packed(tile: Uint32Array, width: number, height: number, colors: Uint32Array): void {
    const bits = colors.length <= 2 ? 1 : colors.length <= 4 ? 2 : 4
    const mask = (1 << bits) - 1
    for (let row = 0; row < height; row++) {
      let byte = 0
      let left = 0
      for (let column = 0; column < width; column++) {
        if (left === 0) {
          byte = this.byte()
          left = 8
        }
        left -= bits
        tile[row * width + column] = colors[(byte >> left) & mask] ?? opaque
      }
    }
  }

  private runs(tile: Uint32Array, pixels: number): void {
    for (let i = 0; i < pixels; ) {
      const color = this.pixel()
      const end = Math.min(pixels, i + this.runLength())
      tile.fill(color, i, end)
      i = end
    }
  }

  private paletteRuns(tile: Uint32Array, pixels: number, colors: Uint32Array): void {
    for (let i = 0; i < pixels; ) {
      const index = this.byte()
      const length = index & 0x80 ? this.runLength() : 1
      const end = Math.min(pixels, i + length)
      tile.fill(colors[index & 0x7f] ?? opaque, i, end)
      i = end
    }
  }

  private runLength(): number {
    let length = 1
    let byte = this.byte()
    while (byte === 255) {
      length += 255
      byte = this.byte()
    }
    return length + byte
  }
}
