/** Majors beyond 3 that servers are known to announce while they speak 3.8: RealVNC's 4 and 5, Intel AMT's 4. */
const newestMajor = 5

/**
 * The minor version of RFB 3 to speak with a server that greets so, as RFC 6143 §7.1.1 wants it: an unknown one below 7 is 3.3, above
 * 8 it is 3.8. `undefined` for a repeater and for what is no version that is known.
 */
export function agreedVersion(greeting: string): 3 | 7 | 8 | undefined {
  const match = /^RFB (\d{3})\.(\d{3})\n$/.exec(greeting)
  if (!match) return undefined
  const [major, minor] = [Number(match[1]), Number(match[2])]
  if (major < 3 || major > newestMajor) return undefined
  if (major > 3 || minor >= 8) return 8
  return minor === 7 ? 7 : 3
}
