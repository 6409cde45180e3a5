export interface LockoutRules {
  readonly failures: number
  readonly seconds: number
}

/** Failed sign-ins by peer address (server/service/auth/brute_force.go). Off on a device as it is sold. */
export class Lockout {
  private readonly rules: LockoutRules | undefined
  private readonly tries = new Map<string, { count: number; lastMs: number }>()

  constructor(rules: LockoutRules | undefined) {
    this.rules = rules
  }

  isLocked(address: string): boolean {
    const { rules } = this
    const tries = this.tries.get(address)
    if (!rules || !tries) return false
    if (Date.now() - tries.lastMs > rules.seconds * 1000) this.tries.delete(address)
    return this.tries.has(address) && tries.count >= rules.failures
  }

  failed(address: string): void {
    this.tries.set(address, { count: (this.tries.get(address)?.count ?? 0) + 1, lastMs: Date.now() })
  }

  passed(address: string): void {
    this.tries.delete(address)
  }
}
