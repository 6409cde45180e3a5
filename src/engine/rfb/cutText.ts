/**
 * RFB's clipboard message says Latin-1 (RFC 6143 §7.5.6), and servers send what they have: UTF-8 (wayvnc, many VNC servers of
 * virtual machines) or the code page of Windows. Bytes above 127 that are valid UTF-8 are practically never anything else.
 */
export type TextEncoding = 'latin-1' | 'windows-1252' | 'utf-8'

/** What these bytes are most likely; `undefined` for plain ASCII, which tells nothing. */
export function guessEncoding(bytes: Uint8Array): TextEncoding | undefined {
  if (bytes.every(byte => byte < 0x80)) return undefined
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    // Control characters in Latin-1, letters in Windows-1252.
    return bytes.some(byte => byte >= 0x80 && byte <= 0x9f) ? 'windows-1252' : 'latin-1'
  }
}

/** The text in these bytes, with line feeds alone between its lines and no NUL at its end (some servers count that in). */
export function readCutText(bytes: Uint8Array, encoding: TextEncoding): string {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  // To a browser, Latin-1 is Windows-1252 (WHATWG Encoding): the control characters of Latin-1 are no text.
  const label = encoding === 'utf-8' ? 'utf-8' : 'windows-1252'
  const text = new TextDecoder(label, { ignoreBOM: true }).decode(bytes.subarray(0, end))
  return text.replaceAll(/\r\n?/g, '\n')
}

/** The bytes of a text; `?` where the encoding has no letter. */
export function writeCutText(text: string, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf-8') return new TextEncoder().encode(text)
  return Uint8Array.from(Array.from(text), letter => byteOf(letter, encoding) ?? 0x3f)
}

/** Whether all of it passes. */
export function canWrite(text: string, encoding: TextEncoding): boolean {
  if (encoding === 'utf-8' || !/[^\0-\x7f]/.test(text)) return true
  for (const letter of text) if (byteOf(letter, encoding) === undefined) return false
  return true
}

function byteOf(letter: string, encoding: 'latin-1' | 'windows-1252'): number | undefined {
  const code = letter.codePointAt(0) ?? 0
  if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code
  return encoding === 'windows-1252' ? windowsBytes().get(letter) : undefined
}

let table: ReadonlyMap<string, number> | undefined

/** What Windows-1252 has where Latin-1 has control characters. */
function windowsBytes(): ReadonlyMap<string, number> {
  table ??= new Map(
    Array.from({ length: 0x20 }, (_, i) => {
      const byte = 0x80 + i
      return [new TextDecoder('windows-1252').decode(Uint8Array.of(byte)), byte] as const
    }),
  )
  return table
}
