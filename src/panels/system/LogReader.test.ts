import { describe, expect, it, vi } from 'vitest'
import { whenValue } from '../../lib/readable'
import { LogReader } from './LogReader'

describe('LogReader', () => {
  it('shows lines as they come, and that the device ended it', async () => {
    const reader = new LogReader(async function* () {
      yield 'one'
      yield 'two'
    })
    const { lines } = await whenValue(reader.state, ({ ended }) => ended)
    expect(lines).toEqual(['one', 'two'])
  })

  it('tells why there is no log', async () => {
    // biome-ignore lint/correctness/useYield: it fails before it has a line
    const reader = new LogReader(async function* () {
      throw new Error('LogReader is disabled')
    })
    const { error } = await whenValue(reader.state, ({ ended }) => ended)
    expect(error).toMatchObject({ message: 'LogReader is disabled' })
  })

  it('stops reading, without a word, when nobody looks', async () => {
    let seen: AbortSignal | undefined
    const reader = new LogReader(async function* ({ signal }) {
      seen = signal
      yield 'one'
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    await vi.waitFor(() => expect(reader.state.getState().lines).toEqual(['one']))
    reader.stop()
    expect(seen?.aborted).toBe(true)
    await Promise.resolve()
    expect(reader.state.getState().error).toBeUndefined()
  })
})
