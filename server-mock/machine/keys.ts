/** Keys of a US keyboard by `KeyboardEvent.code`: the character, and the one with Shift. */
export const usLayout: Readonly<Record<string, readonly [string, string]>> = {
  ...Object.fromEntries([...'abcdefghijklmnopqrstuvwxyz'].map(c => [`Key${c.toUpperCase()}`, [c, c.toUpperCase()]])),
  ...Object.fromEntries([...'1234567890'].map((c, i) => [`Digit${c}`, [c, '!@#$%^&*()'[i] ?? '']])),
  Space: [' ', ' '],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Backquote: ['`', '~'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  IntlBackslash: ['\\', '|'],
}

/** The number pad: with Num Lock, and the key it is without. */
export const numberPad: Readonly<Record<string, readonly [string, string]>> = {
  Numpad0: ['0', 'Insert'],
  Numpad1: ['1', 'End'],
  Numpad2: ['2', 'ArrowDown'],
  Numpad3: ['3', 'PageDown'],
  Numpad4: ['4', 'ArrowLeft'],
  Numpad5: ['5', ''],
  Numpad6: ['6', 'ArrowRight'],
  Numpad7: ['7', 'Home'],
  Numpad8: ['8', 'ArrowUp'],
  Numpad9: ['9', 'PageUp'],
  NumpadDecimal: ['.', 'Delete'],
}

/** Number pad keys that do not depend on Num Lock. */
export const numberPadPlain: Readonly<Record<string, string>> = {
  NumpadAdd: '+',
  NumpadSubtract: '-',
  NumpadMultiply: '*',
  NumpadDivide: '/',
}

export const modifierCodes: ReadonlySet<string> = new Set([
  ...['ShiftLeft', 'ShiftRight', 'ControlLeft', 'ControlRight', 'AltLeft', 'AltRight', 'MetaLeft', 'MetaRight'],
])

/** X11 keysyms of keys without a character: X11/keysymdef.h. */
const namedKeysyms: Readonly<Record<number, string>> = {
  65288: 'Backspace',
  65289: 'Tab',
  65056: 'Tab', // ISO_Left_Tab: Tab with Shift
  65293: 'Enter',
  65299: 'Pause',
  65300: 'ScrollLock',
  65301: 'PrintScreen', // Sys_Req
  65307: 'Escape',
  65360: 'Home',
  65361: 'ArrowLeft',
  65362: 'ArrowUp',
  65363: 'ArrowRight',
  65364: 'ArrowDown',
  65365: 'PageUp',
  65366: 'PageDown',
  65367: 'End',
  65377: 'PrintScreen',
  65379: 'Insert',
  65383: 'ContextMenu',
  65407: 'NumLock',
  65421: 'NumpadEnter',
  65429: 'Home',
  65430: 'ArrowLeft',
  65431: 'ArrowUp',
  65432: 'ArrowRight',
  65433: 'ArrowDown',
  65434: 'PageUp',
  65435: 'PageDown',
  65436: 'End',
  65438: 'Insert',
  65439: 'Delete',
  65450: 'NumpadMultiply',
  65451: 'NumpadAdd',
  65453: 'NumpadSubtract',
  65454: 'NumpadDecimal',
  65455: 'NumpadDivide',
  65505: 'ShiftLeft',
  65506: 'ShiftRight',
  65507: 'ControlLeft',
  65508: 'ControlRight',
  65509: 'CapsLock',
  65511: 'MetaLeft',
  65512: 'MetaRight',
  65513: 'AltLeft',
  65514: 'AltRight',
  65515: 'MetaLeft',
  65516: 'MetaRight',
  65535: 'Delete',
  65027: 'AltRight', // ISO_Level3_Shift
  ...Object.fromEntries(Array.from({ length: 24 }, (_, i) => [65470 + i, `F${i + 1}`])),
  ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [65456 + i, `Numpad${i}`])),
}

const codeOfCharacter = new Map(
  Object.entries(usLayout).flatMap(([code, [plain, shifted]]) =>
    code === 'IntlBackslash' ? [] : [[plain, code] as const, [shifted, code] as const],
  ),
)

/** The character of a keysym, empty when it has none: Latin-1 as it is, the rest of Unicode from 0x01000000 on. */
export function textOfKeysym(keysym: number): string {
  if ((keysym >= 0x20 && keysym <= 0x7e) || (keysym >= 0xa0 && keysym <= 0xff)) return String.fromCodePoint(keysym)
  if (keysym >= 0x01000100 && keysym <= 0x0110ffff) return String.fromCodePoint(keysym - 0x01000000)
  if (keysym >= 0xffb0 && keysym <= 0xffb9) return String(keysym - 0xffb0) // the viewer's own Num Lock decided
  if (keysym === 0xffae) return '.'
  if (keysym === 0x20ac) return '€' // the one old keysym that viewers still send
  return ''
}

/** Which key of a US keyboard a keysym would be; `undefined` when there is none. */
export function codeOfKeysym(keysym: number): string | undefined {
  return namedKeysyms[keysym] ?? codeOfCharacter.get(textOfKeysym(keysym))
}

/** AT set 1 scan codes as QEMU's extended key events carry them; 0x80 marks the second table (0xE0 before the code). */
const scanCodes: Readonly<Record<number, string>> = {
  ...Object.fromEntries(
    [
      ...['Escape', ...[...'1234567890'].map(d => `Digit${d}`), 'Minus', 'Equal', 'Backspace', 'Tab'],
      ...[...'QWERTYUIOP'].map(c => `Key${c}`),
      ...['BracketLeft', 'BracketRight', 'Enter', 'ControlLeft'],
      ...[...'ASDFGHJKL'].map(c => `Key${c}`),
      ...['Semicolon', 'Quote', 'Backquote', 'ShiftLeft', 'Backslash'],
      ...[...'ZXCVBNM'].map(c => `Key${c}`),
      ...['Comma', 'Period', 'Slash', 'ShiftRight', 'NumpadMultiply', 'AltLeft', 'Space', 'CapsLock'],
      ...Array.from({ length: 10 }, (_, i) => `F${i + 1}`),
      ...['NumLock', 'ScrollLock', 'Numpad7', 'Numpad8', 'Numpad9', 'NumpadSubtract', 'Numpad4', 'Numpad5', 'Numpad6'],
      ...['NumpadAdd', 'Numpad1', 'Numpad2', 'Numpad3', 'Numpad0', 'NumpadDecimal'],
    ].map((code, i) => [i + 1, code]),
  ),
  86: 'IntlBackslash',
  87: 'F11',
  88: 'F12',
  84: 'PrintScreen', // what the key sends while Alt is held
  156: 'NumpadEnter',
  157: 'ControlRight',
  181: 'NumpadDivide',
  183: 'PrintScreen',
  184: 'AltRight',
  197: 'NumLock', // as noVNC sends it
  198: 'Pause',
  199: 'Home',
  200: 'ArrowUp',
  201: 'PageUp',
  203: 'ArrowLeft',
  205: 'ArrowRight',
  207: 'End',
  208: 'ArrowDown',
  209: 'PageDown',
  210: 'Insert',
  211: 'Delete',
  219: 'MetaLeft',
  220: 'MetaRight',
  221: 'ContextMenu',
}

/** The key of a QEMU extended key event; `undefined` when it is unknown. */
export function codeOfScanCode(scanCode: number): string | undefined {
  return scanCodes[scanCode]
}
