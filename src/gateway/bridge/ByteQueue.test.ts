import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteQueue } from './ByteQueue.ts'

describe('ByteQueue', () => {
  test('gives exactly what was asked for, however it arrived', async () => {
    const queue = new ByteQueue()
    const taken = queue.take(3)
    for (const byte of [1, 2, 3, 4]) queue.push(Uint8Array.of(byte))
    expect([...(await taken)]).toEqual([1, 2, 3])
    expect([...queue.rest()]).toEqual([4])
    expect(queue.rest()).toHaveLength(0)
  })

  test('reads numbers in network order', async () => {
    const queue = new ByteQueue()
    queue.push(Uint8Array.of(7, 0, 0, 1, 2))
    expect(await queue.u8()).toBe(7)
    expect(await queue.u32()).toBe(258)
  })

  test('tells whoever waits that nothing more will come, but gives what is there', async () => {
    const queue = new ByteQueue()
    const waiting = queue.take(2)
    queue.push(Uint8Array.of(1))
    queue.fail(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    expect([...(await queue.take(1))]).toEqual([1])
    await expect(queue.u8()).rejects.toThrow('gone')
  })

  test('takes a byte for a byte, in however many pieces they come and go', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 })), fc.array(fc.nat(30)), async (pushed, taken) => {
        const queue = new ByteQueue()
        for (const bytes of pushed) queue.push(bytes)
        const all = Buffer.concat(pushed)
        let at = 0
        for (const count of taken) {
          if (at + count > all.length) break
          expect(await queue.take(count)).toEqual(all.subarray(at, at + count))
          at += count
        }
        expect(queue.rest()).toEqual(all.subarray(at))
      }),
    )
  })

  test('says when it holds enough, and when there is room again', async () => {
    const queue = new ByteQueue()
    let rooms = 0
    queue.onRoom = () => rooms++
    queue.push(new Uint8Array(65_535))
    expect(queue.isFull).toBe(false)
    queue.push(new Uint8Array(2))
    expect(queue.isFull).toBe(true)
    await queue.u8()
    expect([queue.isFull, rooms]).toEqual([true, 0])
    await queue.u8()
    expect([queue.isFull, rooms]).toEqual([false, 1])
  })

  test('copies nothing twice: a flood in small pieces takes no longer than its bytes', async () => {
    const queue = new ByteQueue()
    const piece = new Uint8Array(16)
    const startMs = performance.now()
    // 32 MB; a queue that is put together anew for each piece copies some terabytes
    for (let i = 0; i < 2_000_000; i++) queue.push(piece)
    await queue.take(65_536)
    expect(queue.rest()).toHaveLength(32_000_000 - 65_536)
    expect(performance.now() - startMs).toBeLessThan(10_000)
  })
})
