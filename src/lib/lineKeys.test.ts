import { expect, test } from 'vitest'
import { readLineKeys } from './lineKeys'

test('takes the choices there are, and nothing else', () => {
  const written = { enter: 'crlf', backspace: 'hash', functionKeys: 'vt100+', echo: 3, __proto__: 'x', other: 'cr' }
  expect(readLineKeys(written)).toEqual({ enter: 'crlf', functionKeys: 'vt100+' })
  for (const nothing of [undefined, null, 'cr', 5, []]) expect(readLineKeys(nothing)).toEqual({})
})
