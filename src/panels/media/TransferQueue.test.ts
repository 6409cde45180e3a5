// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { MediaCapability } from '../../devices/capabilities/media'
import { DeviceError } from '../../devices/errors'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { type Transfer, TransferQueue, transfersOf } from './TransferQueue'

const file = (name: string, content = 'x'.repeat(100)) => new File([content], name)

/** A device that takes what it is given when it is told to. */
function slowMedia() {
  const waiting: { name: string; finish(): void; fail(error: unknown): void; progress(done: number): void }[] = []
  const media = {
    ...fakeMedia(),
    upload: vi.fn((given: File, { signal, onProgress }: Parameters<MediaCapability['upload']>[1]) => {
      return new Promise<void>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
        waiting.push({
          name: given.name,
          finish: resolve,
          fail: reject,
          progress: done => onProgress?.(done, given.size),
        })
      })
    }),
  }
  return { media, waiting }
}

function fakeMedia(): MediaCapability {
  const device = new FakeDevice()
  device.arrive()
  const { media } = device.capabilities.getState()
  if (!media) throw new Error('the fake has no media')
  return media
}

const opened: TransferQueue[] = []
const queueFor = (media: MediaCapability, onEnd: (transfer: Transfer) => void = () => {}) => {
  const queue = new TransferQueue(media, onEnd)
  opened.push(queue)
  return queue
}
afterEach(() => {
  for (const queue of opened.splice(0)) queue.cancelAll()
})

describe('TransferQueue', () => {
  it('sends one at a time, in order, and tells each end', async () => {
    const { media, waiting } = slowMedia()
    const ended: string[] = []
    const queue = queueFor(media, ({ name, state }) => ended.push(`${name} ${state}`))
    queue.upload(file('a.iso'), {})
    queue.upload(file('b.iso'), {})
    expect(queue.transfers.getState().map(({ state }) => state)).toEqual(['running', 'waiting'])
    expect(waiting).toHaveLength(1)
    waiting[0]?.finish()
    await vi.waitFor(() => expect(waiting).toHaveLength(2))
    waiting[1]?.fail(new DeviceError('media-full'))
    await vi.waitFor(() => expect(ended).toEqual(['a.iso done', 'b.iso failed']))
    expect(queue.transfers.getState()[1]?.error).toBeInstanceOf(DeviceError)
  })

  it('counts progress and its rate', () => {
    vi.useFakeTimers()
    const { media, waiting } = slowMedia()
    const queue = queueFor(media)
    queue.upload(file('a.iso'), {})
    waiting[0]?.progress(10)
    vi.advanceTimersByTime(1_000)
    waiting[0]?.progress(30)
    expect(queue.transfers.getState()[0]).toMatchObject({ doneBytes: 30, totalBytes: 100, bytesPerSecond: 20 })
    vi.useRealTimers()
  })

  it('cancels what runs and what waits, and tries again what was cancelled', async () => {
    const { media, waiting } = slowMedia()
    const queue = queueFor(media)
    queue.upload(file('a.iso'), {})
    queue.upload(file('b.iso'), {})
    queue.cancel(2)
    queue.cancel(1)
    await vi.waitFor(() => {
      expect(queue.transfers.getState().map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
    })
    queue.again(1)
    await vi.waitFor(() => expect(waiting).toHaveLength(2))
    expect(waiting[1]?.name).toBe('a.iso')
    queue.clear()
    expect(queue.transfers.getState().map(({ state }) => state)).toEqual(['running'])
  })

  it('asks before the page is left while something is on its way', async () => {
    const { media, waiting } = slowMedia()
    const queue = queueFor(media)
    const leave = () => {
      const event = new Event('beforeunload', { cancelable: true })
      window.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect(leave()).toBe(false)
    queue.upload(file('a.iso'), {})
    expect(leave()).toBe(true)
    waiting[0]?.finish()
    await vi.waitFor(() => expect(leave()).toBe(false))
  })

  it('is one for each machine, and ends with it', async () => {
    const device = new FakeDevice()
    const { media } = slowMedia()
    const queue = transfersOf(device, media, () => {})
    expect(transfersOf(device, media, () => {})).toBe(queue)
    queue.upload(file('a.iso'), {})
    device.close()
    await vi.waitFor(() => expect(queue.transfers.getState()[0]?.state).toBe('cancelled'))
  })
})
