import { type Backoff, backoffMs, gentleBackoff } from '../lib/backoff'
import { Lifetime } from '../lib/lifetime'
import { type Readable, writable } from '../lib/readable'
import type { Ask, LinkState, Step } from './device'
import type { DeviceError } from './errors'

/** A server that drops us right after the handshake must not be asked again and again without a growing wait. */
const heldMs = 5_000

export interface LinkKeeperOptions {
  /**
   * Starts one attempt; `attempt` as in `LinkState`. Called again for each; what is left of the one before must be gone
   * by then.
   */
  connect(attempt: number): void
  /** How long to wait after this failure, ms; `'never'` = only the operator can start again; nothing = as usual. */
  retry?(why: DeviceError, attempt: number): number | 'never' | undefined
  readonly backoff?: Backoff
  readonly random?: () => number
}

/**
 * The states of a link and the clock between them, so that every adapter counts attempts, waits and starts again the
 * same way. An adapter reports what happens (`step`, `ask`, `online`, `lost`); the keeper decides when `connect` is
 * next. It waits longer after each failure, forgets that once a connection has held, pauses while the browser is
 * offline and starts at once when the network is back.
 */
export class LinkKeeper {
  readonly link: Readable<LinkState>
  private readonly state = writable<LinkState>({ phase: 'connecting', step: 'loading', attempt: 0 })
  private readonly lifetime = new Lifetime()
  private readonly options: LinkKeeperOptions
  /** Failures in a row; 0 again once a connection has held for `heldMs`. */
  private failures = 0
  private cancelWait = () => {}

  constructor(options: LinkKeeperOptions) {
    this.options = options
    this.link = this.state
    // Not in Node, where adapters are tested without a browser.
    globalThis.addEventListener?.('online', () => this.networkBack(), { signal: this.lifetime.signal })
  }

  /** Begins the first attempt. */
  start(): void {
    this.connect()
  }

  step(step: Step): void {
    if (this.over) return
    this.state.set({ phase: 'connecting', step, attempt: this.failures })
  }

  ask(ask: Ask): void {
    if (this.over) return
    this.state.set({ phase: 'asking', ask })
  }

  online(): void {
    if (this.over) return
    this.state.set({ phase: 'online', sinceMs: Date.now() })
  }

  /** The attempt or the connection is gone. Waits and starts again, unless `retry` says never. */
  lost(why: DeviceError): void {
    if (this.over) return
    const before = this.state.getState()
    if (before.phase === 'online' && Date.now() - before.sinceMs >= heldMs) this.failures = 0
    this.failures++
    const delayMs = this.options.retry?.(why, this.failures) ?? this.usualDelayMs()
    if (delayMs === 'never') return this.end(why)
    this.state.set({ phase: 'waiting', why, attempt: this.failures, retryAtMs: Date.now() + delayMs })
    this.cancelWait = this.lifetime.timeout(() => {
      // Offline: the try could only fail and would make the next wait longer. `online` starts it.
      if (globalThis.navigator?.onLine === false) return
      this.connect()
    }, delayMs)
  }

  /** Stops for good until `retryNow`. */
  end(why: DeviceError | 'by-user'): void {
    if (this.lifetime.ended) return
    this.cancelWait()
    this.state.set({ phase: 'ended', why })
  }

  retryNow(): void {
    const { phase } = this.state.getState()
    if (this.lifetime.ended || (phase !== 'waiting' && phase !== 'ended')) return
    if (phase === 'ended') this.failures = 0
    this.connect()
  }

  /** Begins an attempt at once, whatever the state: the operator has answered, or signed out. */
  again(): void {
    if (!this.lifetime.ended) this.connect()
  }

  /** Final. Safe twice. */
  close(): void {
    this.end('by-user')
    this.lifetime.dispose()
  }

  /** There is no attempt: what one that was lost has left to say comes too late, and must not stop the clock. */
  private get over(): boolean {
    return this.lifetime.ended || this.isWaiting || this.state.getState().phase === 'ended'
  }

  private get isWaiting(): boolean {
    return this.state.getState().phase === 'waiting'
  }

  private usualDelayMs(): number {
    return backoffMs(this.options.backoff ?? gentleBackoff, this.failures, this.options.random)
  }

  private networkBack(): void {
    if (this.isWaiting) this.connect()
  }

  private connect(): void {
    this.cancelWait()
    this.state.set({ phase: 'connecting', step: 'opening', attempt: this.failures })
    this.options.connect(this.failures)
  }
}
