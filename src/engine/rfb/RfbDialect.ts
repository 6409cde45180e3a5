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
  /** The encodings to announce, given those noVNC would. */
  encodings?(stock: readonly number[]): readonly number[]
  /** Server messages beyond RFB's own, by type. A known type of noVNC's cannot be taken over. */
  readonly messages?: readonly RfbMessage[]
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

export interface RfbPointer {
  readonly xPx: number
  readonly yPx: number
  /** RFB's bits: 0 left, 1 middle, 2 right, 3 to 6 wheel up, down, left, right, 7 back, 8 forward. */
  readonly buttons: number
}

/** RFB as it stands in the standard and the community's register. */
export const plainRfb: RfbDialect = { name: 'rfb' }
