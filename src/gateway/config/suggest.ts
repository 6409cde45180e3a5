import { z } from 'zod'

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
