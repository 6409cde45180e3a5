import { expect, it } from 'vitest'
import { keySequence } from './keySequence'

it.each([
  [['Escape'], '\x1b'],
  [['ArrowUp'], '\x1b[A'],
  [['ControlLeft', 'ArrowLeft'], '\x1b[1;5D'],
  [['F1'], '\x1bOP'],
  [['F5'], '\x1b[15~'],
  [['ShiftLeft', 'F5'], '\x1b[15;2~'],
  [['Delete'], '\x1b[3~'],
  [['ControlLeft', 'AltLeft', 'Delete'], '\x1b[3;7~'],
  [['ControlLeft', 'KeyC'], '\x03'],
  [['AltLeft', 'KeyF'], '\x1bf'],
  [['ShiftLeft', 'Tab'], '\x1b[Z'],
  [['ShiftLeft', 'KeyA'], 'A'],
  [['Digit7'], '7'],
  [['Backspace'], '\x7f'],
  [['MetaLeft'], ''],
])('%j is sent as xterm sends it', (codes, sent) => expect(keySequence(codes, false)).toBe(sent))

it('has another form of the arrows for programs that ask', () => {
  expect(keySequence(['ArrowUp'], true)).toBe('\x1bOA')
})
