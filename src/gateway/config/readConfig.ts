import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { z } from 'zod'
import { nearest } from '../../lib/text.ts'
import { ConfigError, type ConfigProblem } from './ConfigError.ts'
import type { GatewayConfig } from './GatewayConfig.ts'
import { fieldName, locate } from './positions.ts'
import { missingSecrets, readDevice } from './readDevice.ts'
import { configSchema, entrySchema } from './schema.ts'
import type { SecretSources } from './secrets.ts'
import { keysAt } from './suggest.ts'

type Path = readonly PropertyKey[]
type LineOf = (path: Path) => number | undefined

/** Reads and decodes a wheelhouse.json; throws `ConfigError` with everything wrong in it. */
export function readConfigFile(
  file: string,
  secrets: Omit<SecretSources, 'folder'> = { env: process.env },
): GatewayConfig {
  const path = resolve(file)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`
    throw new ConfigError(path, [{ field: '', message }])
  }
  const { value, problems, lineOf } = locate(text)
  if (value === undefined) throw new ConfigError(path, problems)
  return decode(value, { source: path, sources: { ...secrets, folder: dirname(path) }, lineOf, problems })
}

/** The same for a configuration that is already an object, as the demo machines and tests hand it over. */
export function decodeConfig(
  value: unknown,
  secrets: Omit<SecretSources, 'folder'> = { env: process.env },
): GatewayConfig {
  const sources = { ...secrets, folder: process.cwd() }
  return decode(value, { source: 'The configuration', sources, lineOf: () => undefined, problems: [] })
}

interface Context {
  readonly source: string
  readonly sources: SecretSources
  readonly lineOf: LineOf
  /** What reading already found; decoding adds to it. */
  readonly problems: readonly ConfigProblem[]
}

function decode(value: unknown, { source, sources, lineOf, problems }: Context): GatewayConfig {
  const problem = (path: Path, message: string): ConfigProblem => {
    const line = lineOf(path)
    return { ...(line === undefined ? {} : { line }), field: fieldName(path), message }
  }
  const found = [...problems]
  const parsed = configSchema.safeParse(value)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) found.push(...explain(issue, value, problem))
  }
  // Entry by entry even when the file as a whole is wrong, so that one run lists missing secrets too.
  const devices = entriesOf(value).flatMap((entry, index) => {
    const decoded = entrySchema.safeParse(entry)
    if (!decoded.success) {
      found.push(
        ...missingSecrets(entry, sources).map(({ path, message }) => problem(['devices', index, ...path], message)),
      )
      return []
    }
    const { device, problems } = readDevice(decoded.data, sources)
    found.push(...problems.map(({ path, message }) => problem(['devices', index, ...path], message)))
    return [device]
  })
  found.push(...repeatedIds(value, problem))
  if (!parsed.success || found.length > 0) throw new ConfigError(source, found.sort(byLine))
  const { adHoc, embed, settings } = parsed.data
  return {
    devices,
    ...(adHoc === undefined ? {} : { adHoc }),
    embed: { origins: embed?.origins ?? {} },
    settings: { defaults: settings?.defaults ?? {}, locked: settings?.locked ?? [] },
  }
}

type Problem = (path: Path, message: string) => ConfigProblem

function explain(issue: z.core.$ZodIssue, value: unknown, problem: Problem): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(configSchema, issue.path, value)
    return issue.keys.map(key => problem([...issue.path, key], unknownKey(key, known)))
  }
  if (issue.code === 'invalid_key') {
    return [problem(issue.path, issue.issues[0]?.message ?? issue.message)]
  }
  const isMissing = issue.code === 'invalid_type' && / received undefined$/.test(issue.message)
  const message = issue.message.replace(/^Invalid (input|option): /, '')
  return [problem(issue.path, isMissing ? message.replace(/^(.*), received undefined$/, 'missing: $1') : message)]
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  return near === undefined ? `unknown key. Known here: ${known.join(', ')}.` : `unknown key. Did you mean "${near}"?`
}

function repeatedIds(value: unknown, problem: Problem): ConfigProblem[] {
  const first = new Map<unknown, number>()
  return entriesOf(value).flatMap((entry, index) => {
    const id: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'id') : undefined
    if (typeof id !== 'string') return []
    const earlier = first.get(id)
    if (earlier === undefined) {
      first.set(id, index)
      return []
    }
    return [problem(['devices', index, 'id'], `"${id}" is already devices[${earlier}]; every id must be different.`)]
  })
}

function entriesOf(value: unknown): readonly unknown[] {
  const devices: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'devices') : undefined
  return Array.isArray(devices) ? devices : []
}

function byLine(a: ConfigProblem, b: ConfigProblem): number {
  return (a.line ?? 0) - (b.line ?? 0)
}
