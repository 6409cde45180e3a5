import { expect, it } from 'vitest'
import { RingSeries } from '../../lib/ring'
import { statsCsv } from './exportStats'

it('is one table: a row for each moment, an empty cell for a gap, events in between', () => {
  const ring = (...samples: [number, number][]) => {
    const series = new RingSeries(10)
    for (const [atMs, value] of samples) series.push(atMs, value)
    return series
  }
  const text = statsCsv(
    [
      { name: 'fps', ring: ring([0, 30], [1000, Number.NaN]) },
      { name: 'cpuNow', ring: ring([5000, 9.5]) },
    ],
    [{ atMs: 2000, label: '=lost, again' }],
  )
  expect(text.split('\r\n')).toEqual([
    'time,fps,cpuNow,event',
    '1970-01-01T00:00:00.000Z,30,,',
    '1970-01-01T00:00:01.000Z,,,',
    '1970-01-01T00:00:02.000Z,,,"\'=lost, again"',
    '1970-01-01T00:00:05.000Z,,9.5,',
    '',
  ])
})
