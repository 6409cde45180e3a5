import type { BottleneckSample, OwnStats } from '../devices/capabilities/stats'

export type VerdictLevel = 'good' | 'fair' | 'poor' | 'unknown'

/** What holds the picture back, in the order in which it is looked for. */
export type VerdictCause =
  | 'not-connected'
  | 'measuring'
  | 'server' // the machine's own processor, as it says itself
  | 'server-network' // the machine's side of the line, as it says itself
  | 'computer' // decoding and painting here
  | 'round-trip' // the line
  | 'still' // nothing moves: nothing to judge but the line
  | 'nothing'

export interface Verdict {
  readonly level: VerdictLevel
  readonly cause: VerdictCause
}

/** How far back the verdict looks: long enough for one slow second not to turn it. */
const lookBackMs = 10_000
const settlingMs = 3_000

/**
 * Where a value stops being good and stops being fair. A round trip beyond 100 ms is felt while typing, beyond 250 ms
 * it hurts. Of each second, a quarter spent on decoding leaves room, and beyond 600 ms frames wait for each other.
 * KasmVNC's own scale ends at 10, no constraint.
 */
const limits = {
  roundTripMs: { fair: 100, poor: 250 },
  busyMsPerSecond: { fair: 250, poor: 600 },
  bottleneck: { fair: 7, poor: 4 },
} as const

/** Good, fair or poor, and why. `own` is read at `nowMs`; `bottleneck` is this connection's newest, where there is one. */
export function verdictOf(
  own: Pick<OwnStats, 'series'>,
  isOnline: boolean,
  nowMs: number,
  bottleneck?: BottleneckSample,
): Verdict {
  if (!isOnline) return { level: 'unknown', cause: 'not-connected' }
  const mean = (name: keyof OwnStats['series']) => own.series[name].mean(nowMs - lookBackMs)
  const fps = mean('fps')
  // The seconds in which a whole screen came at once say nothing about those after them.
  const settled = own.series.fps.near(nowMs - settlingMs, settlingMs / 2)
  if (fps === undefined || !settled || Number.isNaN(settled.value)) return { level: 'unknown', cause: 'measuring' }
  const busyMs = Math.max((mean('decodeMs') ?? 0) + (mean('paintMs') ?? 0), mean('queueMs') ?? 0)
  const judged: Verdict[] = [
    { level: below(bottleneck?.cpuNow), cause: 'server' },
    { level: below(bottleneck?.networkNow), cause: 'server-network' },
    { level: above(busyMs, limits.busyMsPerSecond), cause: 'computer' },
    { level: above(mean('roundTripMs'), limits.roundTripMs), cause: 'round-trip' },
  ]
  const worst = judged.find(({ level }) => level === 'poor') ?? judged.find(({ level }) => level === 'fair')
  return worst ?? { level: 'good', cause: fps === 0 ? 'still' : 'nothing' }
}

function above(value: number | undefined, { fair, poor }: { fair: number; poor: number }): VerdictLevel {
  if (value === undefined) return 'good'
  return value > poor ? 'poor' : value > fair ? 'fair' : 'good'
}

function below(value: number | undefined): VerdictLevel {
  if (value === undefined) return 'good'
  return value < limits.bottleneck.poor ? 'poor' : value < limits.bottleneck.fair ? 'fair' : 'good'
}
