import fc from 'fast-check'
import { expect, test } from 'vitest'
import { intersect, type Rect, Region } from './Region'
import { type Change, UpdateTracker } from './UpdateTracker'

const side = 24
const screen: Rect = { x: 0, y: 0, width: side, height: side }

const rects = fc
  .record({
    x: fc.integer({ min: 0, max: side - 1 }),
    y: fc.integer({ min: 0, max: side - 1 }),
    width: fc.integer({ min: 1, max: side }),
    height: fc.integer({ min: 1, max: side }),
  })
  .map(rect => intersect(rect, screen) ?? screen)

type Step = { kind: 'change'; rect: Rect } | { kind: 'move'; rect: Rect; dx: number; dy: number } | { kind: 'send' }

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('change' as const), rect: rects }),
    fc.record({
      ...{ kind: fc.constant('move' as const), rect: rects },
      ...{ dx: fc.integer({ min: -6, max: 6 }), dy: fc.integer({ min: -6, max: 6 }) },
    }),
    fc.constant({ kind: 'send' as const }),
  ),
  { maxLength: 24 },
)

/** A picture of numbers; each change paints a number nobody has used. */
class Picture {
  readonly cells = new Array<number>(side * side).fill(0)

  fill(rect: Rect, value: number): void {
    this.each(rect, at => (this.cells[at] = value))
  }

  take(rect: Rect, from: Picture): void {
    this.each(rect, at => (this.cells[at] = from.cells[at] ?? -1))
  }

  carry(to: Rect, dx: number, dy: number): void {
    const before = [...this.cells]
    this.each(to, at => (this.cells[at] = before[at - dy * side - dx] ?? -1))
  }

  private each(rect: Rect, run: (at: number) => void): void {
    for (let y = rect.y; y < rect.y + rect.height; y++) {
      for (let x = rect.x; x < rect.x + rect.width; x++) run(y * side + x)
    }
  }
}

test('a copy that is brought up to date by what the tracker gives equals the original, whatever happened', () => {
  fc.assert(
    fc.property(steps, (all: readonly Step[]) => {
      const original = new Picture()
      const copy = new Picture()
      const tracker = new UpdateTracker(true)
      let next = 1
      const send = () => {
        const { copy: move, rects: due } = tracker.take(screen, true)
        if (move) copy.carry(move.to, move.dx, move.dy)
        for (const rect of due) copy.take(rect, original)
      }
      for (const step of all) {
        if (step.kind === 'send') send()
        if (step.kind === 'change') {
          original.fill(step.rect, next++)
          tracker.add({ kind: 'changed', rect: step.rect })
        }
        if (step.kind === 'move') {
          const to = intersect({ ...step.rect, x: step.rect.x + step.dx, y: step.rect.y + step.dy }, screen)
          if (!to) continue
          original.carry(to, step.dx, step.dy)
          const change: Change = { kind: 'moved', to, dx: step.dx, dy: step.dy }
          tracker.add(change)
        }
      }
      send()
      expect(copy.cells).toEqual(original.cells)
    }),
    { numRuns: 600 },
  )
})

test('a region covers what was added, without overlap, and never less after it was simplified', () => {
  fc.assert(
    fc.property(fc.array(rects, { maxLength: 60 }), all => {
      const region = new Region()
      for (const rect of all) region.add(rect)
      const seen = new Picture()
      for (const rect of region.rects) {
        for (let y = rect.y; y < rect.y + rect.height; y++) {
          for (let x = rect.x; x < rect.x + rect.width; x++) {
            expect(seen.cells[y * side + x]).toBe(0)
            seen.cells[y * side + x] = 1
          }
        }
      }
      for (const rect of all) {
        for (let y = rect.y; y < rect.y + rect.height; y++) {
          for (let x = rect.x; x < rect.x + rect.width; x++) expect(seen.cells[y * side + x]).toBe(1)
        }
      }
    }),
    { numRuns: 60 },
  )
})
