import { expect, it } from 'vitest'
import { Inflow } from './Inflow'

function slow() {
  const taken: number[] = []
  const pending: (() => void)[] = []
  const skipped: number[] = []
  const inflow = new Inflow(
    {
      write(bytes, done) {
        taken.push(bytes.length)
        pending.push(done)
      },
    },
    bytes => skipped.push(bytes),
    { highBytes: 100, lowBytes: 20 },
  )
  return {
    inflow,
    taken,
    skipped,
    finish: () => pending.shift()?.(),
    push: (n: number) => inflow.push(new Uint8Array(n)),
  }
}

it('passes everything on while the terminal keeps up', () => {
  const { push, taken, finish, skipped } = slow()
  for (let i = 0; i < 10; i++) {
    push(90)
    finish()
  }
  expect(taken).toHaveLength(10)
  expect(skipped).toEqual([])
})

it('skips what comes too fast, says how much, and goes on', () => {
  const { push, taken, finish, skipped } = slow()
  for (let i = 0; i < 100; i++) push(40)
  expect(taken).toEqual([40, 40])
  finish()
  expect(skipped).toEqual([]) // still above the low mark
  finish()
  expect(skipped).toEqual([98 * 40])
  push(10)
  expect(taken).toEqual([40, 40, 10])
})

it('does not stop for ever at one message larger than everything', () => {
  const { push, taken, skipped } = slow()
  push(500)
  expect(skipped).toEqual([500])
  push(10)
  expect(taken).toEqual([10])
})
