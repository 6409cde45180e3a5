export interface SeatLimits {
  readonly total: number
  readonly perAddress: number
}

/** A hundred machines, each with picture and line, from several pages; an attack counts in thousands. */
export const usualSeats: SeatLimits = { total: 1024, perAddress: 512 }

/** How many WebSockets the gateway keeps at a time, in all and for one address. */
export class Seats {
  readonly #limits: SeatLimits
  readonly #taken = new Map<string, number>()
  #total = 0

  constructor(limits: SeatLimits = usualSeats) {
    this.#limits = limits
  }

  /** A seat as the function that gives it back (safe twice), or `undefined` when there is none. */
  take(address: string): (() => void) | undefined {
    const own = this.#taken.get(address) ?? 0
    if (this.#total >= this.#limits.total || own >= this.#limits.perAddress) return undefined
    this.#total++
    this.#taken.set(address, own + 1)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#total--
      const left = (this.#taken.get(address) ?? 1) - 1
      if (left > 0) this.#taken.set(address, left)
      else this.#taken.delete(address)
    }
  }
}
