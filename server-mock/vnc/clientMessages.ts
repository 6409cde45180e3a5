/** What a viewer sent, as far as tests ask for it. Coordinates are framebuffer pixels. */
export type ClientMessage =
  | { readonly type: 'pixel-format' }
  | { readonly type: 'encodings'; readonly encodings: readonly number[] }
  | { readonly type: 'update-request'; readonly incremental: boolean }
  | { readonly type: 'key'; readonly keysym: number; readonly down: boolean }
  | { readonly type: 'pointer'; readonly buttons: number; readonly x: number; readonly y: number }
  | { readonly type: 'cut-text'; readonly text: string }
  | { readonly type: 'continuous-updates'; readonly on: boolean }
  | { readonly type: 'fence'; readonly flags: number; readonly payload: Buffer }
  | { readonly type: 'desktop-size'; readonly width: number; readonly height: number }

interface Parsed {
  readonly message: ClientMessage
  readonly bytes: number
}

/**
 * The first message of `data`, with its length; `undefined` when not all of it is here. Throws for a type that is none.
 * Layouts: rfbproto 7.5 and its extensions.
 */
export function parseClientMessage(data: Buffer): Parsed | undefined {
  if (data.length < 1) return undefined
  const type = data.readUInt8(0)
  switch (type) {
    case 0:
      return whole(data, 20, () => ({ type: 'pixel-format' }))
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
      return whole(data, 10, () => ({ type: 'update-request', incremental: data.readUInt8(1) === 1 }))
    case 4:
      return whole(data, 8, () => ({ type: 'key', keysym: data.readUInt32BE(4), down: data.readUInt8(1) === 1 }))
    case 5:
      return whole(data, 6, () => ({
        type: 'pointer',
        buttons: data.readUInt8(1),
        x: data.readUInt16BE(2),
        y: data.readUInt16BE(4),
      }))
    case 6:
      return withCount(
        data,
        8,
        () => Math.abs(data.readInt32BE(4)),
        bytes => ({
          type: 'cut-text',
          text: data.toString('latin1', 8, bytes),
        }),
      )
    case 150:
      return whole(data, 10, () => ({ type: 'continuous-updates', on: data.readUInt8(1) === 1 }))
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
        () => ({
          type: 'desktop-size',
          width: data.readUInt16BE(2),
          height: data.readUInt16BE(4),
        }),
      )
    case 255:
      return whole(data, 12, () => ({ type: 'key', keysym: data.readUInt32BE(4), down: data.readUInt16BE(2) === 1 }))
    default:
      throw new Error(`message type ${type} from the viewer`)
  }
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
