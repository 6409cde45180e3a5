import { useState } from 'react'

/** A list of which the first part is shown. */
export interface Bounded<T> {
  readonly shown: readonly T[]
  /** How many are not. */
  readonly rest: number
  /** How many `more` brings. */
  readonly next: number
  more(): void
}

/**
 * The first `most` of a list that a machine may make long, and on demand as many again.
 *
 * @example const { shown, rest, next, more } = useBounded(images, 100)
 */
export function useBounded<T>(all: readonly T[], most: number): Bounded<T> {
  const [steps, setSteps] = useState(1)
  const shown = all.slice(0, steps * most)
  const rest = all.length - shown.length
  return { shown, rest, next: Math.min(rest, most), more: () => setSteps(steps + 1) }
}
