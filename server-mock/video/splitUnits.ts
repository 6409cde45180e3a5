/** An access unit: one picture and what belongs to it, in Annex B. */
export interface AccessUnit {
  readonly data: Buffer
  /** It holds an IDR picture: a decoder can begin here. */
  readonly key: boolean
}

const kinds = { slice: 1, idr: 5, sps: 7, aud: 9 }

/**
 * Cuts an Annex B stream into access units, at access unit delimiters where there are some, else before the parameter
 * sets or the first slice of the next picture (its `first_mb_in_slice` is 0). What is not whole yet is kept.
 */
export class UnitSplitter {
  private pending = Buffer.alloc(0)

  /** The units that are whole with this piece. */
  push(piece: Buffer): AccessUnit[] {
    this.pending = Buffer.concat([this.pending, piece])
    const units: AccessUnit[] = []
    let from = 0
    for (const start of this.starts()) {
      if (start > from) units.push(unitOf(this.pending.subarray(from, start)))
      from = start
    }
    this.pending = this.pending.subarray(from)
    return units
  }

  /** What is left when the stream has ended. */
  end(): AccessUnit[] {
    const rest = this.pending
    this.pending = Buffer.alloc(0)
    return rest.length > 0 ? [unitOf(rest)] : []
  }

  /** Where units begin. */
  private starts(): number[] {
    const starts: number[] = []
    let hasPicture = false
    for (const { kind, at, first } of nals(this.pending)) {
      const isPicture = kind === kinds.slice || kind === kinds.idr
      const isOpening = kind === kinds.aud || kind === kinds.sps || (isPicture && first)
      if (starts.length === 0 || (hasPicture && isOpening)) {
        starts.push(at)
        hasPicture = false
      }
      if (isPicture) hasPicture = true
    }
    return starts
  }
}

/** Whole units of a stream that is complete. */
export function splitUnits(stream: Buffer): AccessUnit[] {
  const splitter = new UnitSplitter()
  return [...splitter.push(stream), ...splitter.end()]
}

function unitOf(data: Buffer): AccessUnit {
  return { data, key: nals(data).some(({ kind }) => kind === kinds.idr) }
}

function nals(bytes: Buffer): { kind: number; at: number; first: boolean }[] {
  const found: { kind: number; at: number; first: boolean }[] = []
  for (let one = bytes.indexOf(1); one >= 0; one = bytes.indexOf(1, one + 1)) {
    const [header, after] = [bytes[one + 1], bytes[one + 2]]
    // Its kind is known when the byte behind its header is here: a slice says there whether it is a picture's first.
    if (one < 2 || bytes[one - 1] !== 0 || bytes[one - 2] !== 0 || header === undefined || after === undefined) continue
    const at = bytes[one - 3] === 0 ? one - 3 : one - 2
    found.push({ kind: header & 31, at, first: (after & 0x80) !== 0 })
  }
  return found
}
