import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeQoi } from '../rfb/testing/encodeQoi'
import { decodeQoi, scaled } from './qoi'

/** Pictures with what each kind of chunk is for: runs, colours that come again, small steps, and others. */
const picture = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 12 }), seed: fc.nat() })
  .chain(({ width, height }) =>
    fc
      .array(fc.tuple(fc.constantFrom('same', 'near', 'step', 'any', 'known'), fc.integer({ min: 0, max: 0xffffff })), {
        minLength: width * height,
        maxLength: width * height,
      })
      .map(moves => ({ width, height, rgba: paint(moves) })),
  )

function paint(moves: readonly (readonly [string, number])[]): Uint8Array {
  const rgba = new Uint8Array(moves.length * 4)
  const known: number[][] = [[0, 0, 0, 255]]
  let now = [0, 0, 0, 255]
  moves.forEach(([kind, value], i) => {
    const parts = [value & 255, (value >> 8) & 255, value >> 16]
    if (kind === 'any') now = [...parts, 255]
    if (kind === 'known') now = known[value % known.length] ?? now
    if (kind === 'near') now = [...now.slice(0, 3).map((v, c) => (v + ((parts[c] ?? 0) % 4) - 2) & 255), 255]
    if (kind === 'step') now = [...now.slice(0, 3).map((v, c) => (v + ((parts[c] ?? 0) % 16) - 8) & 255), 255]
    known.push(now)
    rgba.set(now, i * 4)
  })
  return rgba
}

const bytesOf = (pixels: Uint32Array) => new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength)

describe('QOI', () => {
  it('gives the pixels that were encoded', () => {
    fc.assert(
      fc.property(picture, fc.constantFrom(3 as const, 4 as const), ({ width, height, rgba }, channels) => {
        const image = decodeQoi(encodeQoi(rgba, width, height, channels))
        expect([image.width, image.height]).toEqual([width, height])
        expect(bytesOf(image.pixels)).toEqual(rgba)
      }),
    )
  })

  it('leaves transparency out, and counts it in the index', () => {
    const rgba = Uint8Array.from([1, 2, 3, 0, 9, 9, 9, 7, 1, 2, 3, 0, 1, 2, 3, 255])
    const { pixels } = decodeQoi(encodeQoi(rgba, 4, 1, 4))
    expect([...bytesOf(pixels)]).toEqual([1, 2, 3, 255, 9, 9, 9, 255, 1, 2, 3, 255, 1, 2, 3, 255])
  })

  it('is black where it was cut off', () => {
    const whole = encodeQoi(
      Uint8Array.from({ length: 40 }, (_, i) => (i % 4 === 3 ? 255 : i * 5)),
      10,
      1,
    )
    const { pixels } = decodeQoi(whole.subarray(0, 14 + 4))
    expect([...bytesOf(pixels)].slice(-4)).toEqual([0, 0, 0, 255])
  })

  it('refuses what is none', () => {
    expect(() => decodeQoi(new Uint8Array(20))).toThrow('no QOI')
    expect(() => decodeQoi(new Uint8Array(3))).toThrow('no QOI')
    expect(() => decodeQoi(encodeQoi(new Uint8Array(), 0, 1))).toThrow('0 x 1')
    expect(() => decodeQoi(encodeQoi(new Uint8Array(), 1, 0))).toThrow('1 x 0')
    const huge = encodeQoi(new Uint8Array(4), 1, 1)
    huge.set([0xff, 0xff, 0xff, 0xff], 4)
    expect(() => decodeQoi(huge)).toThrow('QOI of 4294967295')
  })

  it('never throws otherwise, whatever follows the head', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), junk => {
        const head = encodeQoi(new Uint8Array(), 1, 0).subarray(0, 14)
        head.set([0, 0, 0, 6, 0, 0, 0, 5], 4)
        expect(decodeQoi(Uint8Array.from([...head, ...junk])).pixels.length).toBe(30)
      }),
    )
  })

  it('is scaled by the nearest pixel', () => {
    const image = { width: 2, height: 1, pixels: Uint32Array.of(7, 8) }
    expect([...scaled(image, 4, 2)]).toEqual([7, 7, 8, 8, 7, 7, 8, 8])
  })
})
