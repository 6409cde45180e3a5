import type { DoneAction } from '../../stores/actions'
import type { Notice } from '../../stores/notices'

/** One line of an exported log. Holds what the page showed, which never includes typed text or credentials. */
interface ExportedLine {
  readonly time: string
  readonly machine: string
  readonly what: string
  readonly result: string
  readonly failed: boolean
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
export function toCsv(lines: readonly ExportedLine[]): string {
  const rows = lines.map(line => columns.map(column => cell(String(line[column]))).join(','))
  return [columns.join(','), ...rows, ''].join('\r\n')
}

function cell(text: string): string {
  // A spreadsheet would take it for a formula; machines may put their own words here.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Saves text through the browser's downloads. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has read it by then; a revoked URL would end it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
