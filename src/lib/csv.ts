/**
 * A table as RFC 4180 text, heading first. A cell that a spreadsheet would take for a formula gets an apostrophe, because
 * machines may put their own words there; numbers stay as they are.
 */
export function toCsv(columns: readonly string[], rows: readonly (readonly (string | number | boolean)[])[]): string {
  return [columns, ...rows, []].map(row => row.map(cell).join(',')).join('\r\n')
}

function cell(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value)
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
