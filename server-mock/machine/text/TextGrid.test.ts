import { expect, test } from 'vitest'
import { TextGrid } from './TextGrid'

test('wraps, scrolls and keeps what has scrolled away', () => {
  const grid = new TextGrid(5, 2)
  grid.write('abcdefg\nx\n')
  expect(grid.text()).toBe('x\n')
  expect(grid.scrollback).toBe(2)
  expect([grid.textOf(0, 2), grid.textOf(1, 2)]).toEqual(['abcde', 'fg'])
})

test('understands sequences in whatever pieces they come', () => {
  const grid = new TextGrid(10, 2)
  for (const character of 'a\x1b[31;1mb\x1b[0mc\x1b[2;3Hd') grid.write(character)
  expect(grid.text()).toBe('abc\n  d')
  expect(grid.line(0)[1]).toMatchObject({ ink: 1, bold: true })
  expect(grid.line(0)[2]).toMatchObject({ ink: 7, bold: false })
})

test('goes back over the end of a wrapped line', () => {
  const grid = new TextGrid(4, 3)
  grid.write('abcde\b\b\bX')
  expect(grid.text()).toBe('abXd\ne\n')
})

test('says which rows changed, once', () => {
  const grid = new TextGrid(10, 4)
  grid.takeChanged()
  grid.write('a\nb')
  expect(grid.takeChanged().sort()).toEqual([0, 1])
  expect(grid.takeChanged()).toEqual([])
})

test('keeps the line with the cursor when it shrinks and brings lines back when it grows', () => {
  const grid = new TextGrid(10, 4)
  grid.write('1\n2\n3\n4')
  grid.resize(10, 2)
  expect(grid.text()).toBe('3\n4')
  grid.resize(12, 4)
  expect(grid.text()).toBe('1\n2\n3\n4')
})

test('rings and clears', () => {
  const grid = new TextGrid(10, 2)
  let rung = 0
  grid.onBell = () => rung++
  grid.write('a\nb\nc\x07\x1b[2J\x1b[3J\x1b[Hd')
  expect([rung, grid.text(), grid.scrollback]).toEqual([1, 'd\n', 0])
})
