import { layoutCharacters } from './layoutCharacters'

/** Typographic characters that kvmd types as plain ones; the em dash we replace ourselves. */
const replaced = '‚‘’„“”–—'
const ascii = /^[\n\r\t\x20-\x7e]$/

/** Of a layout that its owner added nothing is known: what no layout has is surely missing. */
const anywhere = Object.values(layoutCharacters).join('')

/** Characters that this layout has no key for, each once, in order: kvmd skips them without a word. */
export function untypeableIn(text: string, layout = 'en-us'): readonly string[] {
  const typed = (Object.hasOwn(layoutCharacters, layout) ? layoutCharacters[layout] : undefined) ?? anywhere
  return [...new Set(text)].filter(one => !ascii.test(one) && !replaced.includes(one) && !typed.includes(one))
}
