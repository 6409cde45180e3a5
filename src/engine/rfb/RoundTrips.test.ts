import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { RoundTrips } from './RoundTrips'

const counted: [number | undefined, number][] = []
let sent = 0
let takes = true
let trips: RoundTrips

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  counted.length = sent = 0
  takes = true
  const meter = { countRoundTrip: (ms: number | undefined, ownMs: number) => void counted.push([ms, ownMs]) }
  const probeRoundTrip = () => {
    if (takes) sent++
    return takes
  }
  trips = new RoundTrips(meter, { probeRoundTrip })
})
afterEach(() => {
  trips.dispose()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

it('measures from the probe to its answer, one at a time', () => {
  trips.probe()
  vi.advanceTimersByTime(40)
  trips.probe()
  trips.answered()
  trips.answered()
  expect([sent, counted]).toEqual([1, [[40, 0]]])
  trips.probe()
  expect(sent).toBe(2)
})

it('takes off what this page was busy for: the answer lay here', () => {
  trips.probe()
  vi.advanceTimersByTime(100)
  // Nothing of ours runs for 750 ms, and then the answer is taken before the timer.
  const busy = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 750)
  trips.answered()
  busy.mockRestore()
  expect(counted).toEqual([[150, 700]])
})

it('says for how long an answer is overdue, and does not take it for a measurement', () => {
  trips.probe()
  vi.advanceTimersByTime(20)
  trips.answered()
  trips.probe()
  vi.advanceTimersByTime(2_900)
  expect(trips.overdueMs).toBeUndefined()
  vi.advanceTimersByTime(9_100)
  trips.probe()
  expect(trips.overdueMs).toBeCloseTo(12_000, -1)
  expect(sent).toBe(2)
  trips.answered()
  expect(trips.overdueMs).toBeUndefined()
  expect(counted).toEqual([
    [20, 0],
    [undefined, 0],
  ])
})

it('expects nothing of a server that never answered one, or takes none', () => {
  trips.probe()
  vi.advanceTimersByTime(20_000)
  expect(trips.overdueMs).toBeUndefined()
  trips.dispose()
  takes = false
  trips.probe()
  expect([sent, trips.overdueMs]).toEqual([1, undefined])
})
