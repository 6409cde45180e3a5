/** Names an operator writes, beside the `KeyboardEvent.code` itself, which is always understood. Lower case. */
const codeByName: Readonly<Record<string, string>> = {
  ctrl: 'ControlLeft',
  control: 'ControlLeft',
  alt: 'AltLeft',
  altgr: 'AltRight',
  shift: 'ShiftLeft',
  win: 'MetaLeft',
  super: 'MetaLeft',
  cmd: 'MetaLeft',
  meta: 'MetaLeft',
  del: 'Delete',
  ins: 'Insert',
  esc: 'Escape',
  return: 'Enter',
  enter: 'Enter',
  tab: 'Tab',
  space: 'Space',
  backspace: 'Backspace',
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  home: 'Home',
  end: 'End',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  delete: 'Delete',
  insert: 'Insert',
  escape: 'Escape',
  print: 'PrintScreen',
  printscreen: 'PrintScreen',
  pause: 'Pause',
  menu: 'ContextMenu',
  capslock: 'CapsLock',
  numlock: 'NumLock',
  scrolllock: 'ScrollLock',
  minus: 'Minus',
  plus: 'NumpadAdd',
}

/** Every code that a key of a full keyboard has (W3C UI Events code values), as far as machines take them. */
const codePattern =
  /^(Key[A-Z]|Digit[0-9]|F([1-9]|1[0-9]|2[0-4])|Numpad([0-9]|Enter|Add|Subtract|Multiply|Divide|Decimal)|(Shift|Control|Alt|Meta)(Left|Right)|Arrow(Up|Down|Left|Right)|Page(Up|Down)|Home|End|Insert|Delete|Backspace|Tab|Enter|Escape|Space|Pause|PrintScreen|ScrollLock|NumLock|CapsLock|ContextMenu|Minus|Equal|Bracket(Left|Right)|Backslash|Semicolon|Quote|Backquote|Comma|Period|Slash|Intl(Backslash|Ro|Yen))$/

/** The code of a key as an operator names it: `Ctrl`, `F4`, `a`, `7`, `NumpadEnter`; `undefined` for no key. */
export function codeOf(name: string): string | undefined {
  const lower = name.toLowerCase()
  if (Object.hasOwn(codeByName, lower)) return codeByName[lower]
  if (/^[a-z]$/.test(lower)) return `Key${lower.toUpperCase()}`
  if (/^[0-9]$/.test(lower)) return `Digit${lower}`
  if (/^f([1-9]|1[0-9]|2[0-4])$/.test(lower)) return lower.toUpperCase()
  return codePattern.test(name) ? name : undefined
}

const nameByCode = new Map(
  [
    ['ControlLeft', 'Ctrl'],
    ['AltLeft', 'Alt'],
    ['AltRight', 'AltGr'],
    ['ShiftLeft', 'Shift'],
    ['MetaLeft', 'Win'],
    ['Delete', 'Del'],
    ['Escape', 'Esc'],
    ['ArrowUp', 'Up'],
    ['ArrowDown', 'Down'],
    ['ArrowLeft', 'Left'],
    ['ArrowRight', 'Right'],
  ].map(([code = '', name = '']) => [code, name] as const),
)

/** How a code is written: what `codeOf` reads back. */
export function nameOf(code: string): string {
  return nameByCode.get(code) ?? code.replace(/^(Key|Digit)(?=.$)/, '')
}
