import { usLayout } from '../machine/keys'

/** The layouts that a stock PiKVM brings: contrib/keymaps. */
export const keymapNames = [
  ...['ar', 'bepo', 'cz', 'da', 'de', 'de-ch', 'en-gb', 'en-us', 'en-us-altgr-intl', 'en-us-colemak', 'es', 'et', 'fi'],
  ...['fo', 'fr', 'fr-be', 'fr-ca', 'fr-ch', 'hr', 'hu', 'is', 'it', 'ja', 'lt', 'lv', 'mk', 'nl', 'no', 'pl', 'pt'],
  ...['pt-br', 'ru', 'sl', 'sv', 'th', 'tr'],
] as const

/** A key, and the modifier that must be down with it. */
interface TypedKey {
  readonly code: string
  readonly modifier?: string
}

/** Where a layout has its letters that a US keyboard has elsewhere: what matters to see that a layout was chosen. */
const swaps: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: { KeyY: 'KeyZ', KeyZ: 'KeyY' },
  'de-ch': { KeyY: 'KeyZ', KeyZ: 'KeyY' },
  fr: { KeyA: 'KeyQ', KeyQ: 'KeyA', KeyW: 'KeyZ', KeyZ: 'KeyW' },
  'fr-be': { KeyA: 'KeyQ', KeyQ: 'KeyA', KeyW: 'KeyZ', KeyZ: 'KeyW' },
}

/** Typographic characters that kvmd types as their plain sisters: kvmd/keyboard/printer.py. */
const plainSisters: Readonly<Record<string, string>> = { '‘': "'", '’': "'", '“': '"', '”': '"', '–': '-' }

const us = new Map<string, TypedKey>(
  Object.entries(usLayout).flatMap(([code, [plain, shifted]]) =>
    code === 'IntlBackslash'
      ? []
      : [[plain, { code }], ...(shifted === plain ? [] : ([[shifted, { code, modifier: 'ShiftLeft' }]] as const))],
  ),
)

/** The key for a character; `undefined` for one that the layout cannot type: kvmd skips it without a word. */
export function keyFor(character: string, keymap: string): TypedKey | undefined {
  if (character === '\n') return { code: 'Enter' }
  if (character === '\t') return { code: 'Tab' }
  const found = us.get(plainSisters[character] ?? character)
  const code = found && swaps[keymap]?.[found.code]
  return found && code !== undefined ? { ...found, code } : found
}
