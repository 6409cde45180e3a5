import type { Lifetime } from '../../lib/lifetime'
import type { Sources } from '../capabilities/display'
import type { KeptWord } from '../device'

export type Fallback = NonNullable<Sources['fallback']>

/** A source that is running, whatever it is. */
export interface Running {
  pause(): void
  resume(): void
  dispose(): void
}

export interface StreamSwitchOptions<Id extends string> {
  /** The ways there may be, by name. */
  readonly ways: readonly Id[]
  /** Where a choice is kept for the next visit. */
  readonly kept?: KeptWord | undefined
  /** Ends with the display. */
  readonly lifetime: Lifetime
  /** Between the end of a stream and the next try, ms. */
  readonly againAfterMs: number
  /** Something changed: `run` where the picture may come now, `stop` where not. */
  follow(): void
  /** Finds out which source it is to be; what it resolves with begins it, unless all was stopped meanwhile. */
  prepare(): Promise<() => Running>
}

/**
 * Which of a device's streams shows its picture: one at a time, only while somebody looks, begun again when it ends, and
 * another one after a failure.
 */
export class StreamSwitch<Id extends string> {
  /** What somebody chose, now or on an earlier visit. */
  wanted: Id | undefined
  /** Why the usual way is not taken any more; forgotten when somebody chooses. */
  failed: Fallback | undefined
  /** Attempts in a row that gave no picture, for whoever counts them. */
  misses = 0
  private readonly options: StreamSwitchOptions<Id>
  private running: Running | undefined
  private cancelAgain = () => {}

  constructor(options: StreamSwitchOptions<Id>) {
    this.options = options
    this.wanted = this.wayOf(options.kept?.known())
    document.addEventListener('visibilitychange', () => options.follow(), { signal: options.lifetime.signal })
  }

  get isRunning(): boolean {
    return this.running !== undefined
  }

  /** By its name; one that is not known changes nothing. */
  choose(id: string): void {
    const way = this.wayOf(id)
    if (way === undefined) return
    this.wanted = way
    this.options.kept?.remember(way)
    this.failed = undefined
    this.misses = 0
    this.restart()
  }

  /** As if nobody had chosen. */
  forget(): void {
    this.wanted = undefined
    this.options.kept?.remember('')
    this.restart()
  }

  restart(): void {
    this.stop()
    this.options.follow()
  }

  /** Brings what runs in line with whether somebody looks. */
  run(): void {
    if (document.hidden) return this.running?.pause()
    if (this.running) return this.running.resume()
    void this.start()
  }

  fallBack(why: Fallback): void {
    this.failed = why
    this.restart()
  }

  againSoon(): void {
    this.stop()
    const { lifetime, againAfterMs, follow } = this.options
    this.cancelAgain = lifetime.timeout(follow, againAfterMs)
  }

  stop(): void {
    this.cancelAgain()
    this.running?.dispose()
    this.running = undefined
  }

  private wayOf(id: string | undefined): Id | undefined {
    return this.options.ways.find(way => way === id)
  }

  private async start(): Promise<void> {
    const starting: Running = { pause: () => {}, resume: () => {}, dispose: () => {} }
    this.running = starting
    const begin = await this.options.prepare()
    if (this.running === starting) this.running = begin()
  }
}
