/** Typographic characters that kvmd types as plain ones; the em dash we replace ourselves. */
const replaced = '‘’“”–—'

/** Scripts that a layout has beside ASCII. Unknown layouts are taken for Latin. */
const scripts: readonly [layouts: RegExp, typed: RegExp][] = [
  [/^en-us($|-colemak)/, /^[\n\r\t\x20-\x7e]$/],
  [/^en-gb/, /^[\n\r\t\x20-\x7e£¬¦€]$/],
  [/^(ru|mk)$/, /^[\n\r\t\x20-\x7e\u0400-\u04ff№]$/],
  [/^ar$/, /^[\n\r\t\x20-\x7e\u0600-\u06ff]$/],
  [/^th$/, /^[\n\r\t\x20-\x7e\u0e00-\u0e7f]$/],
  [/^ja$/, /^[\n\r\t\x20-\x7e¥]$/],
]
const latin = /^[\n\r\t\x20-\x7e\xa1-\u024f€]$/

/**
 * Characters that this layout surely has no key for, each once, in order: kvmd skips them without a word. Which of its
 * letters a Latin layout has is in the device's own files; those are not claimed to be missing.
 */
export function untypeableIn(text: string, layout = 'en-us'): readonly string[] {
  const typed = scripts.find(([layouts]) => layouts.test(layout))?.[1] ?? latin
  return [...new Set(text)].filter(character => !typed.test(character) && !replaced.includes(character))
}
