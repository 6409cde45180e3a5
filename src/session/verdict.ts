import type { BottleneckSample, OwnStats } from '../devices/capabilities/stats'

export type VerdictLevel = 'good' | 'fair' | 'poor' | 'unknown'

/** What holds the picture back, in the order in which it is looked for. */
export type VerdictCause =
  | 'not-connected'
  | 'measuring'
  | 'no-picture' // connected, and no picture comes: a right that was taken, no signal
  | 'no-answer' // the machine, or the way to it, hangs
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
/** A processor as busy as this makes everybody wait, answers included. */
const busyPercent = 90
/** The machine's figure for its processor from which on it may be what answers wait for, where it is the lower one. */
const strained = 9
/** The machine is asked every five seconds while somebody looks: what is older says nothing of now. */
const newestMs = 15_000

/** What else is known of now. */
export interface MachineFigures {
  /** For how long an answer has been due. */
  readonly overdueMs?: number | undefined
  readonly cpuPercent?: number | undefined
}

/**
 * Good, fair or poor, and why: which side the figures show. `own` is read at `nowMs`; `bottleneck` is this connection's
 * newest, where there is one.
 */
export function verdictOf(
  own: Pick<OwnStats, 'series'>,
  isOnline: boolean,
  nowMs: number,
  bottleneck?: BottleneckSample,
  { overdueMs, cpuPercent }: MachineFigures = {},
): Verdict {
  if (!isOnline) return { level: 'unknown', cause: 'not-connected' }
  if (overdueMs !== undefined) return { level: 'poor', cause: 'no-answer' }
  const mean = (name: keyof OwnStats['series']) => own.series[name].mean(nowMs - lookBackMs)
  const fps = mean('fps')
  // The seconds in which a whole screen came at once say nothing about those after them.
  const settled = own.series.fps.near(nowMs - settlingMs, settlingMs / 2)
  if (fps === undefined || !settled || Number.isNaN(settled.value)) return { level: 'unknown', cause: 'measuring' }
  const busyMs = Math.max((mean('decodeMs') ?? 0) + (mean('paintMs') ?? 0), mean('queueMs') ?? 0)
  const told = bottleneck && nowMs - bottleneck.atMs <= newestMs ? bottleneck : undefined
  const [cpu, network] = [told?.cpuNow ?? 10, told?.networkNow ?? 10]
  const computer: Verdict = { level: above(busyMs, limits.busyMsPerSecond), cause: 'computer' }
  // An answer waits for the line, and for a processor that is busy there. What it waits for here is not in its time.
  const isServerBusy = (cpu < network && cpu < strained) || (cpuPercent ?? 0) >= busyPercent
  const judged: Verdict[] = [
    // The lower of the machine's two figures is the one that holds it back.
    cpu <= network ? { level: below(cpu), cause: 'server' } : { level: below(network), cause: 'server-network' },
    computer,
    { level: above(mean('roundTripMs'), limits.roundTripMs), cause: isServerBusy ? 'server' : 'round-trip' },
  ]
  const worst = judged.find(({ level }) => level === 'poor') ?? judged.find(({ level }) => level === 'fair')
  return worst ?? { level: 'good', cause: fps === 0 ? 'still' : 'nothing' }
}

function above(value: number | undefined, { fair, poor }: { fair: number; poor: number }): VerdictLevel {
  if (value === undefined) return 'good'
  return value > poor ? 'poor' : value > fair ? 'fair' : 'good'
}

function below(value: number): VerdictLevel {
  return value < limits.bottleneck.poor ? 'poor' : value < limits.bottleneck.fair ? 'fair' : 'good'
}
