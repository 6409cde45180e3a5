import {
  ZStream as PakoStream,
  Z_OK,
  Z_STREAM_END,
  Z_SYNC_FLUSH,
  zlibInflate,
  zlibInflateInit,
  zlibInflateReset,
} from 'pako'

/**
 * One of RFB's long-lived zlib streams: each piece ends at a flush, so all of its output is there at once. Uses zlib's own
 * interface rather than the wrapper around it: nothing is allocated per piece.
 */
export class ZStream {
  private readonly stream = new PakoStream()
  private output = new Uint8Array(16 * 1024)

  constructor() {
    zlibInflateInit(this.stream)
  }

  reset(): void {
    zlibInflateReset(this.stream)
  }

  /**
   * What this piece inflates to, at most `mostBytes`: a view that is valid until the next call. Throws for data that is
   * no zlib.
   */
  inflate(data: Uint8Array, mostBytes: number): Uint8Array {
    if (this.output.length < mostBytes) this.output = new Uint8Array(mostBytes)
    const { stream } = this
    stream.input = data
    stream.next_in = 0
    stream.avail_in = data.length
    stream.output = this.output
    stream.next_out = 0
    stream.avail_out = mostBytes
    const result = zlibInflate(stream, Z_SYNC_FLUSH)
    // What is missing would be drawn from a piece before: better nothing.
    if (result !== Z_OK && result !== Z_STREAM_END && stream.next_out < mostBytes) throw new Error(`zlib: ${result}`)
    return this.output.subarray(0, stream.next_out)
  }
}
