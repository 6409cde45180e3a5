const numbered = (name: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${name}${from + i}`)

/** Every key that kvmd knows: kvmd/keyboard/mappings.py:176-303. */
export const hidKeys: ReadonlySet<string> = new Set([
  ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map(letter => `Key${letter}`),
  ...numbered('Digit', 0, 9),
  ...numbered('F', 1, 24),
  ...numbered('Numpad', 0, 9),
  ...['Enter', 'Escape', 'Backspace', 'Tab', 'Space', 'Minus', 'Equal', 'BracketLeft', 'BracketRight', 'Backslash'],
  ...['Semicolon', 'Quote', 'Backquote', 'Comma', 'Period', 'Slash', 'CapsLock', 'PrintScreen', 'Insert', 'Home'],
  ...['PageUp', 'Delete', 'End', 'PageDown', 'ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'],
  ...['ControlLeft', 'ShiftLeft', 'AltLeft', 'MetaLeft', 'ControlRight', 'ShiftRight', 'AltRight', 'MetaRight'],
  ...['Pause', 'ScrollLock', 'NumLock', 'ContextMenu', 'NumpadDivide', 'NumpadMultiply', 'NumpadSubtract'],
  ...['NumpadAdd', 'NumpadEnter', 'NumpadDecimal', 'Power', 'IntlBackslash', 'IntlYen', 'IntlRo', 'KanaMode'],
  ...['Convert', 'NonConvert', 'AudioVolumeMute', 'AudioVolumeUp', 'AudioVolumeDown'],
])

export const hidModifiers: ReadonlySet<string> = new Set([
  ...['ControlLeft', 'ShiftLeft', 'AltLeft', 'MetaLeft', 'ControlRight', 'ShiftRight', 'AltRight', 'MetaRight'],
])

/** kvmd's names of the mouse buttons, and the machine's. */
export const hidButtons = { left: 'left', right: 'right', middle: 'middle', up: 'back', down: 'forward' } as const

export type HidButtonName = keyof typeof hidButtons

export const hidButtonNames = Object.keys(hidButtons) as HidButtonName[]
