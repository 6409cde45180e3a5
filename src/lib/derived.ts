import { type Readable, writable } from './readable'

/**
 * A live value made of another one. Followers hear of it only when what `pick` gives differs in content: sources that
 * tell a whole new object for every small change cost them nothing. It lives as long as its source.
 */
export function derived<S, T>(source: Readable<S>, pick: (value: S) => T): Readable<T> {
  const made = writable(pick(source.getState()))
  source.subscribe(value => {
    const next = pick(value)
    if (!isSame(made.getState(), next)) made.set(next)
  })
  return made
}

/** Equal in content, for plain data. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [keys, others] = [Object.keys(a), Object.keys(b)]
  if (keys.length !== others.length || Array.isArray(a) !== Array.isArray(b)) return false
  const right = new Map<string, unknown>(Object.entries(b))
  return Object.entries(a).every(([key, value]) => right.has(key) && isSame(value, right.get(key)))
}
