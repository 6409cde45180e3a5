import { expect, test } from 'vitest'
import { usualLineKeys } from '../../lib/lineKeys'
import { lineKeysChoice } from './lineKeysChoice'

test('the operator’s choice goes over the entry’s, and is there on the next visit', () => {
  const kept: string[] = []
  const word = { known: () => kept.at(-1), remember: (text: string) => void kept.push(text) }
  const first = lineKeysChoice({ enter: 'crlf', backspace: 'bs' }, word)
  expect(first.state.getState()).toEqual({ ...usualLineKeys, enter: 'crlf', backspace: 'bs' })
  first.choose({ backspace: 'del' })
  first.choose({ echo: 'on' })
  const next = lineKeysChoice({ enter: 'lf', backspace: 'bs' }, word)
  expect(next.state.getState()).toEqual({ ...usualLineKeys, enter: 'lf', backspace: 'del', echo: 'on' })
})

test('what is kept and is no choice is as if nothing were', () => {
  for (const text of ['{', '[]', '{"enter":"tab"}', 'null'])
    expect(lineKeysChoice({}, { known: () => text, remember() {} }).state.getState()).toEqual(usualLineKeys)
})
