import type { ByteReader } from './ByteReader'

/**
 * What a family adds to RFB, as data for the engine, never a patch. Plain VNC is the empty dialect.
 */
export interface RfbDialect {
  /** Shown in the picture's facts. */
  readonly name: string
  /** Sub-protocols of the WebSocket. websockify takes none, or a list that begins with `binary`; KasmVNC needs one. */
  readonly wsProtocols?: readonly string[]
  /** Sent when the operator was not asked, such as KasmVNC's empty VNC password. */
  readonly credentials?: { readonly username?: string; readonly password?: string; readonly target?: string }
  /**
   * Colours are asked for in the server's own format, where the painter can read it: some servers send no other, whatever
   * they are asked for. Elsewhere R, G, B and one byte without meaning.
   */
  readonly asksServersFormat?: true
  /** The encodings to announce, given those noVNC would. */
  encodings?(stock: readonly number[]): readonly number[]
  /** Server messages beyond RFB's own, by type. A known type of noVNC's cannot be taken over. */
  readonly messages?: readonly RfbMessage[]
  /** Rectangles of encodings beyond the standard's, pseudo-rectangles among them. Those of noVNC's own stay its. */
  readonly rects?: readonly RfbRect[]
  /** Tight's kinds of compression beyond its own. */
  readonly tightKinds?: readonly TightKind[]
  /** The bytes of a pointer event, where they are not RFB's. Coordinates lie inside the framebuffer. */
  writePointer?(pointer: RfbPointer): Uint8Array
  /** The bytes that put text into the machine's clipboard, where they are not RFB's. */
  writeClipboard?(text: string): Uint8Array
}

export interface RfbMessage {
  readonly type: number
  /**
   * Reads the message behind its type byte. `false` = not all of it is here yet: nothing counts as read, and it is
   * called again from the start when more has come.
   */
  read(reader: ByteReader): boolean
}

/** Where a rectangle stands in the framebuffer. A pseudo-rectangle means something else by it. */
export interface RectPlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * What can be drawn; kept in order with everything else that is drawn, and decoded by the painter. An image that has
 * another size than its place is scaled to it. The bytes are copied.
 */
export interface RectPicture {
  image(place: RectPlace, type: 'image/jpeg' | 'image/png' | 'image/webp', data: Uint8Array): void
  qoi(place: RectPlace, data: Uint8Array): void
  /** An access unit of H.264 in Annex B. Each `stream` begins with a key frame and has its own decoder. */
  video(place: RectPlace, stream: number, data: Uint8Array): void
}

export interface RfbRect {
  readonly encoding: number
  /**
   * Reads what follows the rectangle's head. `false` = not all of it is here yet: nothing counts as read, and it is
   * called again from the start when more has come. What throws ends the session as a protocol error.
   */
  read(place: RectPlace, reader: ByteReader, picture: RectPicture): boolean
}

export interface TightKind {
  /** The high four bits of Tight's control byte, 10 to 15. Its zlib resets are obeyed before. */
  readonly kind: number
  /** `data` is what follows Tight's compact length, all of it; valid during the call. */
  draw(place: RectPlace, data: Uint8Array, picture: RectPicture): void
}

export interface RfbPointer {
  readonly xPx: number
  readonly yPx: number
  /** RFB's bits: 0 left, 1 middle, 2 right, 3 to 6 wheel up, down, left, right, 7 back, 8 forward. */
  readonly buttons: number
}

/** RFB as it stands in the standard and the community's register. */
export const plainRfb: RfbDialect = { name: 'rfb', asksServersFormat: true }
