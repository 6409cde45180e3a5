/*
 * Client messages of KasmVNC beyond RFB, as bytes. Layouts: kasmtech/KasmVNC common/rfb/SMsgReader.cxx, msgTypes.h.
 */

export interface ClipboardItem {
  readonly mime: string
  readonly data: Uint8Array
}

export interface KasmPointer {
  readonly xPx: number
  readonly yPx: number
  readonly buttons: number
}

/** Pixels of wheel as the browser counts them, down and right positive: a step of the desktop's is 50. */
export interface KasmScroll {
  readonly x: number
  readonly y: number
}

/**
 * Eleven bytes where RFB has six: a shorter one holds up every viewer of the server. With `scroll` the server does nothing
 * else: no move, no button.
 */
export function pointerMessage({ xPx, yPx, buttons }: KasmPointer, scroll: KasmScroll = { x: 0, y: 0 }): Uint8Array {
  return bytes(11, view => {
    view.setUint8(0, 5)
    view.setUint16(1, buttons & 0x3ff)
    view.setUint16(3, xPx)
    view.setUint16(5, yPx)
    view.setInt16(7, scroll.x)
    view.setInt16(9, scroll.y)
  })
}

/** A movement instead of a place, for games that hold the pointer; scrolling in the browser's pixels. */
export function relativePointerMessage(
  buttons: number,
  by: Partial<Record<'dx' | 'dy' | 'scrollX' | 'scrollY', number>>,
) {
  return bytes(10, view => {
    view.setUint8(0, 188)
    view.setUint8(1, buttons & 0xff)
    for (const [i, name] of (['dx', 'dy', 'scrollX', 'scrollY'] as const).entries())
      view.setInt16(2 + i * 2, by[name] ?? 0)
  })
}

/** Asks for this connection's bottleneck figures; any user may. */
export const bottleneckRequest = Uint8Array.of(178, 0, 0, 0)

/** The largest picture of the old video mode, for those who have asked to be held to it (-1997). */
export function maxVideoMessage(widthPx: number, heightPx: number): Uint8Array {
  return bytes(5, view => {
    view.setUint8(0, 252)
    view.setUint16(1, widthPx)
    view.setUint16(3, heightPx)
  })
}

/** Asks what the server can encode H.264 with (-1026). Ends the session of a server before 1.5. */
export const videoEncodersRequest = Uint8Array.of(184, 1, 0xff, 0xff, 0xfb, 0xfe)

/** The answer to a request for client-side times, whole ms. */
export function frameTimesMessage(allMs: number, renderMs: number): Uint8Array {
  return bytes(12, view => {
    view.setUint8(0, 179)
    view.setUint32(4, Math.max(0, Math.round(allMs)))
    view.setUint32(8, Math.max(0, Math.round(renderMs)))
  })
}

/** The whole clipboard at once; none of the items has the id that the server's own have. */
export function clipboardMessage(items: readonly ClipboardItem[]): Uint8Array {
  const parts = items.flatMap(({ mime, data }) => [named(mime), length32(data.length), data])
  return joined([Uint8Array.of(180, items.length), ...parts])
}

export function subscribeMessage(name: string): Uint8Array {
  return joined([Uint8Array.of(182), named(name)])
}

export function relayMessage(name: string, data: Uint8Array): Uint8Array {
  return joined([Uint8Array.of(183), named(name), length32(data.length), data])
}

/** Asks for the whole picture again: RFB's own update request. */
export function fullUpdateMessage(widthPx: number, heightPx: number): Uint8Array {
  return updateMessage(0, 0, widthPx, heightPx)
}

/** Asks for a part of the picture, changed or not. */
export function updateMessage(xPx: number, yPx: number, widthPx: number, heightPx: number): Uint8Array {
  return bytes(10, view => {
    view.setUint8(0, 3)
    view.setUint16(2, xPx)
    view.setUint16(4, yPx)
    view.setUint16(6, widthPx)
    view.setUint16(8, heightPx)
  })
}

function named(text: string): Uint8Array {
  const encoded = new TextEncoder().encode(text)
  return joined([Uint8Array.of(encoded.length), encoded])
}

function length32(length: number): Uint8Array {
  return bytes(4, view => view.setUint32(0, length))
}

function bytes(length: number, write: (view: DataView) => void): Uint8Array {
  const all = new Uint8Array(length)
  write(new DataView(all.buffer))
  return all
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
