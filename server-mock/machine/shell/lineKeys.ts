import type { KeyStroke } from '../Keyboard'

const plain = { text: '', shift: false, ctrl: false, alt: false, meta: false, repeat: false }

/** Keys that send more than a character, as xterm writes them (with and without application mode). */
const sequences: Readonly<Record<string, string>> = {
  '[A': 'ArrowUp',
  '[B': 'ArrowDown',
  '[C': 'ArrowRight',
  '[D': 'ArrowLeft',
  OA: 'ArrowUp',
  OB: 'ArrowDown',
  OC: 'ArrowRight',
  OD: 'ArrowLeft',
  '[H': 'Home',
  '[F': 'End',
  OH: 'Home',
  OF: 'End',
  '[3~': 'Delete',
}

const controls: Readonly<Record<string, string>> = {
  '\r': 'Enter',
  '\n': 'Enter',
  '\t': 'Tab',
  '\x7f': 'Backspace',
  '\b': 'Backspace',
}

/** The strokes behind what a terminal sent. */
export function* lineKeys(text: string): Generator<KeyStroke> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a terminal sends
  for (const [part, sequence] of text.matchAll(/\x1b((?:\[[\d;]*[A-Za-z~])|O[A-Z])|\r\n|[\s\S]/gu)) {
    if (sequence !== undefined) {
      const code = sequences[sequence]
      if (code) yield { ...plain, code }
      continue
    }
    const code = controls[part] ?? controls[part[0] ?? '']
    const character = part.codePointAt(0) ?? 0
    if (code) yield { ...plain, code }
    else if (character >= 32) yield { ...plain, code: '', text: part }
    else if (character >= 1 && character <= 26)
      yield { ...plain, code: `Key${String.fromCharCode(character + 64)}`, ctrl: true }
  }
}
