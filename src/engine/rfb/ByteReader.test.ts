import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteReader, type ByteSource } from './ByteReader'

/** A queue of so many bytes, somewhere inside a larger buffer, as noVNC's is. */
function source(bytes: readonly number[], before = 5): ByteSource {
  const queue = new Uint8Array(before + bytes.length + 3).fill(0xee)
  queue.set(bytes, before)
  return { available: () => bytes.length, peek: count => queue.subarray(before, before + count) }
}

const reader = (...bytes: number[]) => new ByteReader(source(bytes))

describe('reading fields', () => {
  it('reads big-endian numbers, one after another', () => {
    const r = reader(0x12, 0x01, 0x02, 0xff, 0xfe, 0x80, 0, 0, 1, 0xff, 0xff, 0xff, 0xfd)
    expect([r.u8(), r.u16(), r.i16(), r.u32(), r.i32()]).toEqual([0x12, 0x0102, -2, 0x80000001, -3])
    expect(r.consumed).toBe(13)
    expect(r.has(0)).toBe(true)
    expect(r.has(1)).toBe(false)
  })

  it('reads back whatever a DataView writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), value => {
        const view = new DataView(new ArrayBuffer(4))
        view.setInt32(0, value)
        const bytes = [...new Uint8Array(view.buffer)]
        expect(reader(...bytes).i32()).toBe(value)
        expect(reader(...bytes).u32()).toBe(value >>> 0)
      }),
    )
  })

  it('skips', () => {
    const r = reader(1, 2, 3, 4)
    r.skip(3)
    expect(r.u8()).toBe(4)
  })

  it('begins behind the bytes that belong to the caller, and counts them', () => {
    const r = new ByteReader(source([178, 0, 7]), 1)
    expect(r.consumed).toBe(1)
    expect(r.u16()).toBe(7)
    expect(r.consumed).toBe(3)
  })

  it('copies bytes, so that they outlive the queue', () => {
    const queue = new Uint8Array([1, 2, 3])
    const r = new ByteReader({ available: () => 3, peek: count => queue.subarray(0, count) })
    const kept = r.bytes(2)
    queue.fill(9)
    expect([...kept]).toEqual([1, 2])
    expect(kept.buffer.byteLength).toBe(2)
  })

  it('reads UTF-8, and marks what is none', () => {
    const bytes = [...new TextEncoder().encode('größe')]
    expect(reader(...bytes).text(bytes.length)).toBe('größe')
    expect(reader(0x61, 0xff, 0x62).text(3)).toBe('a\ufffdb')
    expect(reader().text(0)).toBe('')
  })
})

describe('waiting', () => {
  it('tells whether so many more bytes are here', () => {
    const r = reader(1, 2, 3)
    expect(r.has(3)).toBe(true)
    expect(r.has(4)).toBe(false)
    r.u8()
    expect(r.has(2)).toBe(true)
    expect(r.has(3)).toBe(false)
  })

  it('sees bytes that come later', () => {
    const bytes = [1]
    const r = new ByteReader({ available: () => bytes.length, peek: count => new Uint8Array(bytes).subarray(0, count) })
    expect(r.has(2)).toBe(false)
    bytes.push(2)
    expect(r.u16()).toBe(0x0102)
  })

  it('throws rather than reads what is not here, and stays where it was', () => {
    const r = reader(1, 2, 3)
    r.u16()
    for (const read of [() => r.u16(), () => r.i32(), () => r.bytes(2), () => r.text(2), () => r.skip(2)]) {
      expect(read).toThrow(RangeError)
    }
    expect(r.consumed).toBe(2)
    expect(r.u8()).toBe(3)
  })
})
