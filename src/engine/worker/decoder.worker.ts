import { type DecodeAnswer, type DecodeRequest, nativeFromPx, type ToDecoder } from './DecodePool'
import { JpegTurbo } from './jpegTurbo'
import { NativeJpeg } from './NativeJpeg'

/* Decodes JPEGs for the painter: large ones by the browser, where that gives the same pixels, the others here. */

const turbo = JpegTurbo.load().catch(() => undefined)
const native = NativeJpeg.load()
/** Given back by the painter: fresh memory costs as much as decoding into it. */
const spare: ArrayBuffer[] = []
const mostSpare = 4

self.addEventListener('message', ({ data }: MessageEvent<ToDecoder>) => {
  if ('spare' in data) {
    if (spare.length < mostSpare) spare.push(data.spare)
    return
  }
  void decodeAll(data).then(answer =>
    self.postMessage(answer, { transfer: [answer.pixels.buffer, answer.good.buffer] }),
  )
})

async function decodeAll({ id, bytes, tiles }: DecodeRequest): Promise<DecodeAnswer> {
  let areaPx = 0
  for (let i = 0; i < tiles.length; i += 4) areaPx += (tiles[i] ?? 0) * (tiles[i + 1] ?? 0)
  const pixels = room(areaPx)
  const good = new Uint8Array(tiles.length / 4)
  const [byBrowser, here] = [await native, await turbo]
  const running: Promise<void>[] = []
  let at = 0
  for (let i = 0; i < good.length; i++) {
    const [width = 0, height = 0, offset = 0, length = 0] = tiles.subarray(i * 4, i * 4 + 4)
    const jpeg = bytes.subarray(offset, offset + length)
    const place = at
    at += width * height
    const decodeHere = () => {
      const decoded = tryDecode(here, jpeg, width, height)
      if (!decoded) return
      pixels.set(decoded, place)
      good[i] = 1
    }
    if (!byBrowser || width * height < nativeFromPx) decodeHere()
    else {
      const asked = byBrowser.decode(jpeg, width, height, pixels, place).then(done => {
        if (done) good[i] = 1
        else decodeHere()
      })
      running.push(asked)
    }
  }
  await Promise.all(running)
  return { id, pixels, good }
}

function room(areaPx: number): Uint32Array<ArrayBuffer> {
  const fits = spare.findIndex(({ byteLength }) => byteLength >= areaPx * 4)
  const [buffer] = fits < 0 ? [] : spare.splice(fits, 1)
  if (!buffer) spare.pop() // too small for what comes now
  return buffer ? new Uint32Array(buffer) : new Uint32Array(areaPx)
}

function tryDecode(decoder: JpegTurbo | undefined, jpeg: Uint8Array, width: number, height: number) {
  try {
    return decoder?.decode(jpeg, width, height)
  } catch {
    return undefined // the painter gives it to the browser, and counts it if that cannot either
  }
}
