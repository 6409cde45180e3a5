import { describe, expect, it } from 'vitest'
import { canWrite, guessEncoding, readCutText, writeCutText } from './cutText'

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('what a server put into the clipboard', () => {
  it.each([
    ['ASCII', utf8('plain'), undefined, 'plain'],
    ['UTF-8', utf8('für 測試 “q”'), 'utf-8', 'für 測試 “q”'],
    ['Latin-1', Uint8Array.of(0xe4, 0xf6, 0xdf, 0x3f), 'latin-1', 'äöß?'],
    ['Windows-1252', Uint8Array.of(0x80, 0x93, 0x61, 0x94), 'windows-1252', '€“a”'],
    ['UTF-8 that is cut in a letter', utf8('aü').subarray(0, 2), 'latin-1', 'aÃ'],
    ['nothing', new Uint8Array(0), undefined, ''],
  ] as const)('is recognised and read: %s', (_, bytes, encoding, text) => {
    expect(guessEncoding(bytes)).toBe(encoding)
    expect(readCutText(bytes, encoding ?? 'latin-1')).toBe(text)
  })

  it('has line feeds alone, and no NUL at its end', () => {
    expect(readCutText(utf8('one\r\ntwo\rthree\n\0'), 'utf-8')).toBe('one\ntwo\nthree\n')
  })
})

describe('text for a server', () => {
  it.each([
    ['utf-8', 'ü€測', true, utf8('ü€測')],
    ['windows-1252', 'ü€測', false, Uint8Array.of(0xfc, 0x80, 0x3f)],
    ['windows-1252', 'ü€', true, Uint8Array.of(0xfc, 0x80)],
    ['latin-1', 'ü€', false, Uint8Array.of(0xfc, 0x3f)],
    ['latin-1', '😀', false, Uint8Array.of(0x3f)],
    ['latin-1', 'ü', true, Uint8Array.of(0xfc)],
  ] as const)('in %s: %s', (encoding, text, passes, bytes) => {
    expect(canWrite(text, encoding)).toBe(passes)
    expect(writeCutText(text, encoding)).toEqual(bytes)
  })
})
