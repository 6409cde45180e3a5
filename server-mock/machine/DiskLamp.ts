import { type Clock, Timers } from './Clock'
import { Listeners } from './Listeners'
import type { Random } from './random'

/** The disk's LED: flickers as long as somebody reads or writes. */
export class DiskLamp {
  private readonly clock: Clock
  private readonly timers: Timers
  private readonly random: Random
  private readonly changes = new Listeners<[boolean]>()
  private busyUntilMs = 0
  private lit = false

  constructor(clock: Clock, random: Random) {
    this.clock = clock
    this.timers = new Timers(clock)
    this.random = random
  }

  get on(): boolean {
    return this.lit
  }

  onChange(listener: (on: boolean) => void): () => void {
    return this.changes.add(listener)
  }

  /** Work for so many ms from now; work that is under way goes on beside it. */
  busy(ms: number): void {
    const idle = this.clock.now() >= this.busyUntilMs
    this.busyUntilMs = Math.max(this.busyUntilMs, this.clock.now() + ms)
    if (idle && !this.lit) this.flicker()
  }

  /** Power is gone. */
  stop(): void {
    this.busyUntilMs = 0
    this.set(false)
  }

  dispose(): void {
    this.timers.dispose()
  }

  private flicker(): void {
    if (this.clock.now() >= this.busyUntilMs) return this.set(false)
    this.set(!this.lit)
    // 30 to 110 ms: quick enough to look alive, slow enough for a console that polls to catch some.
    this.timers.after(30 + this.random() * 80, () => this.flicker())
  }

  private set(lit: boolean): void {
    if (lit === this.lit) return
    this.lit = lit
    this.changes.tell(lit)
  }
}
