import fc from 'fast-check'
import { expect, it } from 'vitest'
import { beginningOf, piecesOf } from './pieces'

it('is the whole text in pieces that can be laid out, whatever its lines are', () => {
  for (const text of [
    'line of text\n'.repeat(80_000),
    'x'.repeat(1_000_000),
    `${'x'.repeat(1_000)}\n`.repeat(1_000),
    '\n'.repeat(100_000),
    '😀'.repeat(50_000),
    '',
  ]) {
    const pieces = piecesOf(text)
    expect(pieces.join('')).toBe(text)
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(2_000)
      expect(piece.split('\n').length).toBeLessThanOrEqual(41)
      expect(piece).not.toMatch(/[\ud800-\udbff]$/)
    }
  }
})

it('keeps any text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 900 })), lines => {
      const text = lines.join('\n')
      expect(piecesOf(text).join('')).toBe(text)
      expect(text.startsWith(beginningOf(text, 700))).toBe(true)
      expect(beginningOf(text, 700).length).toBeLessThanOrEqual(700)
    }),
  )
})

it('begins a text without half a character', () => {
  expect(beginningOf('a😀b', 2)).toBe('a')
  expect(beginningOf('a😀b', 3)).toBe('a😀')
})
