/** Final letters of cursor keys and the like: `CSI letter`, or `CSI 1 ; modifiers letter`. */
const letters: Readonly<Record<string, string>> = {
  ...{ ArrowUp: 'A', ArrowDown: 'B', ArrowRight: 'C', ArrowLeft: 'D', Home: 'H', End: 'F' },
  ...{ F1: 'P', F2: 'Q', F3: 'R', F4: 'S' },
}
/** Numbers of the others: `CSI number ~`. */
const numbers: Readonly<Record<string, number>> = {
  ...{ Delete: 3, PageUp: 5, PageDown: 6, F5: 15, F6: 17, F7: 18, F8: 19, F9: 20, F10: 21, F11: 23, F12: 24 },
}
const plain: Readonly<Record<string, string>> = {
  ...{ Escape: '\x1b', Tab: '\t', Enter: '\r', Backspace: '\x7f', Space: ' ' },
}
const isFunctionKey = /^F[1-4]$/

/**
 * What a terminal sends for a key, with the modifiers pressed before it, as xterm does (invisible-island.net/xterm,
 * ctlseqs). Names are `KeyboardEvent.code`. `applicationCursor`: the program has asked for the keypad's other form.
 * Empty for keys that a terminal has nothing for.
 */
export function keySequence(codes: readonly string[], applicationCursor: boolean): string {
  const key = codes.at(-1) ?? ''
  const held = (name: string) => codes.slice(0, -1).some(code => code.startsWith(name))
  const [shift, alt, ctrl] = [held('Shift'), held('Alt'), held('Control')]
  const modifiers = 1 + Number(shift) + 2 * Number(alt) + 4 * Number(ctrl)
  const letter = letters[key]
  if (letter) {
    if (modifiers > 1) return `\x1b[1;${modifiers}${letter}`
    return applicationCursor || isFunctionKey.test(key) ? `\x1bO${letter}` : `\x1b[${letter}`
  }
  const number = numbers[key]
  if (number) return modifiers > 1 ? `\x1b[${number};${modifiers}~` : `\x1b[${number}~`
  if (key === 'Tab' && shift) return '\x1b[Z'
  const character = plain[key] ?? /^(?:Key|Digit)(.)$/.exec(key)?.[1]?.toLowerCase()
  if (character === undefined) return ''
  const shifted = shift ? character.toUpperCase() : character
  const sent = ctrl && /^[a-z ]$/.test(character) ? String.fromCharCode(character.charCodeAt(0) & 0x1f) : shifted
  return alt ? `\x1b${sent}` : sent
}
