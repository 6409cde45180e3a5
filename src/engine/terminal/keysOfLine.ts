import type { LineKeys } from '../../lib/lineKeys'

/*
 * xterm.js sends what xterm does; gear on serial lines often wants something else. One keypress is one piece of input, so a
 * piece that is one of xterm's sequences is that key.
 */

/** xterm's sequences (invisible-island.net/xterm, ctlseqs) by key; a cursor key's other form is left to the program. */
const xterm: Readonly<Record<string, string>> = {
  '\x1bOP': 'F1',
  '\x1bOQ': 'F2',
  '\x1bOR': 'F3',
  '\x1bOS': 'F4',
  '\x1b[15~': 'F5',
  '\x1b[17~': 'F6',
  '\x1b[18~': 'F7',
  '\x1b[19~': 'F8',
  '\x1b[20~': 'F9',
  '\x1b[21~': 'F10',
  '\x1b[23~': 'F11',
  '\x1b[24~': 'F12',
  '\x1b[H': 'Home',
  '\x1bOH': 'Home',
  '\x1b[F': 'End',
  '\x1bOF': 'End',
  '\x1b[2~': 'Insert',
  '\x1b[3~': 'Delete',
  '\x1b[5~': 'PageUp',
  '\x1b[6~': 'PageDown',
}

/** What other terminals send for a key; where one has none, xterm's stays. */
const others: Readonly<Record<Exclude<LineKeys['functionKeys'], 'xterm'>, Readonly<Record<string, string>>>> = {
  // DEC's "Find" and "Select" stand where Home and End are; F1 to F4 are PF1 to PF4 (VT220 manual, table 3-4).
  vt220: { Home: '\x1b[1~', End: '\x1b[4~' },
  // terminfo, entry vt100.
  vt100: {
    F5: '\x1bOt',
    F6: '\x1bOu',
    F7: '\x1bOv',
    F8: '\x1bOl',
    F9: '\x1bOw',
    F10: '\x1bOx',
  },
  // Microsoft, "Serial Port and Modem Redirection: VT-UTF8 and VT100+", as UEFI's terminal driver reads it.
  'vt100+': {
    F1: '\x1b1',
    F2: '\x1b2',
    F3: '\x1b3',
    F4: '\x1b4',
    F5: '\x1b5',
    F6: '\x1b6',
    F7: '\x1b7',
    F8: '\x1b8',
    F9: '\x1b9',
    F10: '\x1b0',
    F11: '\x1b!',
    F12: '\x1b@',
    Home: '\x1bh',
    End: '\x1bk',
    Insert: '\x1b+',
    Delete: '\x1b-',
    PageUp: '\x1b?',
    PageDown: '\x1b/',
  },
}

const enter = { cr: '\r', crlf: '\r\n', lf: '\n' } as const
const del = '\x7f'
const bs = '\b'

/** What this line gets for a piece of xterm's input: a key, or a paste, whose line ends are those of Enter. */
export function keysOfLine(input: string, keys: LineKeys): string {
  if (input === del || input === bs) {
    const isSwapped = keys.backspace === 'bs'
    return (input === del) === isSwapped ? bs : del
  }
  const key = xterm[input]
  if (key === 'Delete' && keys.delete === 'del') return del
  if (key !== undefined && keys.functionKeys !== 'xterm') return others[keys.functionKeys][key] ?? input
  return keys.enter === 'cr' ? input : input.replaceAll('\r', enter[keys.enter])
}

/** What the terminal shows of typed bytes where the other side does not: a new line for Enter, a step back for Backspace. */
export function echoOf(bytes: Uint8Array): Uint8Array {
  const echo: number[] = []
  bytes.forEach((byte, i) => {
    if (byte === 13 || (byte === 10 && bytes[i - 1] !== 13)) echo.push(13, 10)
    else if (byte === 127 || byte === 8) echo.push(8, 32, 8)
    else if (byte >= 32) echo.push(byte)
  })
  return Uint8Array.from(echo)
}
