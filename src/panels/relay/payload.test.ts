import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePayload, encodePayload, holdsHex } from './payload'

const bytesOf = (text: string, form: 'text' | 'json' | 'hex') => encodePayload(text, form).bytes

it('finds bytes by their hex', () => {
  const bytes = Uint8Array.of(1, 2, 0x7b, 2, 0x7b, 0x22)
  expect(['7b 22', '7B22', '02 7b'].map(hex => holdsHex(bytes, hex))).toEqual([true, true, true])
  expect(['7b 23', 'x', '', '22 00'].map(hex => holdsHex(bytes, hex))).toEqual([false, false, false, false])
})

describe('encodePayload', () => {
  it('takes text as UTF-8, JSON as it stands, and hex with or without separators', () => {
    expect(bytesOf('é', 'text')).toEqual(new Uint8Array([0xc3, 0xa9]))
    expect(new TextDecoder().decode(bytesOf('{ "a":1 }', 'json'))).toBe('{ "a":1 }')
    expect(bytesOf('0x01 FF:0a,00', 'hex')).toEqual(new Uint8Array([1, 255, 10, 0]))
    expect(bytesOf('', 'hex')).toEqual(new Uint8Array())
  })

  it.each([
    ['0', 'hex'],
    ['zz', 'hex'],
    ['{"a":', 'json'],
  ] as const)('refuses %s as %s', (text, form) => {
    expect(encodePayload(text, form).problem).toBe(form)
  })
})

describe('decodePayload', () => {
  it('indents JSON, and shows what is none as text', () => {
    expect(decodePayload(new TextEncoder().encode('{"a":[1]}'), 'json')).toBe('{\n  "a": [\n    1\n  ]\n}')
    expect(decodePayload(new TextEncoder().encode('plain'), 'json')).toBe('plain')
    expect(decodePayload(new Uint8Array([0xff]), 'text')).toBe('\ufffd')
  })

  it('dumps bytes so that they read back', () => {
    expect(decodePayload(new Uint8Array([0x41, 0, 0x42]), 'hex')).toMatch(/^000000 {2}41 00 42 +A\.B$/)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
        const pairs = decodePayload(bytes, 'hex')
          .split('\n')
          .map(line => line.slice(8, 55))
          .join(' ')
        expect(bytesOf(pairs, 'hex')).toEqual(bytes)
      }),
    )
  })
})
