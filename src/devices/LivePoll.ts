import { Lifetime } from '../lib/lifetime'
import { type Readable, writable } from '../lib/readable'
import type { LiveSource } from './capabilities/stats'

const graceMs = 5_000

/**
 * A value that a device must be asked for, again and again while somebody follows it: the first follower starts the
 * asking, the last one ends it after a grace, a hidden page pauses it. A question that fails leaves the value as it was.
 */
export class LivePoll<T> implements LiveSource<T> {
  readonly latest: Readable<T | undefined>
  private readonly value = writable<T | undefined>(undefined)
  private readonly lifetime = new Lifetime()
  private readonly ask: (signal: AbortSignal) => Promise<T>
  private readonly everyMs: number
  private followers = 0
  private running: (() => void) | undefined
  private cancelStop: (() => void) | undefined

  constructor(ask: (signal: AbortSignal) => Promise<T>, everyMs: number) {
    this.ask = ask
    this.everyMs = everyMs
    this.latest = this.value
  }

  follow(): () => void {
    this.followers++
    this.cancelStop?.()
    this.cancelStop = undefined
    this.running ??= this.start()
    let follows = true
    return () => {
      if (!follows) return
      follows = false
      if (--this.followers === 0) this.cancelStop = this.lifetime.timeout(() => this.stop(), graceMs)
    }
  }

  /** The same as a live value that is followed by whoever subscribes. */
  asReadable(initial: T): Readable<T> {
    const state = () => this.value.getState() ?? initial
    return {
      getState: state,
      getInitialState: () => initial,
      subscribe: listener => {
        const unfollow = this.follow()
        const stop = this.value.subscribe((now, before) => listener(now ?? initial, before ?? initial))
        return () => {
          stop()
          unfollow()
        }
      },
    }
  }

  /** Ends for good. Safe twice. */
  dispose(): void {
    this.stop()
    this.lifetime.dispose()
  }

  private stop(): void {
    this.running?.()
    this.running = undefined
  }

  private start(): () => void {
    const controller = new AbortController()
    let isAsking = false
    const once = async () => {
      if (isAsking || globalThis.document?.hidden) return
      isAsking = true
      const value = await this.ask(controller.signal).catch(() => undefined)
      isAsking = false
      if (value !== undefined && !controller.signal.aborted) this.value.set(value)
    }
    const stop = this.lifetime.interval(() => void once(), this.everyMs)
    void once()
    return () => {
      controller.abort()
      stop()
    }
  }
}
