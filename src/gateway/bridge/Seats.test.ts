import { expect, test } from 'vitest'
import { Seats } from './Seats.ts'

test('seats are counted for each address and in all, and given back once', () => {
  const seats = new Seats({ total: 3, perAddress: 2 })
  const first = seats.take('a')
  expect(seats.take('a')).toBeDefined()
  expect(seats.take('a')).toBeUndefined()
  expect(seats.take('b')).toBeDefined()
  expect(seats.take('c')).toBeUndefined()
  first?.()
  first?.()
  expect(seats.take('c')).toBeDefined()
  expect(seats.take('a')).toBeUndefined()
})
