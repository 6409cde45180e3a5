/** How a message is read and written. */
export type PayloadForm = 'text' | 'json' | 'hex'

/** What an app may get in one datagram from here, as the capability promises. */
export const maxPayloadBytes = 64 * 1024

export type Payload =
  | { readonly bytes: Uint8Array; readonly problem?: undefined }
  | { readonly bytes?: undefined; readonly problem: 'hex' | 'json'; readonly detail: string }

/** The bytes of what was typed. JSON is checked and sent as it stands, not rewritten. */
export function encodePayload(text: string, form: PayloadForm): Payload {
  if (form === 'hex') return encodeHex(text)
  if (form === 'json') {
    try {
      JSON.parse(text)
    } catch (error) {
      return { problem: 'json', detail: error instanceof Error ? error.message : '' }
    }
  }
  return { bytes: new TextEncoder().encode(text) }
}

function encodeHex(text: string): Payload {
  const digits = text.replace(/0x|[\s,:]/gi, '')
  if (!/^([0-9a-f]{2})*$/i.test(digits)) return { problem: 'hex', detail: '' }
  return { bytes: Uint8Array.from(digits.match(/../g) ?? [], pair => Number.parseInt(pair, 16)) }
}

/** Bytes to read: text with what is no UTF-8 as U+FFFD, JSON indented where it is JSON, or a hex dump of 16 a line. */
export function decodePayload(bytes: Uint8Array, form: PayloadForm): string {
  if (form === 'hex') return hexDump(bytes)
  const text = new TextDecoder().decode(bytes)
  if (form === 'text') return text
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

/** Whether the bytes that were written as hex stand in there. False for what is no hex. */
export function holdsHex(bytes: Uint8Array, hex: string): boolean {
  const wanted = encodeHex(hex).bytes
  const [first] = wanted ?? []
  if (!wanted || first === undefined) return false
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return true
  }
  return false
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => `${byte.toString(16).padStart(2, '0')} `)

function hexDump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16)
    let [pairs, letters] = ['', '']
    for (const byte of row) {
      pairs += hexPairs[byte] ?? ''
      letters += byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.'
    }
    lines.push(`${at.toString(16).padStart(6, '0')}  ${pairs.padEnd(48)} ${letters}`)
  }
  return lines.join('\n')
}
