/** The encodings a line may speak; names as the WHATWG Encoding Standard has them. */
export const charsets = [
  'utf-8',
  'windows-1252',
  'iso-8859-2',
  'iso-8859-15',
  'koi8-r',
  'windows-1251',
  'ibm866',
] as const

export type Charset = (typeof charsets)[number]

/** The encoding of that name, UTF-8 for any other. */
export function charsetOf(name: string): Charset {
  return charsets.find(known => known === name) ?? 'utf-8'
}

const unknownByte = 63 // ?

/** Turns text into a line's bytes. Browsers encode UTF-8 only; the others are one byte a character, read off a decoder. */
export function encoder(charset: Charset): (text: string) => Uint8Array {
  if (charset === 'utf-8') {
    const utf8 = new TextEncoder()
    return text => utf8.encode(text)
  }
  const characters = new TextDecoder(charset).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))
  const bytes = new Map([...characters].map((character, byte) => [character, byte]))
  return text => Uint8Array.from([...text], character => bytes.get(character) ?? unknownByte)
}
