import { u8, u32 } from './bytes'

/** The bit of a fence that wants an answer, and the bits this side understands: rfbproto 7.7.3. */
export const fenceRequest = 0x80000000
export const fenceAbilities = 0x80000007

/** A fence as a server writes it. */
export function fenceMessage(flags: number, payload: Buffer): Buffer {
  return Buffer.concat([u8(248, 0, 0, 0), u32(flags), u8(payload.length), payload])
}
