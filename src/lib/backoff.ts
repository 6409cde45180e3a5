/** How long to wait before each next try. Times are ms. */
export interface Backoff {
  readonly firstMs: number
  readonly factor: number
  readonly capMs: number
  /** Share of the delay that is random, 0 to 1, so that many consoles do not return to a server in one beat. */
  readonly jitter: number
}

/** First retry within a second, doubling, never more than half a minute apart (research/ux.md §11). */
export const gentleBackoff: Backoff = { firstMs: 800, factor: 2, capMs: 30_000, jitter: 0.25 }

/** Delay before try number `attempt` (1 = first retry), in ms. `random` gives 0 to 1. */
export function backoffMs(backoff: Backoff, attempt: number, random: () => number = Math.random): number {
  const exponent = Math.min(Math.max(attempt, 1) - 1, 30)
  const plain = Math.min(backoff.capMs, backoff.firstMs * backoff.factor ** exponent)
  return Math.round(plain * (1 - backoff.jitter * random()))
}
