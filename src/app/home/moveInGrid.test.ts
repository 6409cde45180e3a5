import { describe, expect, it } from 'vitest'
import { moveInGrid } from './moveInGrid'

/** Three in a row, two below them. */
const rects = [
  [0, 0],
  [100, 0],
  [200, 0],
  [0, 80],
  [100, 80],
].map(([left = 0, top = 0]) => ({ left, top }) as DOMRect)

describe('moveInGrid', () => {
  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 2, 3],
    ['ArrowRight', 4, undefined],
    ['ArrowLeft', 0, undefined],
    ['ArrowLeft', 3, 2],
    ['ArrowDown', 1, 4],
    ['ArrowDown', 2, 4],
    ['ArrowDown', 3, undefined],
    ['ArrowUp', 4, 1],
    ['ArrowUp', 1, undefined],
    ['a', 1, undefined],
  ] as const)('%s from %i leads to %s', (key, from, to) => {
    expect(moveInGrid(key, from, rects)).toBe(to)
  })
})
