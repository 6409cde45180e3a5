import { expect, it } from 'vitest'
import { LateGate } from './LateGate'

it('lets two through, keeps the newest, and drops what came between', () => {
  const passed: number[] = []
  const gate = new LateGate<number>(item => passed.push(item))
  for (let i = 1; i <= 6; i++) gate.push(i)
  expect(passed).toEqual([1, 2])
  gate.consumed(1)
  expect(passed).toEqual([1, 2, 6])
  gate.consumed(2)
  gate.push(7)
  expect(passed).toEqual([1, 2, 6, 7])
  expect(gate.late).toBe(3)
})
