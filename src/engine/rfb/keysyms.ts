/**
 * X keysyms for `KeyboardEvent.code` names, for keys that the page presses itself (Ctrl+Alt+Del, on-screen keys). A
 * physical keyboard goes through noVNC, which knows the layout. Source: X11 keysymdef.h.
 */
const named: Readonly<Record<string, number>> = {
  Backspace: 0xff08,
  Tab: 0xff09,
  Enter: 0xff0d,
  Pause: 0xff13,
  ScrollLock: 0xff14,
  PrintScreen: 0xff61,
  Escape: 0xff1b,
  Home: 0xff50,
  ArrowLeft: 0xff51,
  ArrowUp: 0xff52,
  ArrowRight: 0xff53,
  ArrowDown: 0xff54,
  PageUp: 0xff55,
  PageDown: 0xff56,
  End: 0xff57,
  Insert: 0xff63,
  ContextMenu: 0xff67,
  NumLock: 0xff7f,
  ShiftLeft: 0xffe1,
  ShiftRight: 0xffe2,
  ControlLeft: 0xffe3,
  ControlRight: 0xffe4,
  CapsLock: 0xffe5,
  AltLeft: 0xffe9,
  AltRight: 0xffea,
  MetaLeft: 0xffeb,
  MetaRight: 0xffec,
  Delete: 0xffff,
  NumpadEnter: 0xff8d,
  Space: 0x20,
  Minus: 0x2d,
  Equal: 0x3d,
  BracketLeft: 0x5b,
  BracketRight: 0x5d,
  Backslash: 0x5c,
  Semicolon: 0x3b,
  Quote: 0x27,
  Backquote: 0x60,
  Comma: 0x2c,
  Period: 0x2e,
  Slash: 0x2f,
}

const firstFunctionKey = 0xffbe

/** The keysym of a key without modifiers, on the US layout; `undefined` for a name that has none. */
export function keysymOf(code: string): number | undefined {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return letter.toLowerCase().charCodeAt(0)
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1]
  if (digit) return (code.startsWith('Numpad') ? 0xffb0 : 0x30) + Number(digit)
  const functionKey = /^F([1-9]|1[0-9]|2[0-4])$/.exec(code)?.[1]
  if (functionKey) return firstFunctionKey + Number(functionKey) - 1
  return Object.hasOwn(named, code) ? named[code] : undefined
}
