import { describe, expect, it } from 'vitest'
import { BatchWriter, imageTypes, op } from '../worker/ops'
import { loadPainter } from './loadPainter'
import { localPainter } from './localPainter'
import type { PaintedCanvas, Painter } from './Painter'

interface Opened {
  readonly canvas: HTMLCanvasElement
  readonly painted: PaintedCanvas
  readonly told: { applied: number; painted: number; bad: number }
}

function open(painter: Painter): Opened {
  const canvas = document.createElement('canvas')
  document.body.append(canvas)
  const told = { applied: 0, painted: 0, bad: 0 }
  const painted = painter.open(canvas, report => {
    told.applied += report.applied
    told.painted += report.painted
    told.bad += report.bad
  })
  return { canvas, painted, told }
}

async function pixelsOf({ painted }: Opened): Promise<Uint8ClampedArray | undefined> {
  const blob = await painted.capture('image/png')
  if (!blob) return undefined
  const bitmap = await createImageBitmap(blob)
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  return context?.getImageData(0, 0, bitmap.width, bitmap.height).data
}

async function jpegOf(color: string): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(16, 16)
  const context = canvas.getContext('2d')
  if (context) context.fillStyle = color
  context?.fillRect(0, 0, 16, 16)
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())
}

/** A PNG that says its numbers are linear light: a browser that heeds it shows 128 as 188. */
async function linearPng(): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(8, 8)
  const context = canvas.getContext('2d')
  if (context) context.fillStyle = 'rgb(128, 128, 128)'
  context?.fillRect(0, 0, 8, 8)
  const png = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
  // After the signature and the header: length, type, gamma 1 in 100,000ths, and their CRC-32 (PNG, 11.3.2.2).
  const gamma = [0, 0, 0, 4, 0x67, 0x41, 0x4d, 0x41, 0x00, 0x01, 0x86, 0xa0, 0x31, 0xe8, 0x96, 0x5f]
  return Uint8Array.of(...png.subarray(0, 33), ...gamma, ...withoutChunk(png.subarray(33), 'sRGB'))
}

function withoutChunk(chunks: Uint8Array, type: string): Uint8Array {
  const at = String.fromCharCode(...chunks).indexOf(type) - 4
  if (at < 0) return chunks
  const length = new DataView(chunks.buffer, chunks.byteOffset + at).getUint32(0) + 12
  return Uint8Array.of(...chunks.subarray(0, at), ...chunks.subarray(at + length))
}

/** A small screen with a bit of everything. */
async function scene(): Promise<BatchWriter> {
  const batch = new BatchWriter()
  batch.put(op.resize, 64, 48)
  batch.put(op.viewport, 0, 0, 64, 48)
  batch.put(op.fill, 0, 0, 64, 48, 0x604020)
  batch.put(op.fill, 4, 4, 10, 10, 0x0000ff)
  batch.put(op.copy, 4, 4, 8, 9, 10, 10)
  const jpeg = await jpegOf('rgb(20, 200, 90)')
  batch.put(op.jpeg, 30, 20, 16, 16, batch.add(jpeg), jpeg.length)
  const rows = new Uint8Array(4 * 2 * 4).fill(170)
  batch.put(op.blit, 50, 40, 4, 2, batch.add(rows))
  batch.put(op.flip)
  return batch
}

describe('the painter', () => {
  it('paints off the main thread here', async () => {
    expect((await loadPainter()).isOffThread).toBe(true)
  })

  it('paints the same on the main thread, where a browser has no other way', async () => {
    const elsewhere = open(await loadPainter())
    const here = open(localPainter())
    for (const opened of [elsewhere, here]) opened.painted.send((await scene()).take())
    for (const { told } of [elsewhere, here]) await expect.poll(() => told.painted).toBeGreaterThan(0)
    const [expected, got] = [await pixelsOf(elsewhere), await pixelsOf(here)]
    expect(expected?.length).toBe(64 * 48 * 4)
    expect(got).toEqual(expected)
    expect([here.canvas.width, here.canvas.height]).toEqual([64, 48])
    for (const { painted } of [elsewhere, here]) painted.close()
  })

  it('skips an image that is none, says so, and goes on', async () => {
    for (const painter of [await loadPainter(), localPainter()]) {
      const opened = open(painter)
      const batch = await scene()
      batch.put(op.image, 0, 0, 8, 8, batch.add(new Uint8Array([1, 2, 3])), 3, 1)
      batch.put(op.fill, 0, 0, 2, 2, 0xffffff)
      batch.put(op.flip)
      opened.painted.send(batch.take())
      await expect.poll(() => opened.told.bad).toBe(1)
      await expect.poll(async () => (await pixelsOf(opened))?.[0]).toBe(255)
      opened.painted.close()
    }
  })

  it('paints at most once for many updates of one frame', async () => {
    const opened = open(await loadPainter())
    opened.painted.send((await scene()).take())
    await expect.poll(() => opened.told.painted).toBe(1)
    for (let i = 0; i < 200; i++) {
      const batch = new BatchWriter()
      batch.put(op.fill, i % 60, i % 40, 3, 3, i * 1000)
      batch.put(op.flip)
      opened.painted.send(batch.take())
    }
    await expect.poll(() => opened.told.applied).toBe(201)
    expect(opened.told.painted).toBeLessThan(100)
    opened.painted.close()
  })

  it('has nothing to capture before it has a size', async () => {
    for (const painter of [await loadPainter(), localPainter()]) {
      const opened = open(painter)
      expect(await opened.painted.capture('image/png')).toBeUndefined()
      opened.painted.close()
    }
  })
})

describe('a picture that says how its colours are meant', () => {
  it('is shown with the numbers that are in it', async () => {
    const png = await linearPng()
    const image = await createImageBitmap(new Blob([new Uint8Array(png)], { type: 'image/png' }))
    const context = new OffscreenCanvas(8, 8).getContext('2d')
    context?.drawImage(image, 0, 0)
    expect(context?.getImageData(4, 4, 1, 1).data[0], 'what this browser makes of it by itself').toBeGreaterThan(150)
    for (const painter of [await loadPainter(), localPainter()]) {
      const opened = open(painter)
      const batch = new BatchWriter()
      batch.put(op.resize, 8, 8)
      batch.put(op.viewport, 0, 0, 8, 8)
      batch.put(op.image, 0, 0, 8, 8, batch.add(png), png.length, imageTypes.indexOf('image/png'))
      batch.put(op.flip)
      opened.painted.send(batch.take())
      await expect.poll(() => opened.told.applied).toBe(1)
      expect((await pixelsOf(opened))?.slice(0, 3)).toEqual(new Uint8ClampedArray([128, 128, 128]))
      opened.painted.close()
    }
  })
})
