/**
 * A fixed number of samples over time, oldest dropped first. A gap (link lost, nothing measured) is a sample whose
 * value is `NaN`. Timestamps are ms and must not go backwards. Nothing is allocated after construction.
 */
export class RingSeries {
  readonly capacity: number
  private readonly times: Float64Array
  private readonly values: Float64Array
  private next = 0
  private filled = 0

  constructor(capacity: number) {
    this.capacity = capacity
    this.times = new Float64Array(capacity)
    this.values = new Float64Array(capacity)
  }

  get length(): number {
    return this.filled
  }

  push(atMs: number, value: number): void {
    this.times[this.next] = atMs
    this.values[this.next] = value
    this.next = (this.next + 1) % this.capacity
    if (this.filled < this.capacity) this.filled++
  }

  /** Marks that nothing is known from `atMs` on. Two gaps in a row are one. */
  gap(atMs: number): void {
    if (this.filled > 0 && Number.isNaN(this.latest()?.value)) return
    this.push(atMs, Number.NaN)
  }

  latest(): { atMs: number; value: number } | undefined {
    return this.filled === 0 ? undefined : this.at(this.filled - 1)
  }

  /** Sample number `index`, 0 = oldest kept. */
  at(index: number): { atMs: number; value: number } | undefined {
    if (index < 0 || index >= this.filled) return undefined
    const slot = (this.next - this.filled + index + this.capacity) % this.capacity
    return { atMs: this.times[slot] ?? 0, value: this.values[slot] ?? Number.NaN }
  }

  /** Mean of the samples since `sinceMs`, gaps left out; `undefined` when there is none. */
  mean(sinceMs: number): number | undefined {
    let sum = 0
    let count = 0
    for (let i = this.filled - 1; i >= 0; i--) {
      const sample = this.at(i)
      if (!sample || sample.atMs < sinceMs) break
      if (Number.isNaN(sample.value)) continue
      sum += sample.value
      count++
    }
    return count === 0 ? undefined : sum / count
  }
}
