import type { ByteReader } from '../../../engine/rfb/ByteReader'
import type { RectPicture, RectPlace, RfbDialect, RfbMessage, RfbPointer } from '../../../engine/rfb/RfbDialect'
import { type ClipboardItem, clipboardMessage, pointerMessage } from './messages'

/** What a KasmVNC server says beyond RFB; called inside the protocol parser. */
export interface KasmEvents {
  /** Four numbers as text, of which some may be none. */
  bottleneck(text: string): void
  /** An update follows, whose times somebody wants to know. Asked before each update until it is answered. */
  frameTimesWanted(): void
  clipboard(items: readonly ClipboardItem[]): void
  /** The answer to the oldest subscription that is open: it names none. */
  subscribed(isTaken: boolean, text: string): void
  relayData(name: string, data: Uint8Array): void
  /** It will close the connection, and says why. */
  goodbye(text: string): void
  /** It wants relative pointer movement. */
  gameMode(): void
  joined(name: string): void
  left(name: string): void
  /** Where the pointer was sent to, and what it held. */
  pointed(pointer: RfbPointer): void
  /** A mark to lay over the picture; the next one replaces it. */
  watermark(place: RectPlace, data: Uint8Array<ArrayBuffer>): void
  /** Settings that the operator has chosen, as the numbers they are announced by. */
  settings(): readonly number[]
  /** What the server can encode video with, as the numbers it is chosen by, in its order. Answers `videoEncodersRequest`. */
  videoEncoders(encodings: readonly number[]): void
  /** Whether the picture is to come as video, and by which encoder: at most one number. */
  videoMode(): readonly number[]
  /** The operator wants every pixel. */
  wantsLossless(): boolean
}

/** Never announced by itself: the mode that is chosen brings it. */
const kasmVideo = 17
const h264 = 1
const webp = -1024
const qoi = -1886
const disconnectNotice = -1885
const relativeMouse = -1884
/** XVP, the longer pointer event and the extended clipboard: not on this server, or not as the standard has them. */
const useless: ReadonlySet<number> = new Set([-309, -316, 0xc0a1e5ce | 0])
/** Clipboards beyond this would overflow noVNC's receive queue of 40 MiB: core/websock.js. */
const largestItem = 32 * 1024 * 1024

/**
 * KasmVNC's RFB: the sub-protocol without which its server takes the upgrade for a file, its empty VNC password, an
 * eleven-byte pointer, and the messages it sends unasked. Sources: kasmtech/KasmVNC common/rfb/SMsgWriter.cxx,
 * common/network/websocket.c, unix/vncserver.
 */
export function kasmDialect(events: KasmEvents): RfbDialect {
  return {
    name: 'kasmvnc',
    wsProtocols: ['binary'],
    credentials: { password: '' },
    // Settings first: of two that contradict each other the earlier wins.
    encodings: stock => [
      ...events.settings(),
      ...stock.filter(encoding => !useless.has(encoding)),
      ...[webp, disconnectNotice, relativeMouse],
      // QOI is lossless and switches CopyRect off: only where the operator wants every pixel.
      ...(events.wantsLossless() ? [qoi] : []),
      // Behind the settings: the list is read from its end, and video's quality counts for the encoder that is chosen.
      ...events.videoMode(),
    ],
    rects: [{ encoding: kasmVideo, read: videoRect }],
    messages: messages(events),
    tightKinds: [
      { kind: 11, draw: (place, data, picture) => picture.image(place, 'image/webp', data) },
      { kind: 12, draw: (place, data, picture) => picture.qoi(place, data) },
      { kind: 13, draw: (place, data) => events.watermark(place, new Uint8Array(data)) },
    ],
    writePointer(pointer) {
      events.pointed(pointer)
      return pointerMessage(pointer)
    },
    writeClipboard: text => clipboardMessage([{ mime: 'text/plain', data: new TextEncoder().encode(text) }]),
  }
}

function messages(events: KasmEvents): readonly RfbMessage[] {
  return [
    { type: 178, read: reader => sized(reader, 3, 4, text => events.bottleneck(text)) },
    { type: 179, read: () => told(() => events.frameTimesWanted()) },
    { type: 180, read: reader => clipboard(reader, events) },
    // The answer to an offer that this page never makes.
    { type: 181, read: reader => sized(reader, 0, 2, () => {}) },
    { type: 182, read: reader => subscribed(reader, events) },
    { type: 183, read: reader => relayData(reader, events) },
    { type: 184, read: reader => encoders(reader, events) },
    // Answers to questions that this page does not ask; the server may be asked by another part of it one day.
    { type: 190, read: reader => sized(reader, 3, 4, () => {}) },
    { type: 191, read: reader => sized(reader, 3, 4, () => {}) },
    { type: 186, read: reader => sized(reader, 4, 4, text => events.goodbye(text)) },
    { type: 187, read: () => told(() => events.gameMode()) },
    { type: 189, read: reader => reader.has(7) && told(() => reader.skip(7)) },
    { type: 253, read: reader => sized(reader, 0, 4, name => events.joined(name)) },
    { type: 254, read: reader => sized(reader, 0, 4, name => events.left(name)) },
  ]
}

function told(what: () => void): true {
  what()
  return true
}

/** Padding, a length of two or four bytes, and text. */
function sized(reader: ByteReader, padding: number, width: 2 | 4, then: (text: string) => void): boolean {
  if (!reader.has(padding + width)) return false
  reader.skip(padding)
  const length = width === 2 ? reader.u16() : reader.u32()
  if (!reader.has(length)) return false
  then(reader.text(length))
  return true
}

/** A list of what the server can encode video with: each with its range of quality and some presets of that. */
function encoders(reader: ByteReader, events: KasmEvents): boolean {
  if (!reader.has(1)) return false
  const encodings: number[] = []
  for (let left = reader.u8(); left > 0; left--) {
    if (!reader.has(13)) return false
    encodings.push(reader.i32())
    reader.skip(8)
    const presets = reader.u8()
    if (!reader.has(presets * 4)) return false
    reader.skip(presets * 4)
  }
  events.videoEncoders(encodings)
  return true
}

/**
 * One display's picture as video. What its head says of codec and key frame, the stream says itself.
 * Source: kasmtech/KasmVNC common/rfb/encoders/SoftwareEncoder.cxx.
 */
function videoRect(place: RectPlace, reader: ByteReader, picture: RectPicture): boolean {
  if (!reader.has(2)) return false
  const screen = reader.u8()
  const codec = reader.u8() >> 4
  if (codec === 0) return true // nothing new on that display
  if (codec !== h264) throw new Error(`video of codec ${codec}, which was not asked for`)
  if (!reader.has(2)) return false
  reader.skip(2)
  const length = compactLength(reader)
  if (length === undefined || !reader.has(length)) return false
  picture.video(place, screen, reader.bytes(length))
  return true
}

/** Tight's, of one to three bytes; `undefined` while not all of it is here. */
function compactLength(reader: ByteReader): number | undefined {
  let length = 0
  for (let i = 0; i < 3; i++) {
    if (!reader.has(1)) return undefined
    const byte = reader.u8()
    length |= (i < 2 ? byte & 0x7f : byte) << (7 * i)
    if (byte < 0x80) break
  }
  return length
}

function clipboard(reader: ByteReader, events: KasmEvents): boolean {
  if (!reader.has(1)) return false
  const items: ClipboardItem[] = []
  for (let left = reader.u8(); left > 0; left--) {
    if (!reader.has(5)) return false
    reader.skip(4) // an id that nothing refers to
    const mimeLength = reader.u8()
    if (!reader.has(mimeLength + 4)) return false
    const mime = reader.text(mimeLength)
    const length = reader.u32()
    if (length > largestItem) throw new Error(`clipboard item of ${length} bytes`)
    if (!reader.has(length)) return false
    items.push({ mime, data: reader.bytes(length) })
  }
  events.clipboard(items)
  return true
}

function subscribed(reader: ByteReader, events: KasmEvents): boolean {
  if (!reader.has(2)) return false
  const isTaken = reader.u8() === 1
  const length = reader.u8()
  if (!reader.has(length)) return false
  events.subscribed(isTaken, reader.text(length))
  return true
}

function relayData(reader: ByteReader, events: KasmEvents): boolean {
  if (!reader.has(1)) return false
  const nameLength = reader.u8()
  if (!reader.has(nameLength + 4)) return false
  const name = reader.text(nameLength)
  const length = reader.u32()
  if (!reader.has(length)) return false
  events.relayData(name, reader.bytes(length))
  return true
}
