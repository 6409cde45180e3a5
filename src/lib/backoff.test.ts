import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Backoff, backoffMs, gentleBackoff } from './backoff'

const plain: Backoff = { firstMs: 100, factor: 2, capMs: 1_000, jitter: 0 }
const attempts = (backoff: Backoff, random: () => number) =>
  [1, 2, 3, 4, 5, 6].map(attempt => backoffMs(backoff, attempt, random))

describe('backoffMs', () => {
  it('grows by its factor up to its cap', () => {
    expect(attempts(plain, () => 0)).toEqual([100, 200, 400, 800, 1_000, 1_000])
  })

  it('takes its random share off, never on top', () => {
    const jittery = { ...plain, jitter: 0.5 }
    expect(attempts(jittery, () => 0)).toEqual([100, 200, 400, 800, 1_000, 1_000])
    expect(attempts(jittery, () => 1)).toEqual([50, 100, 200, 400, 500, 500])
  })

  it('takes anything below the first attempt for the first', () => {
    expect(backoffMs(plain, 0)).toBe(100)
    expect(backoffMs(plain, -3)).toBe(100)
  })

  it('stays a number after a night of failures', () => {
    expect(backoffMs({ ...plain, factor: 10, capMs: Number.POSITIVE_INFINITY }, 100_000)).toBeLessThan(
      Number.POSITIVE_INFINITY,
    )
    expect(backoffMs(gentleBackoff, 100_000, () => 0)).toBe(30_000)
  })
})

describe('gentleBackoff', () => {
  it('comes back within a second, and never stays away longer than half a minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const delayMs = backoffMs(gentleBackoff, attempt, () => chance)
        expect(delayMs).toBeGreaterThanOrEqual(600)
        expect(delayMs).toBeLessThanOrEqual(attempt === 1 ? 1_000 : 30_000)
      }),
    )
  })

  it('waits at least as long after each further failure', () => {
    const delays = Array.from({ length: 20 }, (_, i) => backoffMs(gentleBackoff, i + 1, () => 0.5))
    expect(delays).toEqual([...delays].sort((a, b) => a - b))
  })

  it('draws its own lots when none are given', () => {
    const delays = new Set(Array.from({ length: 50 }, () => backoffMs(gentleBackoff, 6)))
    expect(delays.size).toBeGreaterThan(1)
  })
})
