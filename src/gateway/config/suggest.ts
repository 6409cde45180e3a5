import { z } from 'zod'

/** The nearest of `known` to a misspelt `word`, if any is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const best = known
    .map(candidate => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0]
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined
}

/** The keys that `schema` allows in the object at `path` of `value`. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[], value: unknown): readonly string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap(), path, value)
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const option = schema.options.find(candidate => claims(candidate, value))
    return option ? keysAt(option, path, value) : []
  }
  const [head, ...tail] = path
  if (schema instanceof z.ZodArray) return keysAt(schema.element, tail, at(value, head))
  if (!(schema instanceof z.ZodObject)) return []
  if (head === undefined) return Object.keys(schema.shape)
  const next = schema.shape[String(head)]
  return next ? keysAt(next, tail, at(value, head)) : []
}

function claims(option: z.core.$ZodType, value: unknown): boolean {
  if (!(option instanceof z.ZodObject)) return false
  const family = option.shape.family
  return family instanceof z.ZodLiteral && family.safeParse(at(value, 'family')).success
}

function at(value: unknown, key: PropertyKey | undefined): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return undefined
  return Reflect.get(value, key)
}

// Optimal string alignment: a swap of neighbours ("natve") counts as one slip, as a typist makes it.
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const cell = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, cell(i - 2, j - 2) + 1)
      rows[i]?.push(best)
    }
  }
  return cell(a.length, b.length)
}
