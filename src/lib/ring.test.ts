import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RingSeries } from './ring'

const contents = (ring: RingSeries) => Array.from({ length: ring.length }, (_, i) => ring.at(i))

describe('RingSeries', () => {
  it('begins empty', () => {
    const ring = new RingSeries(3)
    expect(ring.length).toBe(0)
    expect(ring.capacity).toBe(3)
    expect(ring.latest()).toBeUndefined()
    expect(ring.at(0)).toBeUndefined()
    expect(ring.mean(0)).toBeUndefined()
  })

  it('keeps samples in order, oldest first', () => {
    const ring = new RingSeries(3)
    ring.push(10, 1)
    ring.push(20, 2)
    expect(contents(ring)).toEqual([
      { atMs: 10, value: 1 },
      { atMs: 20, value: 2 },
    ])
    expect(ring.latest()).toEqual({ atMs: 20, value: 2 })
  })

  it('has no sample before the first and behind the last', () => {
    const ring = new RingSeries(3)
    ring.push(10, 1)
    expect(ring.at(-1)).toBeUndefined()
    expect(ring.at(1)).toBeUndefined()
  })

  it('holds the newest of any number of samples', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.integer(), { maxLength: 40 }), (capacity, values) => {
        const ring = new RingSeries(capacity)
        values.forEach((value, i) => {
          ring.push(i, value)
        })
        const kept = values.map((value, i) => ({ atMs: i, value })).slice(-capacity)
        expect(contents(ring)).toEqual(kept)
        expect(ring.latest()).toEqual(kept.at(-1))
      }),
    )
  })
})

describe('gaps', () => {
  it('are samples without a value, and two in a row are one', () => {
    const ring = new RingSeries(5)
    ring.push(10, 1)
    ring.gap(20)
    ring.gap(30)
    ring.push(40, 4)
    ring.gap(50)
    expect(contents(ring)).toEqual([
      { atMs: 10, value: 1 },
      { atMs: 20, value: Number.NaN },
      { atMs: 40, value: 4 },
      { atMs: 50, value: Number.NaN },
    ])
  })

  it('can come first', () => {
    const ring = new RingSeries(5)
    ring.gap(10)
    expect(ring.latest()).toEqual({ atMs: 10, value: Number.NaN })
  })
})

describe('mean', () => {
  const ring = new RingSeries(4)
  ring.push(0, 1_000) // pushed out by the fifth
  ring.push(10, 1)
  ring.push(20, 3)
  ring.gap(30)
  ring.push(40, 8)

  it('takes what is kept since then, gaps left out', () => {
    expect(ring.mean(0)).toBe(4)
    expect(ring.mean(20)).toBe(5.5)
    expect(ring.mean(21)).toBe(8)
  })

  it('is unknown where there is nothing', () => {
    expect(ring.mean(41)).toBeUndefined()
    const silent = new RingSeries(2)
    silent.gap(10)
    expect(silent.mean(0)).toBeUndefined()
  })

  it('reads a stretch with one sample on each side, and gaps as null', () => {
    const ring = new RingSeries(8)
    for (const [atMs, value] of [
      [1000, 1],
      [2000, 2],
      [3000, Number.NaN],
      [4000, 4],
      [9000, 9],
    ] as const)
      ring.push(atMs, value)
    const read = (fromMs: number, toMs: number) => {
      const times: number[] = []
      const values: (number | null)[] = []
      ring.read({ fromMs, toMs, gapAfterMs: 3000 }, times, values)
      return times.map((time, i) => [time, values[i]])
    }
    expect(read(2000, 3500)).toEqual([
      [1000, 1],
      [2000, 2],
      [3000, null],
      [4000, 4],
    ])
    // Five seconds without a sample are a gap, too.
    expect(read(4500, 10_000)).toEqual([
      [4000, 4],
      [4001, null],
      [9000, 9],
    ])
    expect(read(20_000, 30_000)).toEqual([[9000, 9]])
  })

  it('finds the sample somebody points at, also after it wrapped', () => {
    const ring = new RingSeries(3)
    for (let at = 1; at <= 5; at++) ring.push(at * 1000, at)
    expect(ring.near(4400, 1000)?.value).toBe(4)
    expect(ring.near(4600, 1000)?.value).toBe(5)
    expect(ring.near(1000, 1000)).toBeUndefined()
    expect(ring.near(9000, 1000)).toBeUndefined()
  })
})
