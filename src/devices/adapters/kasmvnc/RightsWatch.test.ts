import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { KasmRelay } from './KasmRelay'
import type { KasmWire } from './KasmWire'
import { RightsWatch } from './RightsWatch'

let wire: { allRectangles: number; isPaused: boolean; isSilent: boolean; ask: ReturnType<typeof vi.fn> }
let mayWrite: boolean | undefined
let asked = 0
let found: string[]
let watch: RightsWatch

beforeEach(() => {
  vi.useFakeTimers()
  wire = { allRectangles: 0, isPaused: false, isSilent: true, ask: vi.fn() }
  mayWrite = true
  asked = 0
  found = []
  const relay = {
    mayWrite: async () => {
      asked++
      return mayWrite
    },
  }
  watch = new RightsWatch(wire as unknown as KasmWire, relay as unknown as KasmRelay, {
    write: may => found.push(`write ${may}`),
    read: may => found.push(`read ${may}`),
  })
})
afterEach(() => {
  watch.ended()
  vi.useRealTimers()
})
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
/** A picture that moves. */
const moving = async (seconds: number) => {
  for (let i = 0; i < seconds; i++) {
    wire.allRectangles += 10
    wire.isSilent = false
    await pass(1_000)
  }
}

it('says soon that an account may not see, and not of a picture that is on its way', async () => {
  watch.began()
  await pass(2_100)
  expect(found).toEqual(['write true', 'read false'])
  watch.began()
  wire.isSilent = false // bytes come, and no rectangle of them is whole
  found = []
  await pass(4_000)
  expect(found).toEqual(['write true'])
})

it('judges nothing by a server that does not answer', async () => {
  mayWrite = undefined
  watch.began()
  await pass(60_000)
  expect(found).toEqual([])
})

it('takes a moving picture for proof, and asks for the write right seldom unless it is used', async () => {
  watch.began()
  await moving(30)
  expect(found).not.toContain('read false')
  expect(asked).toBe(3)
  expect(wire.ask).not.toHaveBeenCalled()
  watch.used()
  await moving(5)
  expect(asked).toBe(4)
})

it('asks for one pixel of a still picture, which comes to who may see', async () => {
  watch.began()
  await moving(5)
  found = []
  wire.ask.mockImplementation(() => {
    wire.allRectangles++ // the server owes it
  })
  await pass(40_000)
  expect(wire.ask).toHaveBeenCalled()
  expect(found.filter(each => each.startsWith('read'))).not.toContain('read false')
  wire.ask.mockImplementation(() => {})
  await pass(15_000)
  expect(found).toContain('read false')
  found = []
  wire.allRectangles++
  await pass(5_000)
  expect(found).toContain('read true')
})

it('judges nothing while nobody looks', async () => {
  watch.began()
  await moving(5)
  found = []
  wire.isPaused = true
  await pass(60_000)
  expect(found.filter(each => each.startsWith('read'))).toEqual([])
})
