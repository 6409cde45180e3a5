/** What takes the bytes in and says when it has. */
export interface Sink {
  write(bytes: Uint8Array, done: () => void): void
}

export interface InflowLimits {
  readonly highBytes: number
  readonly lowBytes: number
}

/** A terminal parses some ten MB a second: this is a moment's work, and xterm.js throws what waits beyond 50 MB. */
const usual: InflowLimits = { highBytes: 4 << 20, lowBytes: 1 << 20 }

/**
 * Between a line and a terminal: a WebSocket cannot be told to wait, so what comes faster than it can be shown is
 * skipped, and said. Memory stays flat whatever a line sends.
 */
export class Inflow {
  private readonly sink: Sink
  private readonly limits: InflowLimits
  private readonly skipped: (bytes: number) => void
  private waiting = 0
  private lost = 0
  private isSkipping = false

  /** `skipped` is called when the terminal has caught up, before what comes next. */
  constructor(sink: Sink, skipped: (bytes: number) => void, limits: InflowLimits = usual) {
    this.sink = sink
    this.skipped = skipped
    this.limits = limits
  }

  push(bytes: Uint8Array): void {
    if (this.isSkipping || this.waiting + bytes.length > this.limits.highBytes) {
      this.isSkipping = true
      this.lost += bytes.length
      if (this.waiting === 0) this.catchUp() // a single message larger than all that may wait
      return
    }
    this.waiting += bytes.length
    this.sink.write(bytes, () => {
      this.waiting -= bytes.length
      if (this.isSkipping && this.waiting <= this.limits.lowBytes) this.catchUp()
    })
  }

  private catchUp(): void {
    const lost = this.lost
    this.isSkipping = false
    this.lost = 0
    this.skipped(lost)
  }
}
