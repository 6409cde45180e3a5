const windowMs = 10_000
/** A frame that takes longer than this cannot be one of sixty a second. */
const slowMs = 1000 / 60

/**
 * Four numbers of one connection: CPU lately and since it began, network lately and since then; 10 is no constraint.
 * With no frame the server divides by zero and prints it: common/rfb/VNCSConnectionST.cxx.
 */
export class Bottleneck {
  private recent: { atMs: number; slow: boolean; congested: boolean }[] = []
  private frames = 0
  private slow = 0
  private congested = 0

  framed(encodeMs: number, congested: boolean): void {
    const slow = encodeMs > slowMs
    this.recent.push({ atMs: performance.now(), slow, congested })
    this.frames++
    if (slow) this.slow++
    if (congested) this.congested++
  }

  text(): string {
    const since = performance.now() - windowMs
    this.recent = this.recent.filter(({ atMs }) => atMs >= since)
    const count = (what: 'slow' | 'congested') => this.recent.filter(frame => frame[what]).length
    const numbers = [
      score(count('slow'), this.recent.length),
      score(this.slow, this.frames),
      score(count('congested'), this.recent.length),
      score(this.congested, this.frames),
    ]
    return `[ ${numbers.join(', ')} ]`
  }
}

function score(bad: number, frames: number): string {
  return frames === 0 ? '-nan' : (10 * (1 - bad / frames)).toFixed(1)
}
