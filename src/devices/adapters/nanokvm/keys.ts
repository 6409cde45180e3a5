const run = (from: number, codes: readonly string[]) => codes.map((code, i): [string, number] => [code, from + i])
const numbered = (name: string, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => `${name}${first + i}`)

/** `KeyboardEvent.code` to the HID keyboard page's usage (sipeed/NanoKVM web/src/lib/keymap.ts). */
export const usages: ReadonlyMap<string, number> = new Map([
  ...run(
    0x04,
    [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map(letter => `Key${letter}`),
  ),
  ...run(0x1e, [...numbered('Digit', 1, 9), 'Digit0']),
  ...run(0x28, ['Enter', 'Escape', 'Backspace', 'Tab', 'Space', 'Minus', 'Equal', 'BracketLeft', 'BracketRight']),
  ...run(0x31, ['Backslash', 'IntlHash', 'Semicolon', 'Quote', 'Backquote', 'Comma', 'Period', 'Slash', 'CapsLock']),
  ...run(0x3a, numbered('F', 1, 12)),
  ...run(0x46, ['PrintScreen', 'ScrollLock', 'Pause', 'Insert', 'Home', 'PageUp', 'Delete', 'End', 'PageDown']),
  ...run(0x4f, ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp']),
  ...run(0x53, ['NumLock', 'NumpadDivide', 'NumpadMultiply', 'NumpadSubtract', 'NumpadAdd', 'NumpadEnter']),
  ...run(0x59, [...numbered('Numpad', 1, 9), 'Numpad0', 'NumpadDecimal', 'IntlBackslash', 'ContextMenu', 'Power']),
  ...run(0x67, ['NumpadEqual', ...numbered('F', 13, 24)]),
  ...run(0x7f, ['AudioVolumeMute', 'AudioVolumeUp', 'AudioVolumeDown']),
  ...run(0x85, ['NumpadComma']),
  ...run(0x87, ['IntlRo', 'KanaMode', 'IntlYen', 'Convert', 'NonConvert']),
  ...run(0x90, numbered('Lang', 1, 5)),
])

/** The largest usage of older descriptors and of HID-only mode: kvmapp/system/init.d/S03usbdev, S03usbhid. */
export const narrowUsage = 0x65

/** Modifier keys: their bit in a report, and what they are called. */
export const modifierBits: ReadonlyMap<string, number> = new Map([
  ['ControlLeft', 0x01],
  ['ShiftLeft', 0x02],
  ['AltLeft', 0x04],
  ['MetaLeft', 0x08],
  ['ControlRight', 0x10],
  ['ShiftRight', 0x20],
  ['AltRight', 0x40],
  ['MetaRight', 0x80],
])
