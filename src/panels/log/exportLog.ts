import { toCsv } from '../../lib/csv'
import type { DoneAction } from '../../stores/actions'
import type { Notice } from '../../stores/notices'

/** One line of an exported log. Holds what the page showed, which never includes typed text or credentials. */
interface ExportedLine {
  readonly time: string
  readonly machine: string
  readonly what: string
  readonly result: string
  readonly failed: boolean | 'unknown'
}

export function linesOfActions(done: readonly DoneAction[]): readonly ExportedLine[] {
  return done.map(({ atMs, deviceId, text, result = '', failed }) => ({
    ...{ time: new Date(atMs).toISOString(), machine: deviceId, what: text, result, failed },
  }))
}

export function linesOfNotices(all: readonly Notice[]): readonly ExportedLine[] {
  return all.map(({ atMs, text, more = '', tone }) => ({
    ...{ time: new Date(atMs).toISOString(), machine: '', what: text, result: more, failed: tone === 'bad' },
  }))
}

export function toJson(lines: readonly ExportedLine[]): string {
  return `${JSON.stringify(lines, undefined, 2)}\n`
}

const columns = ['time', 'machine', 'what', 'result', 'failed'] as const

/** RFC 4180, with a heading. */
export function logAsCsv(lines: readonly ExportedLine[]): string {
  return toCsv(
    columns,
    lines.map(line => columns.map(column => line[column])),
  )
}
