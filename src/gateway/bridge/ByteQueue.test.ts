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
})
