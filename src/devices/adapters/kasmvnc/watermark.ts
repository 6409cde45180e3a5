import type { RectPlace } from '../../../engine/rfb/RfbDialect'

/**
 * Tight's kind 13: a colour, then zlib of four bits of coverage for each pixel, low half first. An overlay the size of
 * the screen, meant against leaks: kasmtech/KasmVNC common/rfb/EncodeManager.cxx. Rejects when it cannot be unpacked.
 */
export async function readWatermark({ width, height }: RectPlace, data: Uint8Array<ArrayBuffer>) {
  const [red = 0, green = 0, blue = 0, alpha = 0] = data
  const coverage = await inflated(data.subarray(4))
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let at = 0; at < width * height; at++) {
    const both = coverage[at >> 1] ?? 0
    const share = (at & 1 ? both >> 4 : both & 15) / 15
    pixels.set([red, green, blue, alpha * share], at * 4)
  }
  return pixels
}

async function inflated(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
