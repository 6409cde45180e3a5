import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type DecodeAnswer, DecodePool, type DecodeRequest, type ToDecoder } from './DecodePool'
import { BatchWriter, op } from './ops'

/** A decoder that a test plays. */
class PlayedDecoder extends EventTarget {
  readonly requests: DecodeRequest[] = []
  readonly given: ArrayBuffer[] = []

  postMessage(message: ToDecoder): void {
    if ('spare' in message) this.given.push(message.spare)
    else this.requests.push(message)
  }

  answer(index: number, good: readonly number[]): void {
    const { id, tiles } = this.requests[index] ?? { id: -1, tiles: new Int32Array() }
    let areaPx = 0
    for (let i = 0; i < tiles.length; i += 4) areaPx += (tiles[i] ?? 0) * (tiles[i + 1] ?? 0)
    const pixels = Uint32Array.from({ length: areaPx }, (_, i) => i)
    const data: DecodeAnswer = { id, pixels, good: Uint8Array.from(good) }
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
}

beforeEach(() => vi.stubGlobal('ImageDecoder', class {}))
afterEach(() => void vi.unstubAllGlobals())

function start(size = 1) {
  const decoders: PlayedDecoder[] = []
  const pool = new DecodePool(() => {
    const decoder = new PlayedDecoder()
    decoders.push(decoder)
    return decoder as unknown as Worker
  }, size)
  return { pool, decoders }
}

/** A batch with JPEGs of these sizes, a fill before each. */
function batchOf(...sizes: readonly (readonly [width: number, height: number])[]) {
  const writer = new BatchWriter()
  for (const [width, height] of sizes) {
    writer.put(op.fill, 0, 0, 1, 1, 0)
    writer.put(op.jpeg, 0, 0, width, height, writer.add(Uint8Array.of(1, 2)), 2)
  }
  return writer.take()
}

describe('what is decoded elsewhere', () => {
  it('are images that the browser is faster at, each at its place among the others', () => {
    const { pool, decoders } = start()
    const taken = pool.take(batchOf([8, 8], [128, 64], [8, 8], [256, 64]))
    expect([...(decoders[0]?.requests[0]?.tiles ?? [])]).toEqual([128, 64, 0, 2, 256, 64, 2, 2])
    expect(taken?.nextAt).toBe(19)
    expect(taken?.isReady).toBe(false)
    const ready = vi.fn()
    taken?.whenReady(ready)
    decoders[0]?.answer(0, [1, 1])
    expect(ready).toHaveBeenCalledTimes(1)
    expect(taken?.next()?.length).toBe(128 * 64)
    expect(taken?.nextAt).toBe(45)
    expect(taken?.next()?.[0]).toBe(128 * 64)
    expect(decoders[0]?.given.length).toBe(0)
    expect(taken?.nextAt).toBe(-1)
    expect(decoders[0]?.given.length).toBe(1)
  })

  it('is nothing of a few small ones, and half of many', () => {
    const { pool, decoders } = start()
    expect(pool.take(batchOf([8, 8], [8, 8]))).toBeUndefined()
    pool.take(batchOf(...Array.from({ length: 20 }, () => [64, 64] as const)))
    expect(decoders[0]?.requests[0]?.tiles.length).toBe(10 * 4)
  })

  it('is nothing of one large image where the browser has no such decoder', () => {
    vi.unstubAllGlobals()
    expect(start().pool.take(batchOf([512, 512]))).toBeUndefined()
  })

  it('goes to who is least behind', () => {
    const { pool, decoders } = start(2)
    for (let i = 0; i < 4; i++) pool.take(batchOf([128, 64]))
    expect(decoders.map(({ requests }) => requests.length)).toEqual([2, 2])
  })
})

describe('a decoder that dies', () => {
  it('is not waited for, and gets nothing more', () => {
    const { pool, decoders } = start()
    const taken = pool.take(batchOf([128, 64]))
    const ready = vi.fn()
    taken?.whenReady(ready)
    decoders[0]?.dispatchEvent(new Event('error'))
    expect(ready).toHaveBeenCalledTimes(1)
    expect(taken?.isReady).toBe(true)
    expect(taken?.next()).toBeUndefined()
    expect(taken?.nextAt).toBe(-1)
    expect(pool.take(batchOf([128, 64]))).toBeUndefined()
  })
})
