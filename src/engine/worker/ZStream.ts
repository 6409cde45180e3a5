import { Unzlib } from 'fflate'

/** One of RFB's long-lived zlib streams: each piece ends at a flush, so all of its output is there at once. */
export class ZStream {
  private parts: Uint8Array[] = []
  private unzlib = this.begin()

  reset(): void {
    this.unzlib = this.begin()
  }

  /** What this piece inflates to. Throws for data that is no zlib. */
  inflate(data: Uint8Array): Uint8Array {
    this.parts = []
    this.unzlib.push(data, false)
    const [first] = this.parts
    if (this.parts.length === 1 && first) return first
    return joined(this.parts)
  }

  private begin(): Unzlib {
    return new Unzlib(part => this.parts.push(part))
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
