import type { DecodeAnswer, DecodeRequest } from './DecodePool'
import { JpegTurbo } from './jpegTurbo'

/* Decodes JPEGs for the painter. */

const turbo = JpegTurbo.load().catch(() => undefined)

self.addEventListener('message', ({ data }: MessageEvent<DecodeRequest>) => {
  void turbo.then(decoder => {
    const answer = decodeAll(decoder, data)
    self.postMessage(answer, { transfer: [answer.pixels.buffer, answer.good.buffer] })
  })
})

function decodeAll(decoder: JpegTurbo | undefined, { id, bytes, tiles }: DecodeRequest): DecodeAnswer {
  let areaPx = 0
  for (let i = 0; i < tiles.length; i += 4) areaPx += (tiles[i] ?? 0) * (tiles[i + 1] ?? 0)
  const pixels = new Uint32Array(areaPx)
  const good = new Uint8Array(tiles.length / 4)
  let at = 0
  for (let i = 0; i < good.length; i++) {
    const [width = 0, height = 0, offset = 0, length = 0] = tiles.subarray(i * 4, i * 4 + 4)
    const decoded = tryDecode(decoder, bytes.subarray(offset, offset + length), width, height)
    if (!decoded) continue
    pixels.set(decoded, at)
    at += decoded.length
    good[i] = 1
  }
  return { id, pixels, good }
}

function tryDecode(decoder: JpegTurbo | undefined, jpeg: Uint8Array, width: number, height: number) {
  try {
    return decoder?.decode(jpeg, width, height)
  } catch {
    return undefined // the painter gives it to the browser, and counts it if that cannot either
  }
}
