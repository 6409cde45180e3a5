/** Where a machine takes its time from: the computer's clock, or a test's hand. */
export interface Clock {
  /** ms since 1970. */
  now(): number
  /** Runs once, `delayMs` from now. Returns a function that cancels it. */
  after(delayMs: number, run: () => void): () => void
}

/** The computer's own clock. Its timers do not keep the process alive: whoever serves the machine does. */
export class RealClock implements Clock {
  now(): number {
    return Date.now()
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  }
}

interface Appointment {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
}

/** Stands still until `advance`; everything due runs in its order, at its own moment. */
export class ManualClock implements Clock {
  private nowMs: number
  private made = 0
  private readonly appointments = new Set<Appointment>()

  constructor(startMs = Date.UTC(2026, 2, 12, 9, 41)) {
    this.nowMs = startMs
  }

  now(): number {
    return this.nowMs
  }

  after(delayMs: number, run: () => void): () => void {
    const appointment = { atMs: this.nowMs + Math.max(0, delayMs), order: this.made++, run }
    this.appointments.add(appointment)
    return () => this.appointments.delete(appointment)
  }

  advance(ms: number): void {
    const untilMs = this.nowMs + ms
    for (let next = this.next(untilMs); next; next = this.next(untilMs)) {
      this.appointments.delete(next)
      this.nowMs = Math.max(this.nowMs, next.atMs)
      next.run()
    }
    this.nowMs = untilMs
  }

  private next(untilMs: number): Appointment | undefined {
    let first: Appointment | undefined
    for (const each of this.appointments) {
      if (each.atMs > untilMs) continue
      if (!first || each.atMs < first.atMs || (each.atMs === first.atMs && each.order < first.order)) first = each
    }
    return first
  }
}

/** Timers that end together: a screen that leaves takes its own along. */
export class Timers {
  private readonly clock: Clock
  private readonly cancels = new Set<() => void>()
  private ended = false

  constructor(clock: Clock) {
    this.clock = clock
  }

  after(delayMs: number, run: () => void): () => void {
    if (this.ended) return () => {}
    const cancelTimer = this.clock.after(delayMs, () => {
      this.cancels.delete(cancel)
      run()
    })
    const cancel = () => {
      this.cancels.delete(cancel)
      cancelTimer()
    }
    this.cancels.add(cancel)
    return cancel
  }

  /** Repeats until cancelled; the first run is one period from now. */
  every(periodMs: number, run: () => void): () => void {
    let cancel = () => {}
    let stopped = false
    const again = () => {
      cancel = this.after(periodMs, () => {
        again()
        run()
      })
      if (stopped) cancel()
    }
    again()
    return () => {
      stopped = true
      cancel()
    }
  }

  dispose(): void {
    this.ended = true
    for (const cancel of [...this.cancels]) cancel()
  }
}
