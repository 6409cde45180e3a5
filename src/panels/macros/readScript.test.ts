import { describe, expect, it } from 'vitest'
import { codeOf, nameOf } from './keyNames'
import { readScript } from './readScript'

describe('readScript', () => {
  it('reads keys, texts, pauses and notes', () => {
    const script = '# log in\nCtrl+Alt+Del\n\nwait 500 ms\ntype  two spaces \nwin + l\nNumpadEnter'
    expect(readScript(script).steps).toEqual([
      { do: 'press', codes: ['ControlLeft', 'AltLeft', 'Delete'] },
      { do: 'wait', ms: 500 },
      { do: 'type', text: ' two spaces ' },
      { do: 'press', codes: ['MetaLeft', 'KeyL'] },
      { do: 'press', codes: ['NumpadEnter'] },
    ])
  })

  it.each([
    ['Ctrl+Foo', { line: 1, text: 'Ctrl+Foo', why: 'key' }],
    ['Tab\nwait', { line: 2, text: 'wait', why: 'wait' }],
    ['wait 99999999', { line: 1, text: 'wait 99999999', why: 'wait' }],
    ['Ctrl++', { line: 1, text: 'Ctrl++', why: 'key' }],
    ['constructor', { line: 1, text: 'constructor', why: 'key' }],
  ])('stops at %s', (script, problem) => {
    expect(readScript(script)).toEqual({ problem })
  })
})

describe('key names', () => {
  it.each(['ControlLeft', 'AltRight', 'KeyQ', 'Digit7', 'F12', 'Delete', 'ArrowUp', 'NumpadAdd', 'Slash', 'Tab'])(
    '%s reads back as it is written',
    code => expect(codeOf(nameOf(code))).toBe(code),
  )
})
