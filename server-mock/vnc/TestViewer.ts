import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { constants, createInflate, type Inflate } from 'node:zlib'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Rect } from '../machine/Region'
import { u8, u16, u32 } from './bytes'
import { encoding } from './encodings'
import { vncAuthResponse } from './vncAuth'

export interface TestViewerOptions {
  readonly password?: string
  readonly shared?: boolean
  readonly encodings?: readonly number[]
  /** Sends every byte alone. */
  readonly dribble?: boolean
  /** The 16 bytes of SetPixelFormat; its bytes per pixel are taken from them. */
  readonly pixelFormat?: Buffer
  readonly version?: string
  /** Instead of a connection of its own. */
  readonly stream?: Duplex
  /** Messages beyond RFB's: each takes its body, which is then heard. */
  readonly messages?: Readonly<Record<number, (take: (bytes: number) => Promise<Buffer>) => Promise<Buffer>>>
}

/** What a server said beside pixels, oldest first. */
export type Heard =
  | { readonly kind: 'rect'; readonly encoding: number; readonly rect: Rect; readonly tight?: string }
  | { readonly kind: 'bell' | 'end-of-continuous-updates' }
  | { readonly kind: 'cut-text'; readonly text: string; readonly extended?: Buffer }
  | { readonly kind: 'fence'; readonly flags: number; readonly payload: Buffer }
  | { readonly kind: 'xvp'; readonly code: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'locks'; readonly bits: number }
  | {
      readonly kind: 'size'
      readonly width: number
      readonly height: number
      readonly reason: number
      readonly status: number
      readonly displays: number
    }
  | { readonly kind: 'cursor'; readonly rect: Rect; readonly data: Buffer }
  | { readonly kind: 'other'; readonly type: number; readonly body: Buffer }

/** A small RFB client for tests: decodes what our server sends into RGBA, and answers fences. */
export class TestViewer {
  width = 0
  height = 0
  name = ''
  pixels = new Uint8ClampedArray(0)
  updates = 0
  readonly heard: Heard[] = []
  ended = false
  /** Why the handshake failed. */
  refusal = ''
  private readonly socket: Duplex
  private readonly options: TestViewerOptions
  private buffer: Buffer = Buffer.alloc(0)
  private waiting: { bytes: number; resolve: (data: Buffer) => void } | undefined
  private readonly inflates = new Map<number, Inflate>()
  private ready = false

  private constructor(port: number, options: TestViewerOptions) {
    this.options = options
    this.socket = options.stream ?? connect({ port, host: '127.0.0.1', noDelay: true })
    this.socket.on('data', (data: Buffer) => {
      this.buffer = Buffer.concat([this.buffer, data])
      this.serve()
    })
    this.socket.on('error', () => {})
    for (const event of ['end', 'close']) {
      this.socket.on(event, () => {
        this.ended = true
      })
    }
  }

  /** Resolves after ServerInit, or when the server refused (`refusal`). */
  static async connect(port: number, options: TestViewerOptions = {}): Promise<TestViewer> {
    const viewer = new TestViewer(port, options)
    if (!(await viewer.handshake())) return viewer
    viewer.ready = true
    void viewer.readAll()
    if (options.pixelFormat) viewer.send(Buffer.concat([u8(0, 0, 0, 0), options.pixelFormat]))
    if (options.encodings) viewer.setEncodings(options.encodings)
    return viewer
  }

  send(bytes: Buffer): void {
    if (!this.options.dribble) this.socket.write(bytes)
    else for (const byte of bytes) this.socket.write(u8(byte))
  }

  setEncodings(encodings: readonly number[]): void {
    this.send(Buffer.concat([u8(2, 0), u16(encodings.length), ...encodings.map(u32)]))
  }

  request(incremental = true, area: Rect = { x: 0, y: 0, width: this.width, height: this.height }): void {
    this.send(Buffer.concat([u8(3, incremental ? 1 : 0), u16(area.x, area.y, area.width, area.height)]))
  }

  key(keysym: number, down: boolean): void {
    this.send(Buffer.concat([u8(4, down ? 1 : 0, 0, 0), u32(keysym)]))
  }

  pointer(x: number, y: number, buttons: number): void {
    this.send(Buffer.concat([u8(5, buttons), u16(x, y)]))
  }

  close(): void {
    this.socket.destroy()
  }

  /** RGB at a pixel. */
  at(x: number, y: number): number[] {
    return [...this.pixels.subarray((y * this.width + x) * 4, (y * this.width + x) * 4 + 3)]
  }

  of<K extends Heard['kind']>(kind: K): Extract<Heard, { kind: K }>[] {
    return this.heard.filter((each): each is Extract<Heard, { kind: K }> => each.kind === kind)
  }

  private take(bytes: number): Promise<Buffer> {
    return new Promise(resolve => {
      this.waiting = { bytes, resolve }
      this.serve()
    })
  }

  private serve(): void {
    const { waiting } = this
    if (!waiting || this.buffer.length < waiting.bytes) return
    this.waiting = undefined
    const data = this.buffer.subarray(0, waiting.bytes)
    this.buffer = this.buffer.subarray(waiting.bytes)
    waiting.resolve(data)
  }

  private async number(bytes: 1 | 2 | 4): Promise<number> {
    return (await this.take(bytes)).readUIntBE(0, bytes)
  }

  private async handshake(): Promise<boolean> {
    await this.take(12)
    const version = this.options.version ?? '003.008'
    this.send(Buffer.from(`RFB ${version}\n`))
    const old = version === '003.003'
    let type = 0
    if (old) type = await this.number(4)
    else {
      const types = await this.take(await this.number(1))
      type = types.readUInt8(0)
      this.send(u8(type))
    }
    if (type === 2) this.send(vncAuthResponse(this.options.password ?? '', await this.take(16)))
    if (type === 2 || version === '003.008') {
      if ((await this.number(4)) !== 0) {
        this.refusal = version === '003.008' ? String(await this.take(await this.number(4))) : 'refused'
        return false
      }
    }
    this.send(u8((this.options.shared ?? true) ? 1 : 0))
    this.resize(await this.number(2), await this.number(2))
    await this.take(16)
    this.name = String(await this.take(await this.number(4)))
    return true
  }

  private resize(width: number, height: number): void {
    this.width = width
    this.height = height
    this.pixels = new Uint8ClampedArray(width * height * 4)
  }

  private async readAll(): Promise<void> {
    while (this.ready) await this.readMessage(await this.number(1))
  }

  private async readMessage(type: number): Promise<void> {
    if (type === 0) {
      await this.take(1)
      const rects = await this.number(2)
      // 65535: as many as there are, up to the one that says it is the last.
      for (let each = 0; each < rects || rects === 0xffff; each++) if (await this.readRect()) break
      this.updates++
    } else if (type === 2) this.heard.push({ kind: 'bell' })
    else if (type === 3) await this.readCutText()
    else if (type === 150) this.heard.push({ kind: 'end-of-continuous-updates' })
    else if (type === 248) await this.readFence()
    else if (type === 250) {
      const body = await this.take(3)
      this.heard.push({ kind: 'xvp', code: body.readUInt8(2) })
    } else {
      const read = this.options.messages?.[type]
      if (!read) throw new Error(`message type ${type} from the server`)
      const body = await read(bytes => this.take(bytes))
      this.heard.push({ kind: 'other', type, body })
    }
  }

  private async readCutText(): Promise<void> {
    await this.take(3)
    const length = (await this.number(4)) | 0
    const body = await this.take(Math.abs(length))
    this.heard.push({ kind: 'cut-text', text: body.toString('latin1'), ...(length < 0 && { extended: body }) })
  }

  private async readFence(): Promise<void> {
    await this.take(3)
    const flags = await this.number(4)
    const payload = Buffer.from(await this.take(await this.number(1)))
    this.heard.push({ kind: 'fence', flags, payload })
    if (flags & 0x80000000) {
      this.send(Buffer.concat([u8(248, 0, 0, 0), u32(flags & 7), u8(payload.length), payload]))
    }
  }

  /** True for the rectangle that ends an update. */
  private async readRect(): Promise<boolean> {
    const head = await this.take(12)
    const [x, y] = [head.readUInt16BE(0), head.readUInt16BE(2)]
    const rect = { x, y, width: head.readUInt16BE(4), height: head.readUInt16BE(6) }
    const number = head.readInt32BE(8)
    if (number === encoding.tight) {
      const tight = await this.readTight(rect)
      this.heard.push({ kind: 'rect', encoding: number, rect, tight })
      return false
    }
    if (number === encoding.lastRect) return true
    this.heard.push({ kind: 'rect', encoding: number, rect })
    if (number === encoding.raw)
      this.blit(rect, this.toRgba(await this.take(rect.width * rect.height * this.pixelBytes)))
    else if (number === encoding.copyRect) this.copy(rect, await this.number(2), await this.number(2))
    else await this.readPseudo(number, rect)
    return false
  }

  private async readPseudo(number: number, rect: Rect): Promise<void> {
    const { width, height } = rect
    if (number === encoding.desktopName) {
      this.name = String(await this.take(await this.number(4)))
      this.heard.push({ kind: 'name', name: this.name })
    } else if (number === encoding.qemuLeds) this.heard.push({ kind: 'locks', bits: await this.number(1) })
    else if (number === encoding.extendedDesktopSize) {
      const displays = await this.number(1)
      await this.take(3 + 16 * displays)
      if (rect.y === 0) this.resize(width, height)
      this.heard.push({ kind: 'size', width, height, reason: rect.x, status: rect.y, displays })
    } else if (number === encoding.desktopSize) {
      this.resize(width, height)
      this.heard.push({ kind: 'size', width, height, reason: 0, status: 0, displays: 1 })
    } else if (number === encoding.alphaCursor) {
      await this.take(2)
      this.heard.push({ kind: 'cursor', rect, data: Buffer.from(await this.take(width * height * 4)) })
    } else if (number === encoding.cursor) {
      const bytes = width * height * this.pixelBytes + Math.ceil(width / 8) * height
      this.heard.push({ kind: 'cursor', rect, data: Buffer.from(await this.take(bytes)) })
    }
  }

  /** Only in the format with three bytes, which is the one noVNC asks for. */
  private async readTight(rect: Rect): Promise<string> {
    const control = (await this.number(1)) >> 4
    const area = rect.width * rect.height
    if (control === 8) {
      const color = await this.take(3)
      this.blit(rect, spread(Buffer.alloc(area), color))
      return 'fill'
    }
    if (control === 9) {
      const image = await loadImage(Buffer.from(await this.take(await this.compactLength())))
      const context = createCanvas(rect.width, rect.height).getContext('2d')
      context.drawImage(image, 0, 0)
      this.blit(rect, context.getImageData(0, 0, rect.width, rect.height).data)
      return 'jpeg'
    }
    const filter = control & 4 ? await this.number(1) : 0
    if (filter === 0) {
      this.blit(rect, fromTriples(await this.inflated(control & 3, area * 3)))
      return 'copy'
    }
    const count = (await this.number(1)) + 1
    const palette = Buffer.from(await this.take(count * 3))
    const rowBytes = count === 2 ? Math.ceil(rect.width / 8) : rect.width
    const data = await this.inflated(control & 3, rowBytes * rect.height)
    this.blit(rect, spread(count === 2 ? fromBits(data, rect.width, rect.height) : data, palette))
    return count === 2 ? 'mono' : 'palette'
  }

  private async inflated(stream: number, bytes: number): Promise<Buffer> {
    if (bytes < 12) return this.take(bytes)
    const packed = await this.take(await this.compactLength())
    const inflate = this.inflates.get(stream) ?? createInflate()
    this.inflates.set(stream, inflate)
    return new Promise(resolve => {
      const parts: Buffer[] = []
      const take = (part: Buffer) => parts.push(part)
      inflate.on('data', take)
      inflate.write(packed)
      inflate.flush(constants.Z_SYNC_FLUSH, () => {
        inflate.off('data', take)
        resolve(Buffer.concat(parts))
      })
    })
  }

  private async compactLength(): Promise<number> {
    const first = await this.number(1)
    if (first < 0x80) return first
    const second = await this.number(1)
    const length = (first & 0x7f) | ((second & 0x7f) << 7)
    return second < 0x80 ? length : length | ((await this.number(1)) << 14)
  }

  private get pixelBytes(): number {
    return (this.options.pixelFormat?.readUInt8(0) ?? 32) / 8
  }

  /** 32 bits red first, or 16 bits 5-6-5 and 8 bits 3-3-2 with little endian, red highest. */
  private toRgba(data: Buffer): Uint8ClampedArray {
    if (this.pixelBytes === 4) return new Uint8ClampedArray(data).map((value, at) => (at % 4 === 3 ? 255 : value))
    const out = new Uint8ClampedArray((data.length / this.pixelBytes) * 4)
    for (let at = 0; at < out.length / 4; at++) {
      const value = this.pixelBytes === 2 ? data.readUInt16LE(at * 2) : data.readUInt8(at)
      const parts =
        this.pixelBytes === 2
          ? [((value >> 11) * 255) / 31, (((value >> 5) & 63) * 255) / 63, ((value & 31) * 255) / 31]
          : [((value >> 5) * 255) / 7, (((value >> 2) & 7) * 255) / 7, ((value & 3) * 255) / 3]
      out.set([...parts, 255], at * 4)
    }
    return out
  }

  private blit(rect: Rect, data: Uint8ClampedArray): void {
    for (let row = 0; row < rect.height; row++) {
      const line = data.subarray(row * rect.width * 4, (row + 1) * rect.width * 4)
      this.pixels.set(line, ((rect.y + row) * this.width + rect.x) * 4)
    }
  }

  private copy(rect: Rect, fromX: number, fromY: number): void {
    const before = new Uint8ClampedArray(this.pixels)
    for (let row = 0; row < rect.height; row++) {
      const from = ((fromY + row) * this.width + fromX) * 4
      this.pixels.set(before.subarray(from, from + rect.width * 4), ((rect.y + row) * this.width + rect.x) * 4)
    }
  }
}

function spread(indices: Uint8Array, palette: Uint8Array): Uint8ClampedArray {
  const out = new Uint8ClampedArray(indices.length * 4)
  for (const [at, index] of indices.entries()) {
    out.set([palette[index * 3] ?? 0, palette[index * 3 + 1] ?? 0, palette[index * 3 + 2] ?? 0, 255], at * 4)
  }
  return out
}

function fromTriples(data: Uint8Array): Uint8ClampedArray {
  const out = new Uint8ClampedArray((data.length / 3) * 4)
  for (let at = 0; at < data.length / 3; at++) out.set([...data.subarray(at * 3, at * 3 + 3), 255], at * 4)
  return out
}

function fromBits(data: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height)
  const rowBytes = Math.ceil(width / 8)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[y * width + x] = ((data[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1
  }
  return out
}
