import type { z } from 'zod/mini'
import { MalformedError } from './errors'

/** What a decoder is: any zod/mini schema. Unknown fields pass, missing needed ones are malformed with their path. */
export type Decoder<T> = z.ZodMiniType<T>

/** `input` as a `T`. Throws {@link MalformedError} with the path of the first field that does not fit. */
export function decode<T>(decoder: Decoder<T>, input: unknown): T {
  const result = decoder.safeParse(input)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new MalformedError(issue ? pathText(issue.path) : '', issue?.message ?? 'unexpected shape')
}

/** A longer text would hold up the page while it is read. Answers have the same limit in `readText`; this is for messages. */
export const mostJsonLetters = 4 * 1024 * 1024

/** JSON text as a `T`. Throws {@link MalformedError} for text that is no JSON, or too long, too. */
export function decodeJson<T>(decoder: Decoder<T>, text: string): T {
  if (text.length > mostJsonLetters) throw new MalformedError('', `longer than ${mostJsonLetters} letters`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new MalformedError('', text.trim() === '' ? 'empty answer' : 'not JSON')
  }
  return decode(decoder, value)
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}
