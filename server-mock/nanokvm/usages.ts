/** Keys by their number on the HID keyboard page (USB HID Usage Tables, chapter 10), as a host's system reads them. */
const fromFour = [
  ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map(letter => `Key${letter}`),
  ...[...'1234567890'].map(digit => `Digit${digit}`),
  ...['Enter', 'Escape', 'Backspace', 'Tab', 'Space', 'Minus', 'Equal', 'BracketLeft', 'BracketRight', 'Backslash'],
  ...['IntlHash', 'Semicolon', 'Quote', 'Backquote', 'Comma', 'Period', 'Slash', 'CapsLock'],
  ...Array.from({ length: 12 }, (_, i) => `F${i + 1}`),
  ...['PrintScreen', 'ScrollLock', 'Pause', 'Insert', 'Home', 'PageUp', 'Delete', 'End', 'PageDown'],
  ...['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'NumLock'],
  ...['NumpadDivide', 'NumpadMultiply', 'NumpadSubtract', 'NumpadAdd', 'NumpadEnter'],
  ...[...'1234567890'].map(digit => `Numpad${digit}`),
  ...['NumpadDecimal', 'IntlBackslash', 'ContextMenu', 'Power', 'NumpadEqual'],
  ...Array.from({ length: 12 }, (_, i) => `F${i + 13}`),
]

const further: Readonly<Record<number, string>> = {
  127: 'AudioVolumeMute',
  128: 'AudioVolumeUp',
  129: 'AudioVolumeDown',
  133: 'NumpadComma',
  135: 'IntlRo',
  136: 'KanaMode',
  137: 'IntlYen',
  138: 'Convert',
  139: 'NonConvert',
  144: 'Lang1',
  145: 'Lang2',
}

/** The `KeyboardEvent.code` of a usage. */
export function codeOfUsage(usage: number): string | undefined {
  return usage < 4 ? undefined : (fromFour[usage - 4] ?? further[usage])
}

/** The modifier byte's bits, lowest first. */
export const modifierCodes = [
  ...['ControlLeft', 'ShiftLeft', 'AltLeft', 'MetaLeft', 'ControlRight', 'ShiftRight', 'AltRight', 'MetaRight'],
] as const
