import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keysymOf } from './keysyms'

describe('keysymOf', () => {
  // X11 keysymdef.h, as `xev` shows them.
  const known: Readonly<Record<string, number>> = {
    KeyA: 0x61,
    KeyZ: 0x7a,
    Digit0: 0x30,
    Digit9: 0x39,
    Numpad0: 0xffb0,
    Numpad9: 0xffb9,
    F1: 0xffbe,
    F12: 0xffc9,
    F24: 0xffd5,
    Space: 0x20,
    Enter: 0xff0d,
    NumpadEnter: 0xff8d,
    Delete: 0xffff,
    ControlLeft: 0xffe3,
    ControlRight: 0xffe4,
    AltLeft: 0xffe9,
    MetaLeft: 0xffeb,
    PrintScreen: 0xff61,
  }
  for (const [code, keysym] of Object.entries(known)) {
    it(`${code} is 0x${keysym.toString(16)}`, () => expect(keysymOf(code)).toBe(keysym))
  }

  it('has all that the page presses itself', () => {
    const page = ['ControlLeft', 'AltLeft', 'Delete', 'Backspace', 'Tab', 'Escape', 'MetaLeft', 'PrintScreen', 'F11']
    for (const code of page) expect(keysymOf(code), code).toBeTypeOf('number')
  })

  it('knows no other names, however they look', () => {
    const strange = ['', 'A', 'Keya', 'KeyAB', 'Key1', 'Digit10', 'Numpad', 'F0', 'F25', 'F01', 'Fn', ' KeyA']
    for (const code of strange) expect(keysymOf(code), code).toBeUndefined()
  })

  it('takes nothing of a plain object for a key', () => {
    for (const code of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(keysymOf(code)).toBeUndefined()
    }
    fc.assert(
      fc.property(fc.string(), code => {
        expect(['number', 'undefined']).toContain(typeof keysymOf(code))
      }),
    )
  })

  it('gives no two keys the same keysym', () => {
    const codes = [
      ...Array.from({ length: 26 }, (_, i) => `Key${String.fromCharCode(65 + i)}`),
      ...Array.from({ length: 10 }, (_, i) => [`Digit${i}`, `Numpad${i}`]).flat(),
      ...Array.from({ length: 24 }, (_, i) => `F${i + 1}`),
      ...['Minus', 'Equal', 'BracketLeft', 'BracketRight', 'Backslash', 'Semicolon', 'Quote', 'Backquote', 'Comma'],
      ...['Period', 'Slash', 'Space', 'ShiftLeft', 'ShiftRight', 'ControlLeft', 'ControlRight', 'AltLeft', 'AltRight'],
      ...['Insert', 'Delete', 'Home', 'End', 'PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
    ]
    const keysyms = codes.map(keysymOf)
    expect(keysyms).not.toContain(undefined)
    expect(new Set(keysyms).size).toBe(codes.length)
  })
})
