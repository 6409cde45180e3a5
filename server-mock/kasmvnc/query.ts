/*
 * KasmVNC reads its query by hand, and oddly: kasmtech/KasmVNC common/network/websocket.c (`parse_get_params` and its
 * callers); seen in the recordings of create_user and update_user.
 */

/** The first parameter whose text begins with `name`: `names=x` will do for `name`. */
export function parameter(query: string, name: string): string | undefined {
  const found = query.split('&').find(each => each.startsWith(name) && each.includes('='))
  return found?.slice(found.indexOf('=') + 1)
}

/** Percent signs only: a plus stays a plus, and a zero byte ends the text. */
export function percentDecoded(text: string): string {
  const latin1 = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(latin1.split('\0', 1)[0] ?? '', 'latin1').toString()
}

/** Decimal digits at the front, cut to `bits`; `undefined` when the first character is none. */
export function numberIn(query: string, name: string, bits: 8 | 16): number | undefined {
  const digits = /^\d+/.exec(parameter(query, name) ?? '')?.[0]
  return digits === undefined ? undefined : Number(BigInt(digits) % BigInt(2 ** bits))
}

/** A word that begins with a letter counts as given, and is true when it is a beginning of `true`. */
export function booleanIn(query: string, name: string): boolean | undefined {
  const word = parameter(query, name) ?? ''
  return /^[a-z]/i.test(word) ? 'true'.startsWith(word) : undefined
}

export function textIn(query: string, name: string): string | undefined {
  const value = parameter(query, name)
  return value === undefined ? undefined : percentDecoded(value)
}
