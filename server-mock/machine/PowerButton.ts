import { type Clock, Timers } from './Clock'

/** Held this long, the button cuts the power whatever runs: the chipset does it, no software is asked. */
const cutAfterMs = 4000

export interface PowerButtonEvents {
  /** At once, when the button goes down. */
  pressed(): void
  /** Released before it cut. */
  short(): void
  /** After 4 s, still down. */
  cut(): void
}

/** The button on the case, or the wires of a remote control beside it. */
export class PowerButton {
  private readonly timers: Timers
  private readonly events: PowerButtonEvents
  private cancelCut: (() => void) | undefined
  private wasCut = false

  constructor(clock: Clock, events: PowerButtonEvents) {
    this.timers = new Timers(clock)
    this.events = events
  }

  get isDown(): boolean {
    return this.cancelCut !== undefined
  }

  /** Holds the button for so long. Returns at once; a button that is down already stays as it is. */
  press(ms: number): void {
    if (this.isDown) return
    this.down()
    this.timers.after(ms, () => this.up())
  }

  down(): void {
    if (this.isDown) return
    this.wasCut = false
    this.cancelCut = this.timers.after(cutAfterMs, () => {
      this.wasCut = true
      this.events.cut()
    })
    this.events.pressed()
  }

  up(): void {
    if (!this.cancelCut) return
    this.cancelCut()
    this.cancelCut = undefined
    if (!this.wasCut) this.events.short()
  }

  dispose(): void {
    this.timers.dispose()
  }
}
