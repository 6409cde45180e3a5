import { tightBytes, tightFilter } from '../worker/ops'
import { tightPixelBytes } from '../worker/pixelFormat'
import { ByteReader } from './ByteReader'
import type { RemoteDisplay } from './RemoteDisplay'
import type { RectPicture, RfbRect, TightKind } from './RfbDialect'

/** The part of noVNC's receive queue that a framer reads. */
interface Queue {
  rQlen(): number
  rQpeekBytes(count: number, copy: boolean): Uint8Array
  rQskipBytes(count: number): void
}

/** noVNC's contract of a decoder: false = call again when more has come. */
export interface Framer {
  decodeRect(x: number, y: number, width: number, height: number, sock: Queue, display: RemoteDisplay): boolean
}

const enough = 12 // Tight sends fewer bytes than this uncompressed, without a length

/**
 * Finds where a Tight rectangle ends and hands it to the painter as it is: inflation, palettes and images are its work.
 * Parsing begins anew with each call until all of the rectangle is here; its head is a few bytes.
 * Source: rfbproto 7.7.7.
 */
export class TightFramer implements Framer {
  private readonly kinds: readonly TightKind[]

  /** `kinds`: a dialect's own, beyond the standard's. */
  constructor(kinds: readonly TightKind[] = []) {
    this.kinds = kinds
  }

  decodeRect(x: number, y: number, width: number, height: number, sock: Queue, display: RemoteDisplay): boolean {
    const here = sock.rQlen()
    if (here < 1) return false
    const head = sock.rQpeekBytes(Math.min(here, 1 + 2 + 768 + 3), false)
    const control = head[0] ?? 0
    const kind = control >> 4
    const resets = control & 15
    if (kind === 8) {
      const pixelBytes = tightPixelBytes(display.format)
      if (here < 1 + pixelBytes) return false
      if (resets !== 0) display.resetStreams(resets)
      const color = head.slice(1, 1 + pixelBytes)
      if (pixelBytes === 3) display.fillRgb(x, y, width, height, color)
      else display.fillRect(x, y, width, height, color)
      sock.rQskipBytes(1 + pixelBytes)
      return true
    }
    if (kind >= 9) return this.measured(x, y, width, height, sock, display, head, kind, resets)
    return this.basic(x, y, width, height, sock, display, head, kind, resets)
  }

  /** JPEG, and what a dialect adds: a length and that many bytes. */
  private measured(
    ...[x, y, width, height, sock, display, head, kind, resets]: [
      ...place: [number, number, number, number],
      sock: Queue,
      display: RemoteDisplay,
      head: Uint8Array,
      kind: number,
      resets: number,
    ]
  ): boolean {
    const own = this.kinds.find(each => each.kind === kind)
    if (kind > 9 && !own) throw new Error(`Illegal tight compression received (ctl: ${kind})`)
    const size = compactLength(head, 1)
    if (!size || sock.rQlen() < size.end + size.length) return false
    if (resets !== 0) display.resetStreams(resets)
    const all = sock.rQpeekBytes(size.end + size.length, false)
    const data = all.subarray(size.end)
    if (own) own.draw({ x, y, width, height }, data, pictureOf(display))
    else display.imageRect(x, y, width, height, 'image/jpeg', data)
    sock.rQskipBytes(all.length)
    return true
  }

  private basic(
    ...[x, y, width, height, sock, display, head, kind, resets]: [
      ...place: [number, number, number, number],
      sock: Queue,
      display: RemoteDisplay,
      head: Uint8Array,
      kind: number,
      resets: number,
    ]
  ): boolean {
    let at = 1
    let filter: number = tightFilter.copy
    if (kind & 4) {
      if (head.length < 2) return false
      filter = head[at++] ?? 0
    }
    if (filter > tightFilter.gradient) throw new Error(`Illegal tight filter received (${filter})`)
    let colors = 0
    if (filter === tightFilter.palette) {
      if (head.length < at + 1) return false
      colors = (head[at++] ?? 0) + 1
    }
    const paletteAt = at
    const pixelBytes = tightPixelBytes(display.format)
    at += colors * pixelBytes
    const plainBytes = tightBytes(width, height, filter, colors, pixelBytes)
    const isCompressed = plainBytes >= enough
    let length = plainBytes
    if (isCompressed) {
      const size = compactLength(head, at)
      if (!size) return false
      at = size.end
      length = size.length
    }
    if (sock.rQlen() < at + length) return false
    const all = sock.rQpeekBytes(at + length, false)
    // Palette and data side by side, without the length between them.
    const data =
      colors === 0
        ? all.subarray(at)
        : joined(all.subarray(paletteAt, paletteAt + colors * pixelBytes), all.subarray(at))
    const numbers = [kind & 3, filter, colors, resets, isCompressed ? 1 : 0]
    display.tightRect([x, y, width, height], data, length, ...numbers)
    sock.rQskipBytes(all.length)
    return true
  }
}

/** What a rectangle of TightPNG has instead of compressed pixels. Source: QEMU ui/vnc-enc-tight.c. */
export const pngKind: TightKind = { kind: 10, draw: (place, data, picture) => picture.image(place, 'image/png', data) }

/** Rows of pixels in the server's own format, taken as they come. */
export class RawFramer implements Framer {
  private rowsDone = 0

  decodeRect(x: number, y: number, width: number, height: number, sock: Queue, display: RemoteDisplay): boolean {
    if (width === 0 || height === 0) return true
    const rowBytes = (width * display.format.bitsPerPixel) / 8
    const rows = Math.min(height - this.rowsDone, Math.floor(sock.rQlen() / rowBytes))
    if (rows > 0) {
      display.blitImage(x, y + this.rowsDone, width, rows, sock.rQpeekBytes(rows * rowBytes, false), 0)
      sock.rQskipBytes(rows * rowBytes)
      this.rowsDone += rows
    }
    if (this.rowsDone < height) return false
    this.rowsDone = 0
    return true
  }
}

/** A ZRLE rectangle: a length, and that much of the one zlib stream. Source: rfbproto 7.7.6. */
export class ZrleFramer implements Framer {
  decodeRect(x: number, y: number, width: number, height: number, sock: Queue, display: RemoteDisplay): boolean {
    if (sock.rQlen() < 4) return false
    const head = sock.rQpeekBytes(4, false)
    const length = new DataView(head.buffer, head.byteOffset, 4).getUint32(0)
    if (sock.rQlen() < 4 + length) return false
    display.zrleRect([x, y, width, height], sock.rQpeekBytes(4 + length, false).subarray(4))
    sock.rQskipBytes(4 + length)
    return true
  }
}

/**
 * H.264 as the community's register has it, encoding 50: each place on the screen is a stream of its own. The flags that
 * tell of a stream begun anew say what its key frame does. Announced only where noVNC saw this browser decode it.
 */
export class H264Framer implements Framer {
  private readonly places: string[] = []

  decodeRect(x: number, y: number, width: number, height: number, sock: Queue, display: RemoteDisplay): boolean {
    if (sock.rQlen() < 8) return false
    const head = sock.rQpeekBytes(8, false)
    const length = new DataView(head.buffer, head.byteOffset, 4).getUint32(0)
    if (sock.rQlen() < 8 + length) return false
    const data = sock.rQpeekBytes(8 + length, false).subarray(8)
    const place = `${x},${y},${width},${height}`
    const known = this.places.indexOf(place)
    const stream = known < 0 ? this.places.push(place) - 1 : known
    if (length > 0) display.videoRect({ x, y, width, height }, stream, data)
    sock.rQskipBytes(8 + length)
    return true
  }
}

/** A dialect's own rectangle. */
export class RectFramer implements Framer {
  private readonly rect: RfbRect

  constructor(rect: RfbRect) {
    this.rect = rect
  }

  decodeRect(x: number, y: number, width: number, height: number, sock: Queue, display: RemoteDisplay): boolean {
    const reader = new ByteReader({ available: () => sock.rQlen(), peek: n => sock.rQpeekBytes(n, false) })
    if (!this.rect.read({ x, y, width, height }, reader, pictureOf(display))) return false
    sock.rQskipBytes(reader.consumed)
    return true
  }
}

function pictureOf(display: RemoteDisplay): RectPicture {
  return {
    image: ({ x, y, width, height }, type, data) => display.imageRect(x, y, width, height, type, data),
    qoi: (place, data) => display.qoiRect(place, data),
    video: (place, stream, data) => display.videoRect(place, stream, data),
  }
}

/** Tight's length of one to three bytes; `undefined` while not all of it is here. */
function compactLength(bytes: Uint8Array, at: number): { length: number; end: number } | undefined {
  let length = 0
  for (let i = 0; i < 3; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return undefined
    length |= (i < 2 ? byte & 0x7f : byte) << (7 * i)
    if (i === 2 || (byte & 0x80) === 0) return { length, end: at + i + 1 }
  }
  return undefined
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}
