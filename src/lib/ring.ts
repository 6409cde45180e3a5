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
    const slot = this.slot(index)
    return { atMs: this.times[slot] ?? 0, value: this.values[slot] ?? Number.NaN }
  }

  /**
   * Appends the samples from `fromMs` to `toMs` to `times` and `values`, a gap as `null`. One sample before and one after
   * come along, so that a line reaches both edges; a step longer than `gapAfterMs` counts as a gap, too.
   */
  read(
    { fromMs, toMs, gapAfterMs }: { fromMs: number; toMs: number; gapAfterMs: number },
    times: number[],
    values: (number | null)[],
  ): void {
    let before = Number.NaN
    for (let i = Math.max(0, this.firstFrom(fromMs) - 1); i < this.filled; i++) {
      const slot = this.slot(i)
      const atMs = this.times[slot] ?? 0
      const value = this.values[slot] ?? Number.NaN
      if (atMs - before > gapAfterMs) {
        times.push(before + 1)
        values.push(null)
      }
      times.push(atMs)
      values.push(Number.isNaN(value) ? null : value)
      before = atMs
      if (atMs > toMs) return
    }
  }

  /** The sample nearest to `atMs`, no further away than `withinMs`. */
  near(atMs: number, withinMs: number): { atMs: number; value: number } | undefined {
    const after = this.firstFrom(atMs)
    const found = [this.at(after - 1), this.at(after)].filter(sample => sample !== undefined)
    const distance = (sample: { atMs: number }) => Math.abs(sample.atMs - atMs)
    const nearest = found.sort((a, b) => distance(a) - distance(b))[0]
    return nearest && distance(nearest) <= withinMs ? nearest : undefined
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

  private slot(index: number): number {
    return (this.next - this.filled + index + this.capacity) % this.capacity
  }

  /** Number of the first sample at or after `atMs`; `length` when there is none. */
  private firstFrom(atMs: number): number {
    let low = 0
    let high = this.filled
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.times[this.slot(middle)] ?? 0) < atMs) low = middle + 1
      else high = middle
    }
    return low
  }
}
