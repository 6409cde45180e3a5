import { describe, expect, it } from 'vitest'
import type { OwnSeries } from '../devices/capabilities/stats'
import { RingSeries } from '../lib/ring'
import { type MachineFigures, verdictOf } from './verdict'

const nowMs = 100_000

/** The last ten seconds, each value all the time. */
function own(values: Partial<Record<OwnSeries, number>>) {
  const names = ['fps', 'bytesPerSecond', 'decodeMs', 'paintMs', 'queueMs', 'roundTripMs', 'inputToScreenMs'] as const
  const series = Object.fromEntries(
    names.map(name => {
      const ring = new RingSeries(20)
      const value = values[name]
      for (let ago = 10; value !== undefined && ago > 0; ago--) ring.push(nowMs - ago * 1000, value)
      return [name, ring]
    }),
  ) as Record<OwnSeries, RingSeries>
  return { series }
}
const bottleneck = { atMs: nowMs, connection: 'this' }

describe('verdictOf', () => {
  it('knows nothing without a connection, and little in its first second', () => {
    expect(verdictOf(own({ fps: 30 }), false, nowMs)).toEqual({ level: 'unknown', cause: 'not-connected' })
    expect(verdictOf(own({}), true, nowMs)).toEqual({ level: 'unknown', cause: 'measuring' })
  })

  it('is good when nothing holds the picture back, moving or still', () => {
    expect(verdictOf(own({ fps: 30, roundTripMs: 20, decodeMs: 40 }), true, nowMs)).toEqual({
      level: 'good',
      cause: 'nothing',
    })
    expect(verdictOf(own({ fps: 0 }), true, nowMs)).toEqual({ level: 'good', cause: 'still' })
  })

  it('tells the line from this computer', () => {
    expect(verdictOf(own({ fps: 5, roundTripMs: 300 }), true, nowMs)).toEqual({ level: 'poor', cause: 'round-trip' })
    expect(verdictOf(own({ fps: 5, decodeMs: 500, paintMs: 200 }), true, nowMs)).toEqual({
      level: 'poor',
      cause: 'computer',
    })
    expect(verdictOf(own({ fps: 5, queueMs: 300 }), true, nowMs)).toEqual({ level: 'fair', cause: 'computer' })
  })

  it('says the worst, not the first', () => {
    expect(verdictOf(own({ fps: 5, decodeMs: 300, roundTripMs: 300 }), true, nowMs).cause).toBe('round-trip')
  })

  it('believes the machine about itself, and takes its gaps for no news', () => {
    expect(verdictOf(own({ fps: 5 }), true, nowMs, { ...bottleneck, cpuNow: 2, networkNow: 10 })).toEqual({
      level: 'poor',
      cause: 'server',
    })
    expect(verdictOf(own({ fps: 5 }), true, nowMs, { ...bottleneck, networkNow: 5 })).toEqual({
      level: 'fair',
      cause: 'server-network',
    })
    expect(verdictOf(own({ fps: 5 }), true, nowMs, bottleneck).level).toBe('good')
  })

  it('blames the side that the figures show for answers that take long', () => {
    const slow = own({ fps: 5, roundTripMs: 300 })
    const cause = (told: object, figures: MachineFigures = {}) =>
      verdictOf(slow, true, nowMs, { ...bottleneck, ...told }, figures)
    // The processor's figure is the lower one, or the processor is busy by its own count.
    expect(cause({ cpuNow: 6, networkNow: 9.5 })).toEqual({ level: 'poor', cause: 'server' })
    expect(cause({}, { cpuPercent: 99 })).toEqual({ level: 'poor', cause: 'server' })
    // Neither: the line. A far machine with nothing to do is far.
    expect(cause({ cpuNow: 10, networkNow: 10 }, { cpuPercent: 5 })).toEqual({ level: 'poor', cause: 'round-trip' })
    expect(cause({ cpuNow: 8, networkNow: 5 }).cause).toBe('round-trip')
    // This page is as busy.
    expect(verdictOf(own({ fps: 5, roundTripMs: 300, queueMs: 700 }), true, nowMs)).toEqual({
      ...{ level: 'poor', cause: 'computer' },
    })
  })

  it('names the lower of the machine’s two figures', () => {
    const both = { ...bottleneck, cpuNow: 3, networkNow: 2 }
    expect(verdictOf(own({ fps: 5 }), true, nowMs, both).cause).toBe('server-network')
    expect(verdictOf(own({ fps: 5 }), true, nowMs, { ...both, cpuNow: 1 }).cause).toBe('server')
  })

  it('does not go by what the machine said long ago', () => {
    const old = { ...bottleneck, atMs: nowMs - 60_000, cpuNow: 1 }
    expect(verdictOf(own({ fps: 5 }), true, nowMs, old).level).toBe('good')
  })

  it('is poor while an answer is overdue, whatever was measured before', () => {
    expect(verdictOf(own({ fps: 30, roundTripMs: 20 }), true, nowMs, undefined, { overdueMs: 12_000 })).toEqual({
      ...{ level: 'poor', cause: 'no-answer' },
    })
  })
})
