import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FrameMeter } from './FrameMeter'

let meter: FrameMeter

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['Date', 'performance'] })
  meter = new FrameMeter()
  meter.begin()
})
afterEach(() => void vi.useRealTimers())

const values = (name: keyof FrameMeter['series']) => {
  const ring = meter.series[name]
  return Array.from({ length: ring.length }, (_, i) => ring.at(i)?.value)
}

/** One frame, painted in this time. */
const paint = (paintMs: number) => meter.countPainter({ painted: 1, paintMs, decodeMs: 0 })

describe('an overdue answer', () => {
  it('stands for the round trip, which was measured before', () => {
    meter.countRoundTrip(20)
    vi.advanceTimersByTime(1_000)
    meter.tick()
    expect(meter.latest.getState()).toMatchObject({ roundTripMs: 20 })
    vi.advanceTimersByTime(1_000)
    meter.tick(12_000.4)
    expect(meter.latest.getState()).toMatchObject({ overdueMs: 12_000 })
    expect(meter.latest.getState()).not.toHaveProperty('roundTripMs')
    expect(values('roundTripMs')).toEqual([20, Number.NaN])
  })

  it('that this page itself held up counts as its own work', () => {
    meter.countRoundTrip(20, 400)
    vi.advanceTimersByTime(1_000)
    meter.tick()
    expect(meter.latest.getState()).toMatchObject({ roundTripMs: 20, queueMs: 400 })
  })
})

describe('a sample', () => {
  it('is what was counted in that second', () => {
    for (let i = 0; i < 3; i++) paint(4)
    meter.countPainter({ painted: 2, paintMs: 3, decodeMs: 8 })
    meter.countPainter({ painted: 0, paintMs: 0, decodeMs: 5 })
    meter.countBytes(1_000)
    meter.countBytes(500)
    meter.countBusy(30)
    meter.countQueue(7)
    for (const encoding of [7, 7, 16, 0]) meter.countRectangle(encoding)
    vi.advanceTimersByTime(1_000)
    meter.tick()
    expect(meter.latest.getState()).toEqual({
      fps: 5,
      bytesPerSecond: 1_500,
      decodeMs: 43, // 30 here, 13 in the painter
      paintMs: 15,
      queueMs: 7,
      rectanglesPerSecond: 4,
    })
  })

  it('is per second, however late the tick comes', () => {
    paint(1)
    meter.countBytes(1_001)
    vi.advanceTimersByTime(3_000)
    meter.tick()
    expect(meter.latest.getState()).toMatchObject({ fps: 0.3, bytesPerSecond: 334 })
  })

  it('waits for more when hardly any time has passed, and loses nothing', () => {
    paint(1)
    vi.advanceTimersByTime(199)
    meter.tick()
    expect(meter.latest.getState()).toEqual({})
    vi.advanceTimersByTime(801)
    meter.tick()
    expect(meter.latest.getState().fps).toBe(1)
  })

  it('begins again after each', () => {
    paint(1)
    vi.advanceTimersByTime(1_000)
    meter.tick()
    vi.advanceTimersByTime(1_000)
    meter.tick()
    expect(meter.latest.getState()).toMatchObject({ fps: 0, paintMs: 0 })
    expect(values('fps')).toEqual([1, 0])
  })

  it('shows the newest round trip, and a gap before the first', () => {
    vi.advanceTimersByTime(1_000)
    meter.tick()
    expect(meter.latest.getState()).not.toHaveProperty('roundTripMs')
    meter.countRoundTrip(30)
    meter.countRoundTrip(20)
    for (let i = 0; i < 2; i++) {
      vi.advanceTimersByTime(1_000)
      meter.tick()
    }
    expect(meter.latest.getState().roundTripMs).toBe(20)
    expect(values('roundTripMs')).toEqual([Number.NaN, 20, 20])
  })

  it('takes the next picture for the answer to a press, and the slowest of a second', () => {
    const press = (ms: number) => {
      meter.countPress()
      vi.advanceTimersByTime(ms)
      paint(1)
    }
    press(40)
    press(90)
    press(20)
    paint(1)
    vi.advanceTimersByTime(1_000)
    meter.tick()
    vi.advanceTimersByTime(1_000)
    meter.tick()
    press(3_000) // that picture was no answer
    meter.tick()
    expect(values('inputToScreenMs')).toEqual([90, Number.NaN, Number.NaN])
  })

  it('carries the time of day', () => {
    vi.advanceTimersByTime(1_000)
    meter.tick()
    expect(meter.series.fps.latest()?.atMs).toBe(1_001_000)
  })
})

describe('rectangles by encoding', () => {
  it('go by their names where they have one', () => {
    for (const encoding of [7, 7, -260, 12_345]) meter.countRectangle(encoding)
    expect(meter.rectanglesByEncoding()).toEqual({ Tight: 2, TightPNG: 1, 12345: 1 })
  })

  it('are counted since the connection began, not since the last sample', () => {
    meter.countRectangle(0)
    vi.advanceTimersByTime(1_000)
    meter.tick()
    meter.countRectangle(0)
    expect(meter.rectanglesByEncoding()).toEqual({ Raw: 2 })
    meter.begin()
    expect(meter.rectanglesByEncoding()).toEqual({})
  })
})

describe('connections', () => {
  it('leave a gap in every series between them, and nothing of the one before', () => {
    paint(1)
    meter.countRoundTrip(5)
    vi.advanceTimersByTime(1_000)
    meter.tick()
    meter.end()
    meter.end()
    expect(meter.latest.getState()).toEqual({})
    expect(values('fps')).toEqual([1, Number.NaN])

    vi.advanceTimersByTime(60_000)
    meter.begin()
    vi.advanceTimersByTime(1_000)
    meter.tick()
    expect(meter.latest.getState()).not.toHaveProperty('roundTripMs')
    for (const name of ['bytesPerSecond', 'decodeMs', 'paintMs', 'queueMs'] as const) {
      expect(values(name).slice(-2)).toEqual([Number.NaN, 0])
    }
  })

  it('do not count the time before them', () => {
    vi.advanceTimersByTime(9_000)
    meter.begin()
    paint(1)
    vi.advanceTimersByTime(1_000)
    meter.tick()
    expect(meter.latest.getState().fps).toBe(1)
  })

  it('are remembered for ten minutes', () => {
    for (let i = 0; i < 700; i++) {
      vi.advanceTimersByTime(1_000)
      meter.tick()
    }
    expect(meter.series.fps.length).toBe(600)
  })
})
