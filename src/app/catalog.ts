import { z } from 'zod/mini'
import type { DeviceEntry } from '../devices/device'
import { deviceIdPattern } from '../lib/deviceId'
import { MalformedError, StatusError, TimeoutError } from '../net/errors'
import { requestJson } from '../net/http'
import { decodeSettings, type Settings } from '../stores/settingNames'

/** What this deployment offers, from `devices.json`. */
interface Catalog {
  readonly entries: readonly DeviceEntry[]
  /** Servers that only the address names may be opened. */
  readonly adHoc: boolean
  readonly defaults: Partial<Settings>
  readonly locked: readonly string[]
  /** Sites that may frame the console and speak to it, with what each may do. */
  readonly embedOrigins?: Readonly<Record<string, readonly string[]>>
  /** There is no list: this page stands on the one machine that it names. */
  readonly isOwnDevice?: boolean
}

/** Why there is none. `absent`: this server has no such file; the page may stand on a device or under websockify. */
type CatalogProblem =
  | { readonly kind: 'absent' | 'unreachable' | 'timeout' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'malformed'; readonly detail: string }

export type CatalogResult =
  | { readonly catalog: Catalog; readonly problem?: undefined }
  | { readonly catalog?: undefined; readonly problem: CatalogProblem }

const device = z.object({
  id: z.string().check(z.regex(deviceIdPattern, 'expected a machine id')),
  name: z.optional(z.string()),
  family: z.string(),
  group: z.optional(z.string()),
  tags: z.optional(z.array(z.string())),
  has: z._default(z.array(z.string()), []),
  held: z.optional(z.boolean()),
  asks: z.optional(z.boolean()),
  relay: z.optional(z.array(z.string())),
  lineKeys: z.optional(z.unknown()),
})

const document = z.object({
  version: z.literal(1),
  devices: z.array(device),
  adHoc: z._default(z.boolean(), false),
  embed: z.optional(z.object({ origins: z.optional(z.record(z.string(), z.array(z.string()))) })),
  settings: z.optional(
    z.object({
      defaults: z.optional(z.record(z.string(), z.unknown())),
      locked: z.optional(z.array(z.string())),
    }),
  ),
})

/** Fetches and decodes `devices.json` beside the page. Never rejects but for `signal`. */
export async function fetchCatalog(signal: AbortSignal, findOwn = ownDevice): Promise<CatalogResult> {
  try {
    return { catalog: toCatalog(await requestJson('devices.json', document, { signal })) }
  } catch (error) {
    if (signal.aborted) throw error
    const problem = problemOf(error)
    const own = problem.kind === 'absent' ? await findOwn(signal) : undefined
    if (!own) return { problem }
    return { catalog: { entries: [own], adHoc: false, defaults: {}, locked: [], isOwnDevice: true } }
  }
}

/** Loaded only where there is no list. A part that does not load is no device found. */
async function ownDevice(signal: AbortSignal): Promise<DeviceEntry | undefined> {
  const { findOwnDevice } = await import('./ownDevice').catch(() => ({ findOwnDevice: undefined }))
  return findOwnDevice?.(signal)
}

/** Decodes an already parsed document. Throws MalformedError. */
function toCatalog(found: z.infer<typeof document>): Catalog {
  const ids = new Set<string>()
  for (const { id } of found.devices) {
    if (ids.has(id)) throw new MalformedError('devices', `“${id}” stands there twice`)
    ids.add(id)
  }
  return {
    entries: found.devices.map(toEntry),
    adHoc: found.adHoc,
    defaults: decodeSettings(found.settings?.defaults).settings,
    locked: found.settings?.locked ?? [],
    ...(found.embed?.origins && { embedOrigins: found.embed.origins }),
  }
}

function toEntry({
  id,
  name,
  family,
  group,
  tags,
  has,
  held,
  asks,
  relay,
  lineKeys,
}: z.infer<typeof device>): DeviceEntry {
  return {
    id,
    name: name || id,
    family,
    has: has.filter(bridge => bridge === 'vnc' || bridge === 'terminal'),
    base: `devices/${id}/`,
    ...(group && { group }),
    ...(tags && { tags }),
    ...(held && { held }),
    ...(asks !== undefined && { asks }),
    ...(relay && { relay }),
    ...(lineKeys !== undefined && { lineKeys }),
  }
}

function problemOf(error: unknown): CatalogProblem {
  if (error instanceof StatusError) {
    return error.status === 404 ? { kind: 'absent' } : { kind: 'status', status: error.status }
  }
  if (error instanceof TimeoutError) return { kind: 'timeout' }
  if (!(error instanceof MalformedError)) return { kind: 'unreachable' }
  // A static host answers a missing file with its page.
  return error.message === 'a web page' ? { kind: 'absent' } : { kind: 'malformed', detail: error.message }
}
