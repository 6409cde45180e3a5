/** A character as the server types it: modifier byte and usage. */
type Stroke = readonly [modifiers: number, usage: number]

const shift = 2
const altGr = 0x40

/* server/service/hid/paste.go: three layouts; what is in none of them is passed over without a word. */

const us = new Map<string, Stroke>([
  ...row('abcdefghijklmnopqrstuvwxyz', 0x04),
  ...row('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 0x04, shift),
  ...row('1234567890', 0x1e),
  ...row('!@#$%^&*()', 0x1e, shift),
  ...each({ '\n': 0x28, '\t': 0x2b, ' ': 0x2c }),
  ...each({ '-': 0x2d, '=': 0x2e, '[': 0x2f, ']': 0x30, '\\': 0x31, ';': 0x33, "'": 0x34, '`': 0x35 }),
  ...each({ ',': 0x36, '.': 0x37, '/': 0x38 }),
  ...each({ _: 0x2d, '+': 0x2e, '{': 0x2f, '}': 0x30, '|': 0x31, ':': 0x33, '"': 0x34, '~': 0x35 }, shift),
  ...each({ '<': 0x36, '>': 0x37, '?': 0x38 }, shift),
])

const german = new Map<string, Stroke>([
  ...us,
  ...each({ y: 0x1d, z: 0x1c, ä: 0x34, ö: 0x33, ü: 0x2f, ß: 0x2d }),
  ...each({ Y: 0x1d, Z: 0x1c, Ä: 0x34, Ö: 0x33, Ü: 0x2f }, shift),
  ...each({ '^': 0x35, '´': 0x2e, '+': 0x30, '#': 0x31, '<': 0x64, '-': 0x38 }),
  ...each({ '°': 0x35, '"': 0x1f, '§': 0x20, '&': 0x23, '/': 0x24, '(': 0x25, ')': 0x26, '?': 0x2d }, shift),
  ...each({ '`': 0x2e, '*': 0x30, "'": 0x31, '>': 0x64, ';': 0x36, ':': 0x37, _: 0x38 }, shift),
  ...each({ '@': 0x14, '€': 0x08, '²': 0x1f, '³': 0x20, '{': 0x24, '[': 0x25, ']': 0x26, '}': 0x27 }, altGr),
  ...each({ '\\': 0x2d, '~': 0x30, '|': 0x64 }, altGr),
])

const french = new Map<string, Stroke>([
  ...us,
  ...each({ a: 0x14, q: 0x04, z: 0x1a, w: 0x1d, m: 0x33 }),
  ...each({ A: 0x14, Q: 0x04, Z: 0x1a, W: 0x1d, M: 0x33 }, shift),
  ...row('1234567890', 0x1e, shift),
  ...row('&é"\'(-è_çà', 0x1e),
  ...each({ ')': 0x2d, '^': 0x2f, $: 0x30, '*': 0x31, ù: 0x34, ',': 0x10, ';': 0x36, ':': 0x37, '!': 0x38 }),
  ...each({ '°': 0x2d, '¨': 0x2f, '£': 0x30, µ: 0x31, '%': 0x34, '?': 0x10, '.': 0x36, '/': 0x37, '§': 0x38 }, shift),
  ...each({ '~': 0x1f, '#': 0x20, '{': 0x21, '[': 0x22, '|': 0x23, '`': 0x24, '\\': 0x25, '@': 0x27 }, altGr),
  ...each({ ']': 0x2d, '}': 0x2e, '€': 0x08 }, altGr),
])

/** The layout a language asks for; any other one is the US layout. */
export function pasteLayout(language: string | undefined, hasFrench: boolean): ReadonlyMap<string, Stroke> {
  if (language === 'de') return german
  return language === 'fr' && hasFrench ? french : us
}

function row(characters: string, usage: number, modifiers = 0): [string, Stroke][] {
  return [...characters].map((character, i) => [character, [modifiers, usage + i]])
}

function each(usages: Readonly<Record<string, number>>, modifiers = 0): [string, Stroke][] {
  return Object.entries(usages).map(([character, usage]) => [character, [modifiers, usage]])
}
