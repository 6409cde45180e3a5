const numbered = (name: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${name}${from + i}`)

/** Every key that kvmd has a name for; others are dropped there, and here (kvmd/keyboard/mappings.py:176-303). */
export const hidKeys: ReadonlySet<string> = new Set([
  ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map(letter => `Key${letter}`),
  ...[...numbered('Digit', 0, 9), ...numbered('Numpad', 0, 9), ...numbered('F', 1, 24)],
  ...['Enter', 'Escape', 'Backspace', 'Tab', 'Space', 'Minus', 'Equal', 'BracketLeft', 'BracketRight', 'Backslash'],
  ...['Semicolon', 'Quote', 'Backquote', 'Comma', 'Period', 'Slash', 'CapsLock', 'PrintScreen', 'ScrollLock', 'Pause'],
  ...['Insert', 'Home', 'PageUp', 'Delete', 'End', 'PageDown', 'ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'],
  ...['ControlLeft', 'ShiftLeft', 'AltLeft', 'MetaLeft', 'ControlRight', 'ShiftRight', 'AltRight', 'MetaRight'],
  ...['NumLock', 'NumpadDivide', 'NumpadMultiply', 'NumpadSubtract', 'NumpadAdd', 'NumpadEnter', 'NumpadDecimal'],
  ...['ContextMenu', 'Power', 'IntlBackslash', 'IntlYen', 'IntlRo', 'KanaMode', 'Convert', 'NonConvert'],
  ...['AudioVolumeMute', 'AudioVolumeUp', 'AudioVolumeDown'],
])
