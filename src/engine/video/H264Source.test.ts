import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FrameMeter } from '../FrameMeter'
import type { VideoFeed, VideoReport } from '../worker/VideoPainter'
import { H264Source } from './H264Source'
import type { VideoSink } from './VideoSurface'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const nothing: VideoReport = {
  ...{ consumed: 0, painted: 0, paintMs: 0, decodeMs: 0, bad: 0, widthPx: 0, heightPx: 0, lost: false },
}
const idr = () => Uint8Array.of(0, 0, 0, 1, 0x65, 0x88)
const slice = () => Uint8Array.of(0, 0, 0, 1, 0x41, 0x9a)

function play() {
  const fed: VideoFeed[] = []
  let tell: (report: VideoReport) => void = () => {}
  const surface: VideoSink = {
    meter: new FrameMeter(),
    attach: (_, onReport) => {
      tell = onReport
      return { feed: feed => fed.push(feed), detach: () => {} }
    },
  }
  const options = { wantKeyFrame: vi.fn(), failed: vi.fn(), queued: vi.fn<(units: number) => void>() }
  const source = new H264Source(surface, options)
  const key = () => source.push({ data: idr(), key: true })
  const delta = () => source.push({ data: slice(), key: false })
  return {
    ...options,
    source,
    fed,
    key,
    delta,
    tell: (report: Partial<VideoReport>) => tell({ ...nothing, ...report }),
  }
}

describe('a start', () => {
  it('waits for a key frame, and asks for one when the stream is in its middle', () => {
    const { delta, key, fed, wantKeyFrame } = play()
    expect([delta(), delta(), key(), delta()]).toEqual([false, false, true, true])
    expect(fed.length).toBe(2)
    expect(wantKeyFrame).toHaveBeenCalledTimes(1)
  })

  it('believes the stream where the device does not say', () => {
    const { source } = play()
    expect(source.push({ data: idr(), key: false })).toBe(true)
  })
})

describe('a decoder that falls behind', () => {
  it('gets no more until the next key frame, which is asked for until it comes', () => {
    const { delta, key, wantKeyFrame, tell, queued } = play()
    key()
    for (let i = 0; i < 31; i++) expect(delta()).toBe(true)
    expect(queued).toHaveBeenLastCalledWith(32)
    for (let i = 0; i < 5; i++) expect(delta()).toBe(false)
    expect(wantKeyFrame).toHaveBeenCalledTimes(1)
    tell({ consumed: 32, painted: 3 })
    expect(delta()).toBe(false)
    vi.advanceTimersByTime(2_000)
    expect(wantKeyFrame).toHaveBeenCalledTimes(2)
    expect([key(), delta()]).toEqual([true, true])
    vi.advanceTimersByTime(10_000)
    expect(wantKeyFrame).toHaveBeenCalledTimes(2)
  })

  it('and does nothing for seconds is given up', () => {
    const { delta, key, failed } = play()
    key()
    for (let i = 0; i < 31; i++) delta()
    vi.advanceTimersByTime(7_000)
    delta()
    expect(failed).toHaveBeenCalledExactlyOnceWith('stalled')
    expect(key()).toBe(false)
  })
})

describe('a stream that is lost', () => {
  it('goes on with a key frame, and is given up after several in a row', () => {
    const { key, delta, tell, failed, wantKeyFrame } = play()
    for (let i = 0; i < 2; i++) {
      key()
      tell({ consumed: 1, lost: true })
      expect(delta()).toBe(false)
    }
    key()
    tell({ consumed: 1, painted: 1 })
    key()
    tell({ consumed: 1, lost: true })
    expect(failed).not.toHaveBeenCalled()
    expect(wantKeyFrame).toHaveBeenCalledTimes(3)
    for (let i = 0; i < 2; i++) {
      key()
      tell({ consumed: 1, lost: true })
    }
    expect(failed).toHaveBeenCalledExactlyOnceWith('decoder-failed')
  })
})

describe('a pause', () => {
  it('drops everything, and asks for a key frame afterwards', () => {
    const { source, key, delta, wantKeyFrame, fed } = play()
    key()
    source.pause()
    expect(key()).toBe(false)
    source.resume()
    expect(wantKeyFrame).toHaveBeenCalledTimes(1)
    expect([delta(), key()]).toEqual([false, true])
    expect(fed.length).toBe(2)
    source.dispose()
    source.dispose()
    source.resume()
    expect(key()).toBe(false)
  })
})
