import { constants, createDeflate, type Deflate } from 'node:zlib'
import { encodeJpeg } from '../machine/encodeJpeg'
import type { Rect } from '../machine/Region'
import { u8, u16, u32 } from './bytes'
import { encoding } from './encodings'
import type { PixelFormat } from './PixelFormat'

/** A part of the picture, copied out of it: RGBA. */
export interface Block extends Rect {
  readonly data: Uint8ClampedArray
}

type Kind =
  | { readonly name: 'fill'; readonly color: number }
  | { readonly name: 'palette'; readonly colors: readonly number[] }
  | { readonly name: 'photo' }
  | { readonly name: 'copy' }

/** Blocks are judged one by one: a window of text beside a photograph should not be sent as one. */
const blockWidth = 128
const blockHeight = 64
/** noVNC and the protocol allow no wider rectangle. */
const widest = 2048
const mostColors = 256
/** Below this, a JPEG's own head outweighs its picture. */
const smallestPhoto = 1024
/**
 * What makes a photograph: few pixels equal the one before, and there are many colours for the area. Text on a gradient
 * has one of them at most. Measured on the desktop's own windows.
 */
const mostRepeats = 0.5
const pixelsPerColor = 20
/** JPEG's own quality for the viewer's 0 to 9: TigerVNC common/rfb/TightJPEGEncoder.cxx. */
const jpegQuality = [15, 29, 41, 42, 62, 77, 79, 86, 92, 100]

/** Tight for one viewer: fills, palettes, zlib and JPEG; its zlib streams live as long as the connection. */
export class TightEncoder {
  private readonly streams = new Map<number, Deflate>()
  private level = 2

  /** Rectangles with their heads, in order. `quality` 0 to 9; without it nothing is lost. */
  async encode(block: Block, format: PixelFormat, quality: number | undefined, compression: number): Promise<Buffer[]> {
    this.level = Math.max(1, Math.min(6, compression))
    // JPEG is for viewers with real colours: rfbproto 7.7.6.
    const lossy = format.bitsPerPixel === 8 ? undefined : quality
    const out: Buffer[] = []
    for (let y = 0; y < block.height; y += blockHeight) {
      const height = Math.min(blockHeight, block.height - y)
      for (const [x, width, kind] of runs(block, y, height, lossy !== undefined)) {
        const part = cut(block, x, y, width, height)
        out.push(head(part), await this.body(part, kind, format, lossy ?? 9))
      }
    }
    return out
  }

  dispose(): void {
    for (const stream of this.streams.values()) stream.close()
    this.streams.clear()
  }

  private body(part: Block, kind: Kind, format: PixelFormat, quality: number): Promise<Buffer> | Buffer {
    if (kind.name === 'fill') return Buffer.concat([u8(0x80), colors([kind.color], format)])
    if (kind.name === 'photo') return this.jpeg(part, quality)
    if (kind.name === 'palette') return this.palette(part, kind.colors, format)
    return this.copy(part, format)
  }

  /** The body of a rectangle that is one JPEG; its picture may be smaller than the rectangle it is sent for. */
  async jpeg(part: Block, quality: number): Promise<Buffer> {
    const data = await encodeJpeg(part.data, part.width, part.height, jpegQuality[quality] ?? 77)
    return Buffer.concat([u8(0x90), compactLength(data.length), data])
  }

  private async copy(part: Block, format: PixelFormat): Promise<Buffer> {
    return Buffer.concat([u8(0x00), await this.deflated(0, format.convertTight(part.data))])
  }

  private async palette(part: Block, palette: readonly number[], format: PixelFormat): Promise<Buffer> {
    const stream = palette.length === 2 ? 1 : 2
    const data = palette.length === 2 ? bits(part, palette[1] ?? 0) : indices(part, palette)
    const control = ((stream | 0x4) << 4) & 0xff
    const lead = Buffer.concat([u8(control, 1, palette.length - 1), colors(palette, format)])
    return Buffer.concat([lead, await this.deflated(stream, data)])
  }

  /** Few bytes go as they are, others through a stream that remembers: rfbproto 7.7.6. */
  private async deflated(number: number, data: Buffer): Promise<Buffer> {
    if (data.length < 12) return data
    const packed = await flush(this.stream(number), data)
    return Buffer.concat([compactLength(packed.length), packed])
  }

  private stream(number: number): Deflate {
    const known = this.streams.get(number)
    if (known) return known
    const made = createDeflate({ level: this.level })
    this.streams.set(number, made)
    return made
  }
}

/** The encoding's frame around any rectangle. */
export function rectHead(rect: Rect, number: number): Buffer {
  return Buffer.concat([u16(rect.x, rect.y, rect.width, rect.height), u32(number)])
}

function head(rect: Rect): Buffer {
  return rectHead(rect, encoding.tight)
}

function flush(stream: Deflate, data: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const take = (part: Buffer) => parts.push(part)
    stream.on('data', take)
    stream.once('error', reject)
    stream.write(data)
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      stream.off('data', take)
      stream.off('error', reject)
      resolve(Buffer.concat(parts))
    })
  })
}

/** Neighbouring blocks of a row that are photographs, or of one and the same colour, as one. */
function* runs(block: Block, y: number, height: number, lossy: boolean): Generator<[number, number, Kind]> {
  let from = 0
  let kind: Kind | undefined
  for (let x = 0; x < block.width; x += blockWidth) {
    const next = judge(block, x, y, Math.min(blockWidth, block.width - x), height, lossy)
    const joins = kind && alike(kind, next) && x + blockWidth - from <= widest
    if (kind && !joins) yield [from, x - from, kind]
    if (!joins) {
      from = x
      kind = next
    }
  }
  if (kind) yield [from, block.width - from, kind]
}

function alike(a: Kind, b: Kind): boolean {
  return (a.name === 'photo' && b.name === 'photo') || (a.name === 'fill' && b.name === 'fill' && a.color === b.color)
}

/** Counts colours, and how often a pixel equals the one before: drawings have few colours or long runs. */
function judge(block: Block, left: number, top: number, width: number, height: number, lossy: boolean): Kind {
  const pixels = new Uint32Array(block.data.buffer, block.data.byteOffset, block.width * block.height)
  const known = new Set<number>()
  const area = width * height
  const enough = Math.max(mostColors, area / pixelsPerColor)
  let repeats = 0
  let last = -1
  for (let y = top; y < top + height; y++) {
    const row = y * block.width
    for (let x = left; x < left + width; x++) {
      const pixel = pixels[row + x] ?? 0
      if (pixel === last) {
        repeats++
        continue
      }
      last = pixel
      if (known.size <= enough) known.add(pixel)
    }
  }
  if (known.size === 1) return { name: 'fill', color: last }
  if (known.size <= mostColors) return { name: 'palette', colors: [...known] }
  const photo = known.size > enough && repeats / area < mostRepeats && area >= smallestPhoto
  return { name: lossy && photo ? 'photo' : 'copy' }
}

function cut(block: Block, left: number, top: number, width: number, height: number): Block {
  const rect = { x: block.x + left, y: block.y + top, width, height }
  if (width === block.width) {
    return { ...rect, data: block.data.subarray(top * width * 4, (top + height) * width * 4) }
  }
  const data = new Uint8ClampedArray(width * height * 4)
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * block.width + left) * 4
    data.set(block.data.subarray(from, from + width * 4), row * width * 4)
  }
  return { ...rect, data }
}

/** Two colours, a bit for each pixel, rows filled up to whole bytes. */
function bits(part: Block, one: number): Buffer {
  const pixels = new Uint32Array(part.data.buffer, part.data.byteOffset, part.width * part.height)
  const rowBytes = Math.ceil(part.width / 8)
  const out = Buffer.alloc(rowBytes * part.height)
  for (let y = 0; y < part.height; y++) {
    for (let x = 0; x < part.width; x++) {
      if (pixels[y * part.width + x] !== one) continue
      const at = y * rowBytes + (x >> 3)
      out[at] = (out[at] ?? 0) | (0x80 >> (x & 7))
    }
  }
  return out
}

function indices(part: Block, palette: readonly number[]): Buffer {
  const pixels = new Uint32Array(part.data.buffer, part.data.byteOffset, part.width * part.height)
  const index = new Map(palette.map((color, at) => [color, at]))
  const out = Buffer.allocUnsafe(pixels.length)
  for (let at = 0; at < pixels.length; at++) out[at] = index.get(pixels[at] ?? 0) ?? 0
  return out
}

/** Colours as memory has them (red lowest) to the viewer's pixels. */
function colors(values: readonly number[], format: PixelFormat): Buffer {
  return format.convertTight(new Uint8ClampedArray(Uint32Array.from(values).buffer))
}

/** 7, 7 and 8 bits, lowest first; the top bit of the first two says that more follows. */
export function compactLength(length: number): Buffer {
  if (length < 0x80) return u8(length)
  if (length < 0x4000) return u8((length & 0x7f) | 0x80, length >> 7)
  return u8((length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14)
}
