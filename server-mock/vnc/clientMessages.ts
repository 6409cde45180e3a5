/** A part of the framebuffer, in pixels. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What a viewer sent. Coordinates are framebuffer pixels. */
export type ClientMessage =
  | { readonly type: 'pixel-format'; readonly format: Buffer }
  | { readonly type: 'encodings'; readonly encodings: readonly number[] }
  | { readonly type: 'update-request'; readonly incremental: boolean; readonly area: Area }
  | { readonly type: 'key'; readonly keysym: number; readonly down: boolean; readonly scanCode?: number }
  | { readonly type: 'pointer'; readonly buttons: number; readonly x: number; readonly y: number }
  /** `extended`: the body of the extended clipboard's form, in which `text` has no meaning. */
  | { readonly type: 'cut-text'; readonly text: string; readonly extended?: Buffer }
  | { readonly type: 'continuous-updates'; readonly on: boolean; readonly area: Area }
  | { readonly type: 'fence'; readonly flags: number; readonly payload: Buffer }
  | {
      readonly type: 'desktop-size'
      readonly width: number
      readonly height: number
      readonly screens: readonly Buffer[]
    }
  | { readonly type: 'xvp'; readonly version: number; readonly operation: number }

interface Parsed {
  readonly message: ClientMessage
  readonly bytes: number
}

/** Longer texts are no text. */
const mostTextBytes = 4 * 1024 * 1024

/**
 * The first message of `data`, with its length; `undefined` when not all of it is here. Throws for a type that is none
 * and for a text beyond reason. `longPointer`: the viewer may send the pointer with nine buttons.
 * Layouts: rfbproto 7.5 and its extensions.
 */
export function parseClientMessage(data: Buffer, longPointer = false): Parsed | undefined {
  if (data.length < 1) return undefined
  const type = data.readUInt8(0)
  switch (type) {
    case 0:
      return whole(data, 20, () => ({ type: 'pixel-format', format: Buffer.from(data.subarray(4, 20)) }))
    case 2:
      return withCount(
        data,
        4,
        () => data.readUInt16BE(2) * 4,
        bytes => {
          const encodings: number[] = []
          for (let at = 4; at < bytes; at += 4) encodings.push(data.readInt32BE(at))
          return { type: 'encodings', encodings }
        },
      )
    case 3:
      return whole(data, 10, () => ({
        type: 'update-request',
        incremental: data.readUInt8(1) !== 0,
        area: areaAt(data, 2),
      }))
    case 4:
      return whole(data, 8, () => ({ type: 'key', keysym: data.readUInt32BE(4), down: data.readUInt8(1) === 1 }))
    case 5:
      return pointer(data, longPointer)
    case 6:
      return withCount(
        data,
        8,
        () => textBytes(data),
        bytes => ({
          type: 'cut-text',
          text: data.toString('latin1', 8, bytes),
          ...(data.readInt32BE(4) < 0 && { extended: Buffer.from(data.subarray(8, bytes)) }),
        }),
      )
    case 150:
      return whole(data, 10, () => ({
        type: 'continuous-updates',
        on: data.readUInt8(1) !== 0,
        area: areaAt(data, 2),
      }))
    case 250:
      return whole(data, 4, () => ({ type: 'xvp', version: data.readUInt8(2), operation: data.readUInt8(3) }))
    case 248:
      return withCount(
        data,
        9,
        () => data.readUInt8(8),
        bytes => ({
          type: 'fence',
          flags: data.readUInt32BE(4),
          payload: Buffer.from(data.subarray(9, bytes)),
        }),
      )
    case 251:
      return withCount(
        data,
        8,
        () => data.readUInt8(6) * 16,
        bytes => {
          const screens: Buffer[] = []
          for (let at = 8; at < bytes; at += 16) screens.push(Buffer.from(data.subarray(at, at + 16)))
          return { type: 'desktop-size', width: data.readUInt16BE(2), height: data.readUInt16BE(4), screens }
        },
      )
    case 255:
      return whole(data, 12, () => ({
        type: 'key',
        keysym: data.readUInt32BE(4),
        down: data.readUInt16BE(2) !== 0,
        scanCode: data.readUInt32BE(8),
      }))
    default:
      throw new Error(`message type ${type} from the viewer`)
  }
}

/** With bit 7 set and the extension agreed on, a seventh byte holds the buttons from the eighth on. */
function pointer(data: Buffer, longPointer: boolean): Parsed | undefined {
  if (data.length < 2) return undefined
  const long = longPointer && (data.readUInt8(1) & 0x80) !== 0
  return whole(data, long ? 7 : 6, () => ({
    type: 'pointer',
    buttons: long ? (data.readUInt8(1) & 0x7f) | (data.readUInt8(6) << 7) : data.readUInt8(1),
    x: data.readUInt16BE(2),
    y: data.readUInt16BE(4),
  }))
}

function textBytes(data: Buffer): number {
  const bytes = Math.abs(data.readInt32BE(4))
  if (bytes > mostTextBytes) throw new Error(`clipboard text of ${bytes} bytes`)
  return bytes
}

function areaAt(data: Buffer, at: number): Area {
  const [x, y] = [data.readUInt16BE(at), data.readUInt16BE(at + 2)]
  return { x, y, width: data.readUInt16BE(at + 4), height: data.readUInt16BE(at + 6) }
}

function whole(data: Buffer, bytes: number, read: () => ClientMessage): Parsed | undefined {
  return data.length < bytes ? undefined : { message: read(), bytes }
}

function withCount(
  data: Buffer,
  head: number,
  count: () => number,
  read: (bytes: number) => ClientMessage,
): Parsed | undefined {
  if (data.length < head) return undefined
  const bytes = head + count()
  return data.length < bytes ? undefined : { message: read(bytes), bytes }
}
