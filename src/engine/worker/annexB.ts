/** Kinds of NAL unit that matter here (ITU-T H.264, table 7-1). */
export const nal = { slice: 1, idr: 5, sei: 6, sps: 7, pps: 8, aud: 9 } as const

export interface NalUnit {
  readonly type: number
  /** Where its start code begins, its header byte stands, and the next one's start code begins. */
  readonly from: number
  readonly header: number
  readonly to: number
}

/** The NAL units of an Annex B byte stream. Start codes have three or four bytes; both are taken. */
export function nalUnits(bytes: Uint8Array): NalUnit[] {
  const found: { from: number; header: number }[] = []
  // A start code ends in its only 1: looking for that byte skips most others at native speed.
  for (let one = bytes.indexOf(1, 2); one >= 0; one = bytes.indexOf(1, one + 1)) {
    if (bytes[one - 1] !== 0 || bytes[one - 2] !== 0) continue
    found.push({ from: bytes[one - 3] === 0 ? one - 3 : one - 2, header: one + 1 })
  }
  return found.map(({ from, header }, i) => ({
    ...{ from, header, to: found[i + 1]?.from ?? bytes.length },
    type: (bytes[header] ?? 0) & 31,
  }))
}

/** What an access unit is made of, as far as a decoder needs to know before it sees it. */
export interface UnitFacts {
  /** A decoder can begin here: an IDR picture. */
  readonly isKey: boolean
  readonly hasPicture: boolean
  /** The name of its codec from its SPS, such as `avc1.42e01f`; absent without one. */
  readonly codec?: string
}

/** Reads an access unit's facts from itself: what servers say of their key frames is not always so. */
export function unitFacts(bytes: Uint8Array): UnitFacts {
  let isKey = false
  let hasPicture = false
  let codec: string | undefined
  for (const { type, header } of nalUnits(bytes)) {
    if (type === nal.idr) isKey = true
    if (type >= nal.slice && type <= nal.idr) hasPicture = true
    if (type === nal.sps && codec === undefined) codec = codecOf(bytes.subarray(header, header + 4))
  }
  return { isKey, hasPicture, ...(codec !== undefined && { codec }) }
}

/** Profile, constraints and level stand behind the SPS's header byte, as RFC 6381 wants them. */
function codecOf(sps: Uint8Array): string | undefined {
  if (sps.length < 4) return undefined
  return `avc1.${[...sps.subarray(1)].map(byte => byte.toString(16).padStart(2, '0')).join('')}`
}
