import { launchPairs } from '../lib/launchMode'
import type { Settings } from '../stores/settingNames'
import { type LaunchValues, parameters } from './launchParameters'

/** Something in the address that was not taken as it stands; each becomes a visible notice. */
export type LaunchProblem =
  | { readonly kind: 'unknown' | 'malformed' | 'query-only'; readonly names: readonly string[] }
  | { readonly kind: 'password-in-query' }

/** What the address asked for, decoded once at the start. */
export interface Launch {
  readonly values: LaunchValues
  readonly settings: Partial<Settings>
  /** Which parameter set which setting, for the notice when it is locked. */
  readonly named: Readonly<Record<string, string>>
  readonly problems: readonly LaunchProblem[]
  /** From the fragment. Whoever takes it uses it once and keeps it nowhere else. */
  readonly password: string | undefined
  /** Query and fragment without any password, to be put into the address bar; `undefined` when there was none. */
  readonly cleaned: string | undefined
}

/** A notice names no more than this: an address may hold thousands. */
const mostNames = 8

interface Part {
  readonly from: 'query' | 'fragment'
  readonly pairs: readonly (readonly [name: string, text: string])[]
}

/**
 * Decodes query and fragment of an address. Fragment beats query; storage, deployer and locks come later, in
 * `stores/layered`. Never throws: what does not fit is named in `problems`.
 */
export function decodeLaunch(search: string, hash: string): Launch {
  const query: Part = { from: 'query', pairs: launchPairs(search) }
  const fragment: Part = { from: 'fragment', pairs: launchPairs(hash) }
  const collected = collect([query, fragment])
  const password = fragment.pairs.findLast(([name]) => name === 'password')?.[1]
  const inQuery = query.pairs.some(([name]) => isPassword(name))
  const problems: LaunchProblem[] = []
  if (inQuery) problems.push({ kind: 'password-in-query' })
  for (const kind of ['unknown', 'malformed', 'query-only'] as const) {
    const names = [...new Set(collected[kind])]
    const shown = names.length > mostNames ? [...names.slice(0, mostNames), '…'] : names
    if (names.length > 0) problems.push({ kind, names: shown })
  }
  return {
    values: collected.values,
    settings: collected.settings,
    named: collected.named,
    problems,
    password: password || undefined,
    cleaned: [...query.pairs, ...fragment.pairs].some(([name]) => isPassword(name))
      ? withoutPasswords(query, fragment)
      : undefined,
  }
}

function collect(parts: readonly Part[]) {
  let values: LaunchValues = {}
  let settings: Partial<Settings> = {}
  const named: Record<string, string> = {}
  const problems = { unknown: [] as string[], malformed: [] as string[], 'query-only': [] as string[] }
  // In the order of the table, so that `resize` comes after `scale` whatever the address's order; later parts beat earlier.
  for (const part of parts) {
    const known = new Map<string, string>()
    for (const [name, text] of part.pairs) {
      if (name === 'password' || (isPassword(name) && part.from === 'query')) continue
      const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
      if (!parameter) problems.unknown.push(shorten(name))
      // The server has decided by the first one: lib/launchMode.ts
      else if (parameter.in === 'query' && known.has(name)) problems.malformed.push(`${name}=${shorten(text)}`)
      else known.set(name, text)
    }
    for (const [name, parameter] of Object.entries(parameters)) {
      const text = known.get(name)
      if (text === undefined) continue
      if (parameter.in === 'query' && part.from === 'fragment') {
        problems['query-only'].push(name)
        continue
      }
      const decoded = parameter.decode(text)
      if (!decoded) problems.malformed.push(parameter.quiet ? name : `${name}=${shorten(text)}`)
      for (const setting of Object.keys(decoded?.settings ?? {})) named[setting] = name
      values = { ...values, ...decoded?.values }
      settings = { ...settings, ...decoded?.settings }
    }
  }
  // Several machines are for modes that show several.
  if ((values.device?.length ?? 0) > 1 && values.mode !== 'wall' && values.mode !== 'kiosk') {
    problems.malformed.push(`device=${shorten(values.device?.join(',') ?? '')}`)
    const { device: _several, ...rest } = values
    values = rest
  }
  // A listed machine has its name from the list; a link does not rename it.
  if (values.device && values.title !== undefined) {
    problems.malformed.push(`title=${shorten(values.title)}`)
    const { title: _unused, ...rest } = values
    values = rest
  }
  return { values, settings, named, ...problems }
}

/** In other letters it has no meaning, and is a password all the same. */
function isPassword(name: string): boolean {
  return name.trim().toLowerCase() === 'password'
}

/** The rest stays as it was written: only the password's own pairs go. */
function withoutPasswords(query: Part, fragment: Part): string {
  return part('?', query) + part('#', fragment)
}

function part(mark: '?' | '#', { pairs }: Part): string {
  const kept = new URLSearchParams(pairs.filter(([name]) => !isPassword(name)).map(pair => [...pair]))
  // `?view_only` and `?path=a/b` read as people wrote them.
  const text = kept
    .toString()
    .replace(/=(?=&|$)/g, '')
    .replaceAll('%2F', '/')
    .replaceAll('%2C', ',')
  return text === '' ? '' : mark + text
}

/** Foreign text in a notice: short, and on one line. */
function shorten(text: string): string {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}
