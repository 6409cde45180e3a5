/** What a line's keys may send: each key of `LineKeys` with its choices, the usual one first. */
export const lineKeyChoices = {
  /** CR, CR LF or LF. */
  enter: ['cr', 'crlf', 'lf'],
  /** DEL (127) or BS (8, Ctrl+H); Ctrl+Backspace sends the other. */
  backspace: ['del', 'bs'],
  /** `ESC [ 3 ~` or DEL (127). */
  delete: ['sequence', 'del'],
  /** Function keys, and those above the cursor keys. `vt100+` is what firmware calls VT100+ and VT-UTF8. */
  functionKeys: ['xterm', 'vt220', 'vt100', 'vt100+'],
  /** `auto`: where telnet says that the other side does not echo. */
  echo: ['auto', 'on', 'off'],
} as const

export type LineKeys = { readonly [K in keyof typeof lineKeyChoices]: (typeof lineKeyChoices)[K][number] }

export const usualLineKeys: LineKeys = {
  enter: 'cr',
  backspace: 'del',
  delete: 'sequence',
  functionKeys: 'xterm',
  echo: 'auto',
}

/** The choices in a decoded JSON value; what is none is left out. */
export function readLineKeys(value: unknown): Partial<LineKeys> {
  if (typeof value !== 'object' || value === null) return {}
  const found = Object.entries(value).filter(
    ([name, choice]) => isName(name) && lineKeyChoices[name].some(each => each === choice),
  )
  return Object.fromEntries(found)
}

function isName(name: string): name is keyof LineKeys {
  return Object.hasOwn(lineKeyChoices, name)
}
