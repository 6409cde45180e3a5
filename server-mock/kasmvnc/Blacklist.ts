/**
 * Failed logins by address. A success forgives nothing; only the end of a block does, and every request meanwhile
 * begins the block anew: kasmtech/KasmVNC common/network/Blacklist.cxx.
 */
export class Blacklist {
  private readonly addresses = new Map<string, { failures: number; blockedAtMs: number | undefined }>()
  private readonly threshold: number
  private readonly timeoutMs: number
  private readonly now: () => number

  /** `threshold` 0: nobody is ever blocked. */
  constructor({ threshold = 5, timeoutMs = 10_000, now = Date.now }) {
    this.threshold = threshold
    this.timeoutMs = timeoutMs
    this.now = now
  }

  isBlocked(address: string): boolean {
    const known = this.addresses.get(address)
    if (known?.blockedAtMs === undefined) return false
    if (this.now() - known.blockedAtMs > this.timeoutMs) {
      this.addresses.delete(address)
      return false
    }
    known.blockedAtMs = this.now()
    return true
  }

  failed(address: string): void {
    if (this.threshold === 0) return
    const failures = (this.addresses.get(address)?.failures ?? 0) + 1
    const blockedAtMs = failures >= this.threshold ? this.now() : undefined
    this.addresses.set(address, { failures, blockedAtMs })
  }

  /** Failures counted against an address, for tests. */
  failuresOf(address: string): number {
    return this.addresses.get(address)?.failures ?? 0
  }
}
