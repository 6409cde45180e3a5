/**
 * One way to end: whoever creates disposes. Listeners, timers and requests take `signal`; everything else is handed to
 * `add`. Disposers run once, last added first, and one that throws does not keep the others from running.
 */
export class Lifetime {
  private readonly controller = new AbortController()
  private disposers: (() => void)[] = []

  get signal(): AbortSignal {
    return this.controller.signal
  }

  get ended(): boolean {
    return this.controller.signal.aborted
  }

  /** Runs `dispose` when this lifetime ends; at once if it has ended. Returns a function that runs it early. */
  add(dispose: () => void): () => void {
    if (this.ended) {
      dispose()
      return () => {}
    }
    this.disposers.push(dispose)
    return () => {
      const at = this.disposers.indexOf(dispose)
      if (at < 0) return
      this.disposers.splice(at, 1)
      dispose()
    }
  }

  /** A timer that dies with this lifetime. Returns a function that cancels it. */
  timeout(run: () => void, delayMs: number): () => void {
    const timer = setTimeout(() => {
      cancel()
      run()
    }, delayMs)
    const cancel = this.add(() => clearTimeout(timer))
    return cancel
  }

  /** A repeating timer that dies with this lifetime. Returns a function that cancels it. */
  interval(run: () => void, everyMs: number): () => void {
    const timer = setInterval(run, everyMs)
    return this.add(() => clearInterval(timer))
  }

  /** Safe twice. */
  dispose(): void {
    if (this.ended) return
    this.controller.abort()
    const failures: unknown[] = []
    for (const dispose of this.disposers.splice(0).reverse()) {
      try {
        dispose()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
