import { parse } from 'papaparse'
import type { UserRight } from '../../devices/capabilities/users'

/** One line of what was pasted, before anybody looked at what the machine has. */
export interface BulkRow {
  readonly name: string
  readonly password?: string
  /** Those it names; the others stay as they are. */
  readonly rights: Partial<Record<UserRight, boolean>>
  /** A word where yes or no was expected. */
  readonly notTruth?: string
}

export type BulkText =
  | { readonly rows: readonly BulkRow[]; readonly problem?: undefined }
  | { readonly rows?: undefined; readonly problem: 'cannotRead' | 'noNameColumn' }

/**
 * Reads accounts pasted as CSV with a heading (any of comma, semicolon, tab) or as the JSON list of KasmVNC's API.
 * Columns and keys: `name` or `user`, `password`, and one per right, with true/false, yes/no, 1/0 or nothing.
 */
export function readBulk(text: string, rights: readonly UserRight[]): BulkText {
  const trimmed = text.trim().replaceAll('\r\n', '\n') // one kind of line end, or the parser settles on the first
  if (/^[[{]/.test(trimmed)) return readJson(trimmed, rights)
  const { data, meta } = parse<Record<string, unknown>>(trimmed, {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: heading => heading.trim().toLowerCase(),
  })
  if (!meta.fields?.some(isNameKey)) return { problem: 'noNameColumn' }
  return { rows: data.map(row => readRow(row, rights)) }
}

function readJson(text: string, rights: readonly UserRight[]): BulkText {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: 'cannotRead' }
  }
  const list = Array.isArray(value) ? value : [value]
  if (!list.every(isRecord)) return { problem: 'cannotRead' }
  return { rows: list.map(row => readRow(row, rights)) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNameKey(key: string): boolean {
  return key === 'name' || key === 'user' || key === 'username'
}

function readRow(row: Record<string, unknown>, known: readonly UserRight[]): BulkRow {
  const name = Object.entries(row).find(([key]) => isNameKey(key))?.[1]
  const password = textOf(row.password)
  const rights: Partial<Record<UserRight, boolean>> = {}
  let notTruth: string | undefined
  for (const right of known) {
    const word = textOf(row[right]).trim()
    const truth = truthOf(word)
    if (truth !== undefined) rights[right] = truth
    else if (word !== '') notTruth = word
  }
  return {
    name: textOf(name).trim(),
    rights,
    ...(password !== '' && { password }),
    ...(notTruth !== undefined && { notTruth }),
  }
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value)
}

function truthOf(word: string): boolean | undefined {
  if (/^(true|yes|y|1|x)$/i.test(word)) return true
  return /^(false|no|n|0|-)$/i.test(word) ? false : undefined
}
