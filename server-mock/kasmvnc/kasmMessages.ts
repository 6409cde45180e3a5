import { has, type KasmVersion } from './versions'

export interface ClipboardItem {
  readonly mime: string
  readonly data: Buffer
}

/** What KasmVNC reads beyond RFB, or otherwise: common/rfb/SMsgReader.cxx, msgTypes.h. */
export type KasmMessage =
  | {
      readonly type: 'pointer'
      readonly buttons: number
      readonly x: number
      readonly y: number
      readonly scrollX: number
      readonly scrollY: number
    }
  | {
      readonly type: 'relative'
      readonly buttons: number
      readonly dx: number
      readonly dy: number
      readonly scrollX: number
      readonly scrollY: number
    }
  | { readonly type: 'bottleneck' | 'keep-alive' | 'network' | 'system' | 'udp' | 'cut-text' }
  /** Generic codecs: which encoders of those there are. */
  | { readonly type: 'video-encoders'; readonly codecs: readonly number[] }
  | { readonly type: 'frame-stats'; readonly allMs: number; readonly renderMs: number }
  | { readonly type: 'clipboard'; readonly items: readonly ClipboardItem[] }
  | { readonly type: 'subscribe'; readonly name: string }
  | { readonly type: 'relay'; readonly name: string; readonly data: Buffer }
  | { readonly type: 'latency'; readonly id: number }
  | { readonly type: 'max-video'; readonly width: number; readonly height: number }

interface Read {
  readonly message: KasmMessage
  readonly bytes: number
}

/** The first message, `undefined` while it is not all here, `not-ours` for RFB's own. Throws for a type of no kind. */
export function readKasmMessage(data: Buffer, version: KasmVersion): Read | 'not-ours' | undefined {
  const type = data[0] ?? 0
  const layout = layouts[type]
  if (!layout) return 'not-ours'
  if (layout.since && !has(version, layout.since)) throw new Error(`unknown message type ${type}`)
  const cursor = new Cursor(data)
  const message = layout.read(cursor)
  return cursor.isShort ? undefined : { message, bytes: cursor.at }
}

/** Reads past the end as zeros, and remembers that it did. */
class Cursor {
  at = 1
  isShort = false
  private readonly data: Buffer

  constructor(data: Buffer) {
    this.data = data
  }

  take(bytes: number): Buffer {
    const from = this.at
    this.at += bytes
    if (this.at <= this.data.length) return this.data.subarray(from, this.at)
    this.isShort = true
    return Buffer.alloc(Math.min(bytes, 16))
  }

  skip(bytes: number): this {
    this.take(bytes)
    return this
  }

  u8 = () => this.take(1).readUInt8()
  i8 = () => this.take(1).readInt8()
  u16 = () => this.take(2).readUInt16BE()
  i16 = () => this.take(2).readInt16BE()
  u32 = () => this.take(4).readUInt32BE()
  text = (bytes: number) => this.take(bytes).toString()
}

interface Layout {
  readonly since?: KasmVersion
  read(cursor: Cursor): KasmMessage
}

const layouts: Readonly<Record<number, Layout>> = {
  5: {
    read: c => ({ type: 'pointer', buttons: c.u16(), x: c.u16(), y: c.u16(), scrollX: c.i16(), scrollY: c.i16() }),
  },
  // Skipped by its length, the extended form too: this server has another clipboard.
  6: {
    read: c => {
      c.skip(3)
      c.skip(Math.abs(c.u32() | 0))
      return { type: 'cut-text' }
    },
  },
  178: { read: c => plain(c.skip(3), 'bottleneck') },
  179: { read: c => ({ type: 'frame-stats', allMs: c.skip(3).u32(), renderMs: c.u32() }) },
  180: {
    read: c => {
      const items: ClipboardItem[] = []
      for (let left = c.u8(); left > 0 && !c.isShort; left--) {
        const mime = c.text(c.u8())
        items.push({ mime, data: Buffer.from(c.take(c.u32())) })
      }
      return { type: 'clipboard', items }
    },
  },
  181: { read: c => plain(c.skip(c.u16()), 'udp') },
  182: { read: c => ({ type: 'subscribe', name: c.text(c.u8()) }) },
  183: { read: c => ({ type: 'relay', name: c.text(c.u8()), data: Buffer.from(c.take(c.u32())) }) },
  184: {
    since: '1.5',
    read: c => {
      const codecs: number[] = []
      for (let left = c.u8(); left > 0 && !c.isShort; left--) codecs.push(c.u32() | 0)
      return { type: 'video-encoders', codecs }
    },
  },
  185: { since: '1.5', read: c => plain(c, 'keep-alive') },
  188: {
    since: '1.5',
    read: c => ({ type: 'relative', buttons: c.u8(), dx: c.i16(), dy: c.i16(), scrollX: c.i16(), scrollY: c.i16() }),
  },
  189: { since: 'master', read: c => ({ type: 'latency', id: c.skip(3).u32() }) },
  190: { since: 'master', read: c => plain(c.skip(3), 'network') },
  191: { since: 'master', read: c => plain(c.skip(3), 'system') },
  252: { read: c => ({ type: 'max-video', width: c.u16(), height: c.u16() }) },
}

type Plain = 'bottleneck' | 'keep-alive' | 'network' | 'system' | 'udp'

function plain(_read: Cursor, type: Plain): KasmMessage {
  return { type }
}
