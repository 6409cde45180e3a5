import type { NovncSession } from './novnc'

/** How often this page looks whether it is late itself, while an answer is out. */
const beatMs = 50
/** An answer that is out for longer is overdue: what was measured before says nothing any more. */
const overdueMs = 3_000

/** What comes of probes: `FrameMeter` has it. */
export interface RoundTripMeter {
  /** `ownMs`: in which this page was busy and could not take the answer; not part of `ms`. */
  countRoundTrip(ms: number | undefined, ownMs: number): void
}

/**
 * Probes of one connection, one at a time: the next goes out when the last is answered, so that a server that hangs does
 * not find a heap of them. What this page itself was late with is taken off: it is not the line's.
 */
export class RoundTrips {
  private readonly meter: RoundTripMeter
  private readonly session: Pick<NovncSession, 'probeRoundTrip'>
  private sentAtMs: number | undefined
  private beatAtMs = 0
  private ownMs = 0
  private beating: ReturnType<typeof setInterval> | undefined
  private wasAnswered = false

  constructor(meter: RoundTripMeter, session: Pick<NovncSession, 'probeRoundTrip'>) {
    this.meter = meter
    this.session = session
  }

  /** Time for a probe. */
  probe(): void {
    if (this.sentAtMs !== undefined || !this.session.probeRoundTrip()) return
    this.sentAtMs = this.beatAtMs = performance.now()
    this.ownMs = 0
    this.beating = setInterval(() => this.beat(), beatMs)
  }

  /** The answer has come. */
  answered(): void {
    if (this.sentAtMs === undefined) return
    const isLate = this.overdueMs !== undefined
    const tookMs = performance.now() - this.sentAtMs
    this.dispose()
    this.wasAnswered = true
    const ownMs = Math.min(this.ownMs, tookMs)
    // One that was overdue measures what the server or the line hung for, and not how far it is.
    this.meter.countRoundTrip(isLate ? undefined : tookMs - ownMs, ownMs)
  }

  /** For how long an answer is out that should be here; `undefined` while none is, or where none ever came. */
  get overdueMs(): number | undefined {
    if (this.sentAtMs === undefined) return undefined
    this.beat()
    const waitedMs = performance.now() - this.sentAtMs - this.ownMs
    return this.wasAnswered && waitedMs > overdueMs ? waitedMs : undefined
  }

  /** Safe twice. */
  dispose(): void {
    clearInterval(this.beating)
    if (this.sentAtMs !== undefined) this.beat()
    this.sentAtMs = undefined
  }

  /** A hidden page is held back by the browser: that is no work of its own. */
  private beat(): void {
    const nowMs = performance.now()
    const lateMs = nowMs - this.beatAtMs - beatMs
    if (lateMs > 0 && !globalThis.document?.hidden) this.ownMs += lateMs
    this.beatAtMs = nowMs
  }
}
