/** Lets a few through at a time and keeps the newest of the rest: nothing piles up before a slow decoder. */
export class LateGate<T> {
  /** Dropped because something newer came. */
  late = 0
  private readonly pass: (item: T) => void
  private readonly most: number
  private inside = 0
  private waiting: { readonly item: T } | undefined

  /** `most` at once: two keep a decoder at work while the next one comes. */
  constructor(pass: (item: T) => void, most = 2) {
    this.pass = pass
    this.most = most
  }

  push(item: T): void {
    if (this.inside < this.most) {
      this.inside++
      return this.pass(item)
    }
    if (this.waiting) this.late++
    this.waiting = { item }
  }

  /** So many are through. */
  consumed(count: number): void {
    this.inside = Math.max(0, this.inside - count)
    const { waiting } = this
    if (!waiting || this.inside >= this.most) return
    this.waiting = undefined
    this.push(waiting.item)
  }
}
