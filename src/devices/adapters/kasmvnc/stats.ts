import type { Viewer } from '../../capabilities/roster'
import type { BottleneckSample, FrameStages, HealthState, StatsCapability } from '../../capabilities/stats'
import { LivePoll } from '../../LivePoll'
import type { KasmApi } from './KasmApi'
import { decoded } from './KasmApi'
import type { KasmWire } from './KasmWire'
import type { KasmOffers } from './knock'
import { bottleneckRequest } from './messages'
import { underOwnNames } from './roster'
import { readBottlenecks, readFrameStats, readOwnBottleneck, readSystemStats } from './wire'

const everyMs = 5_000
/** The server answers at once; what comes later belongs to the next question. */
const answerMs = 2_000
/** After a frame-stats call has begun: it needs a frame, and an idle desktop has none. */
const nudgeAfterMs = 100
/** Ten seconds for a frame, two for the viewers, and the way. */
const frameStatsMs = 15_000

/** Statistics beside our own: everybody's bottlenecks for the owner, ours for anyone; the stages of one frame. */
export function kasmStats(
  own: StatsCapability,
  wire: KasmWire,
  api: KasmApi,
  isOwner: () => boolean,
  /** Who is connected, where the server lists them. */
  sessions: (signal: AbortSignal) => Promise<readonly Viewer[]>,
) {
  let answer: ((text: string) => void) | undefined
  const askOurs = (atMs: number) =>
    new Promise<BottleneckSample | undefined>(resolve => {
      if (!wire.ask(bottleneckRequest)) return resolve(undefined)
      const timer = setTimeout(() => resolve(undefined), answerMs)
      answer = text => {
        clearTimeout(timer)
        resolve(safely(() => readOwnBottleneck(text, atMs)))
      }
    })
  const bottleneck = new LivePoll<readonly BottleneckSample[]>(async signal => {
    const atMs = Date.now()
    const everybody = isOwner()
      ? api.getText('get_bottleneck_stats', {}, { signal }).then(async text => {
          const rows = safely(() => readBottlenecks(text, atMs))
          // Only where a name has several rows may some of them be another's.
          if (!rows || new Set(rows.map(({ user }) => user)).size === rows.length) return rows
          return underOwnNames(rows, await sessions(signal).catch(() => []))
        })
      : undefined
    const [ours, all] = await Promise.all([askOurs(atMs), everybody?.catch(() => undefined)])
    return [...(ours ? [ours] : []), ...(all ?? [])]
  }, everyMs)

  const health = new LivePoll<HealthState>(
    async signal => decoded(readSystemStats, await api.getText('system/stats', {}, { signal })),
    everyMs,
  )

  const measureFrame = async (client: string, signal?: AbortSignal): Promise<FrameStages> => {
    const options = { timeoutMs: frameStatsMs, ...(signal && { signal }) }
    const asked = api.getText('get_frame_stats', { client }, options)
    // What becomes of the nudge is told by the call it is for.
    const nudge = setTimeout(() => void api.get('send_full_frame').catch(() => {}), nudgeAfterMs)
    return decoded(readFrameStats, await asked.finally(() => clearTimeout(nudge)))
  }

  return {
    capability: (owner: boolean, offers: KasmOffers): StatsCapability => ({
      ...own,
      bottleneck,
      ...(owner && { measureFrame }),
      ...(offers.systemStats && { health: health.asReadable({ warnings: [] }) }),
    }),
    /** Message 178 has come. */
    answered(text: string) {
      answer?.(text)
      answer = undefined
    },
    dispose() {
      bottleneck.dispose()
      health.dispose()
    },
  }
}

/** Figures that cannot be read are a gap, not a failure. */
function safely<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
