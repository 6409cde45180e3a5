/** Of a stream that begins with RFB 3.8 without security: where ServerInit has the server's pixel format. */
const formatAt = 12 + 2 + 4 + 4
const rgbx = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]

/**
 * Makes a server offer R, G, B and a byte without meaning, which published noVNC always asks for: a recording then means the
 * same to both players. Writes into `chunk`, which begins at `offset` of the stream.
 */
export function offerRgbx(chunk: Uint8Array, offset: number): void {
  for (const [i, byte] of rgbx.entries()) {
    const at = formatAt + i - offset
    if (at >= 0 && at < chunk.length) chunk[at] = byte
  }
}
