import { describe, expect, it } from 'vitest'
import { type LineKeys, usualLineKeys } from '../../lib/lineKeys'
import { echoOf, keysOfLine } from './keysOfLine'

const sent = (input: string, choice: Partial<LineKeys>) => keysOfLine(input, { ...usualLineKeys, ...choice })

describe('what a line gets for a key', () => {
  it.each([
    ['Enter', '\r', {}, '\r'],
    ['Enter', '\r', { enter: 'crlf' }, '\r\n'],
    ['Enter', '\r', { enter: 'lf' }, '\n'],
    ['a paste of two lines', 'one\rtwo\r', { enter: 'crlf' }, 'one\r\ntwo\r\n'],
    ['Backspace', '\x7f', {}, '\x7f'],
    ['Backspace', '\x7f', { backspace: 'bs' }, '\b'],
    ['Ctrl+Backspace', '\b', {}, '\b'],
    ['Ctrl+Backspace', '\b', { backspace: 'bs' }, '\x7f'],
    ['Delete', '\x1b[3~', {}, '\x1b[3~'],
    ['Delete', '\x1b[3~', { delete: 'del' }, '\x7f'],
    ['Delete', '\x1b[3~', { functionKeys: 'vt100+' }, '\x1b-'],
    ['F1', '\x1bOP', { functionKeys: 'vt220' }, '\x1bOP'],
    ['F5', '\x1b[15~', { functionKeys: 'vt100' }, '\x1bOt'],
    ['F12', '\x1b[24~', { functionKeys: 'vt100+' }, '\x1b@'],
    ['Home', '\x1b[H', { functionKeys: 'vt220' }, '\x1b[1~'],
    ['Home where the program asked for its other form', '\x1bOH', { functionKeys: 'vt100+' }, '\x1bh'],
    ['a cursor key', '\x1b[A', { functionKeys: 'vt100' }, '\x1b[A'],
    ['a letter', 'x', { enter: 'lf', backspace: 'bs', functionKeys: 'vt100' }, 'x'],
  ] as const)('%s', (_, input, choice, expected) => {
    expect(sent(input, choice)).toBe(expected)
  })
})

describe('local echo', () => {
  const echoed = (text: string) => new TextDecoder().decode(echoOf(new TextEncoder().encode(text)))

  it('shows letters, goes on in a new line and steps back, and shows no sequences', () => {
    expect(echoed('aü\r')).toBe('aü\r\n')
    expect(echoed('a\r\nb\n')).toBe('a\r\nb\r\n')
    expect(echoed('\x7f\b')).toBe('\b \b\b \b')
    expect(echoed('\x03')).toBe('')
  })
})
