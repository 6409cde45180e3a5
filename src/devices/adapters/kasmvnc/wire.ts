import { z } from 'zod/mini'
import { decodeJson } from '../../../net/decode'
import type { RemoteFile } from '../../capabilities/files'
import type { Viewer } from '../../capabilities/roster'
import type { BottleneckSample, FrameStages, HealthState } from '../../capabilities/stats'
import type { Account, UserList, UserRight } from '../../capabilities/users'

const figure = z.nullable(z.number())
const figures = z.array(figure)
const table = z.record(z.string(), z.record(z.string(), figures))

/** The server divides by zero and prints what comes of it; only inside lists, as a user may be called `nan`. */
function withoutNan(text: string): string {
  return text.replace(/(?<=[[,]\s*)-?(?:nan|inf)(?=\s*[,\]])/g, 'null')
}

/** Message 178: our own connection. A figure that is none is a gap: the state of an idle desktop. */
export function readOwnBottleneck(text: string, atMs: number): BottleneckSample {
  return sample(decodeJson(figures, withoutNan(text)), { atMs, connection: 'this' })
}

/** `get_bottleneck_stats`: by user and connection. An empty answer means too many connections. */
export function readBottlenecks(text: string, atMs: number): readonly BottleneckSample[] {
  if (text.trim() === '') return []
  const users = decodeJson(table, withoutNan(text))
  return Object.entries(users).flatMap(([user, connections]) =>
    Object.entries(connections).map(([connection, values]) => sample(values, { atMs, user, connection })),
  )
}

function sample(
  values: readonly (number | null)[],
  of: Pick<BottleneckSample, 'atMs' | 'connection' | 'user'>,
): BottleneckSample {
  const names = ['cpuNow', 'cpuAverage', 'networkNow', 'networkAverage'] as const
  const known = names.flatMap((name, i) => (typeof values[i] === 'number' ? [[name, values[i]]] : []))
  return { ...of, ...Object.fromEntries(known) }
}

const process = z.object({
  process_name: z.string(),
  time: z.number(),
  count: z.optional(z.number()),
  area: z.optional(z.number()),
})
const frameStats = z.object({
  frame: z.object({ resx: z.number(), resy: z.number(), changed: z.number(), server_time: z.number() }),
  server_side: z.array(process),
  client_side: z.array(z.object({ client: z.string(), client_time: z.number(), ping: z.number() })),
})
/** What the server says of a round trip it has not measured. */
const unmeasured = 4_294_967_295

export function readFrameStats(text: string): FrameStages {
  const { frame, server_side, client_side } = decodeJson(frameStats, text)
  return {
    widthPx: frame.resx,
    heightPx: frame.resy,
    changedPercent: frame.changed,
    serverMs: frame.server_time,
    stages: server_side.map(({ process_name, time, count, area }) => ({
      ...{ name: process_name, ms: time },
      ...(count !== undefined && { count }),
      ...(area !== undefined && { areaPx: area }),
    })),
    clients: client_side.map(({ client, client_time, ping }) => ({
      ...{ client, ms: client_time },
      ...(ping !== unmeasured && { pingMs: ping }),
    })),
  }
}

const user = z.object({ user: z.string(), read: z.boolean(), write: z.boolean(), owner: z.boolean() })
const users = z.array(user)

/** `get_users`. With long names the server cuts its answer off: what is whole of it is taken. */
export function readUsers(text: string): UserList {
  try {
    return { accounts: decodeJson(users, text).map(account), cutShort: false }
  } catch (error) {
    const whole = [...text.matchAll(/\{[^{}]*\}/g)].flatMap(([row]) => salvage(row))
    if (whole.length === 0) throw error
    return { accounts: whole.map(account), cutShort: true }
  }
}

function salvage(row: string): z.infer<typeof user>[] {
  try {
    return [decodeJson(user, row)]
  } catch {
    return [] // half a row
  }
}

function account({ user: name, ...flags }: z.infer<typeof user>): Account {
  const rights = (['read', 'write', 'owner'] as const).filter(right => flags[right]) satisfies UserRight[]
  return { name, rights }
}

const sessions = z.object({ users: z.array(z.object({ username: z.string(), connected_since: z.string() })) })

/** `get_sessions`, whose times are UTC and do not say so. */
export function readSessions(text: string): readonly Viewer[] {
  return decodeJson(sessions, text).users.map(({ username, connected_since }) => {
    const sinceMs = Date.parse(`${connected_since.replace(' ', 'T')}Z`)
    return { name: username, ...(Number.isFinite(sinceMs) && { sinceMs }) }
  })
}

const files = z.object({
  files: z.array(
    z.object({
      filename: z.string(),
      date_modified: z.number(),
      is_dir: z.boolean(),
      size: z.number(),
      owner: z.optional(z.string()),
      perms: z.optional(z.string()),
    }),
  ),
})

/** `downloads`. Names may hold control bytes, which the server passes on and JSON forbids. */
export function readDownloads(text: string): readonly RemoteFile[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what has to go
  const clean = text.replace(/\\f\n/g, '\\f').replace(/[\u0000-\u0009\u000b-\u001f]/g, '\ufffd')
  return decodeJson(files, clean).files.map(({ filename, date_modified, is_dir, size, owner, perms }) => ({
    ...{ name: filename, isFolder: is_dir, sizeBytes: size, changedAtMs: date_modified * 1000 },
    ...(owner !== undefined && { owner }),
    ...(perms !== undefined && { permissions: perms }),
  }))
}

const systemStats = z.object({
  cpu: z.object({ usage_percent: z.number() }),
  memory: z.object({ total: z.number(), used: z.number() }),
  cpu_throttling: z.optional(z.object({ has_throttling: z.boolean() })),
})

/** `system/stats`: empty until the server's first second is over. */
export function readSystemStats(text: string): HealthState {
  if (text.trim() === '') return { warnings: [] }
  const { cpu, memory, cpu_throttling } = decodeJson(systemStats, text.replace(/"io_stats":\{\s*\}/, '"io_stats":{}'))
  return {
    cpuPercent: cpu.usage_percent,
    memoryTotalBytes: memory.total,
    memoryUsedBytes: memory.used,
    warnings: cpu_throttling?.has_throttling ? [{ what: 'throttled', now: true }] : [],
  }
}
