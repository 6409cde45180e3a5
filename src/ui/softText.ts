/** What a soft keyboard changed in its field. */
export interface SoftChange {
  /** Characters taken away at the end of what was there. */
  readonly erased: number
  readonly typed: string
}

/**
 * Soft keyboards send no usable key events: what they do is read off the field they write into. Everything behind the
 * common beginning was erased and typed anew, as word completion does.
 */
export function softChange(before: string, after: string): SoftChange {
  let same = 0
  while (same < before.length && before[same] === after[same]) same++
  return { erased: before.length - same, typed: after.slice(same) }
}

/** The key of a character, for combinations with Ctrl and the like; letters and digits are what those are made of. */
export function codeOfCharacter(character: string): string | undefined {
  if (/^[a-z]$/i.test(character)) return `Key${character.toUpperCase()}`
  if (/^\d$/.test(character)) return `Digit${character}`
  return ({ ' ': 'Space', '\n': 'Enter', '\t': 'Tab' } as Readonly<Record<string, string>>)[character]
}
