import { offerRgbx } from './offerRgbx'

/**
 * A recording: repeated float32 ms since the start, uint32 length, bytes; big-endian; server to client.
 * What is cut off at the end is left out.
 */
export function readRecording(file: ArrayBuffer): ArrayBuffer[] {
  const view = new DataView(file)
  const messages: ArrayBuffer[] = []
  let at = 0
  let passed = 0
  while (at + 8 <= file.byteLength) {
    const length = view.getUint32(at + 4)
    if (at + 8 + length > file.byteLength) break
    const message = file.slice(at + 8, at + 8 + length)
    offerRgbx(new Uint8Array(message), passed)
    messages.push(message)
    passed += length
    at += 8 + length
  }
  return messages
}
