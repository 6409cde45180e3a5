const ascii = /^[\n\r\t\x20-\x7e]$/

/**
 * What each layout has beside ASCII, and what of it comes out as something else: `=` of the German and `<`, `>` of the
 * French map keep their US places, and dead keys are pressed once only (sipeed/NanoKVM server/service/hid/paste.go).
 */
const layouts: Readonly<Record<string, { readonly more: string; readonly wrong: string }>> = {
  us: { more: '', wrong: '' },
  de: { more: 'äöüÄÖÜß°§€²³', wrong: '=^`' },
  fr: { more: 'éèçàù°£µ§€', wrong: '<>^`' },
}

/** Characters that this layout cannot type, each once, in order: the device skips them without a word, or errs. */
export function untypeableIn(text: string, layout = 'us'): readonly string[] {
  const { more, wrong } = layouts[layout] ?? { more: '', wrong: '' }
  const isTyped = (character: string) =>
    (ascii.test(character) || more.includes(character)) && !wrong.includes(character)
  return [...new Set(text)].filter(character => !isTyped(character))
}
