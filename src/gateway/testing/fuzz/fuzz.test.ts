import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'

test('the gateway goes on for everybody else, whatever it is sent', { timeout: 120_000 }, async () => {
  const seed = Date.now() % 2 ** 31
  const report = await fuzz({ seed, inputs: 3_000 })
  expect(report, `seed ${seed}`).toMatchObject({ ended: undefined, unforeseen: [] })
  expect(Object.values(report.tried).reduce((sum, count) => sum + count, 0)).toBe(3_000)
  expect(report.asked).toBeGreaterThan(50)
})
