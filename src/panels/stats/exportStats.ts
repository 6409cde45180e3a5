import { toCsv } from '../../lib/csv'
import type { RingSeries } from '../../lib/ring'

export interface ExportedSeries {
  readonly name: string
  readonly ring: RingSeries
}

/**
 * A table with a row for each moment and a column for each series; a gap is an empty cell. What happened stands in the
 * last column, in rows of its own.
 */
export function statsCsv(
  series: readonly ExportedSeries[],
  events: readonly { readonly atMs: number; readonly label: string }[],
): string {
  const rows = new Map<number, (string | number)[]>()
  const width = series.length + 1
  const rowAt = (atMs: number) => {
    const row = rows.get(atMs) ?? new Array<string | number>(width).fill('')
    rows.set(atMs, row)
    return row
  }
  series.forEach(({ ring }, column) => {
    for (let i = 0; i < ring.length; i++) {
      const sample = ring.at(i)
      if (sample) rowAt(sample.atMs)[column] = Number.isNaN(sample.value) ? '' : sample.value
    }
  })
  for (const { atMs, label } of events) rowAt(atMs)[width - 1] = label
  const sorted = [...rows].sort(([a], [b]) => a - b)
  return toCsv(
    ['time', ...series.map(({ name }) => name), 'event'],
    sorted.map(([atMs, cells]) => [new Date(atMs).toISOString(), ...cells]),
  )
}
