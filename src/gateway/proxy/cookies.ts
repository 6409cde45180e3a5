export interface CookieRules {
  /** `/devices/rack-7/` */
  readonly prefix: string
  /** Whether the browser came by https. */
  readonly encrypted: boolean
  /** Whether the console may be shown inside another site's frame. */
  readonly framed: boolean
  /** Cookies that the gateway or the page keep for themselves, whatever a device says. */
  readonly kept: readonly string[]
}

/** What browsers keep of one cookie, name and value together; Chromium drops longer ones. */
const maxBytes = 4096

/**
 * A device's `Set-Cookie` as the browser should get it, or `null` where it gets none. Parsed as browsers parse it
 * (RFC 6265 §5.2) and written anew from the attributes that are allowed, so that no spelling (`Path =/`, a tab, a second
 * `Path`) reaches the browser with another meaning: every device says `Path=/`, and two of a kind would sign each other
 * out, or one would sign the operator in at the other.
 */
export function rewriteSetCookie(line: string, { prefix, encrypted, framed, kept }: CookieRules): string | null {
  const [pair = '', ...attributes] = line.split(';')
  const [name, value] = nameAndValue(pair)
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) || !pair.includes('=') || !isPlain(value)) return null
  if (kept.includes(name) || name.length + value.length > maxBytes) return null
  if (/^__host-/i.test(name)) return null // wants Path=/, which no device gets
  if (/^__secure-/i.test(name) && !encrypted) return null
  const said = new Map(attributes.map(nameAndValue).map(([key, text]) => [key.toLowerCase(), text]))
  return [
    `${name}=${value}`,
    `Path=${prefix}${ownPath(said.get('path')).slice(1)}`,
    ...kind(said.get('expires'), /^[\w ,:+-]{1,64}$/, 'Expires'),
    ...kind(said.get('max-age'), /^-?\d{1,12}$/, 'Max-Age'),
    ...(said.has('httponly') ? ['HttpOnly'] : []),
    ...(framed ? ['SameSite=None', 'Secure', 'Partitioned'] : ownSite(said, encrypted)),
  ].join('; ')
}

/** The value of one cookie in a `Cookie` header. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  return pairs(header)
    .find(pair => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
}

/** A `Cookie` header with `name` replaced, or removed where `value` is null; `undefined` when nothing is left. */
export function withCookie(header: string | undefined, name: string, value: string | null): string | undefined {
  const others = pairs(header).filter(pair => !pair.startsWith(`${name}=`))
  const all = value === null ? others : [...others, `${name}=${value}`]
  return all.length === 0 ? undefined : all.join('; ')
}

/** Whether a text can be a cookie's value in a request (RFC 6265 §4.1.1): no control character, nothing beyond ASCII. */
export function isCookieValue(text: string): boolean {
  return text.length <= maxBytes && /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/.test(text)
}

function nameAndValue(part: string): [name: string, value: string] {
  const equals = part.indexOf('=')
  if (equals === -1) return [trimmed(part), '']
  return [trimmed(part.slice(0, equals)), trimmed(part.slice(equals + 1))]
}

// RFC 6265's WSP: blanks and tabs, and none of the others that String.trim takes away.
function trimmed(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '')
}

function isPlain(value: string): boolean {
  return /^[\x20-\x3a\x3c-\x7e\x80-\xff]*$/.test(value)
}

// Absent, empty or relative: the folder of the request in a browser, and here all of the device's own paths.
function ownPath(path: string | undefined): string {
  return path !== undefined && /^\/[\x21-\x3a\x3c-\x7e]*$/.test(path) && !path.includes('..') ? path : '/'
}

function ownSite(said: ReadonlyMap<string, string>, encrypted: boolean): string[] {
  const site = { strict: 'Strict', lax: 'Lax', none: 'None' }[said.get('samesite')?.toLowerCase() ?? '']
  // A NanoKVM in https mode marks its cookie Secure, which a console on plain http could not keep; None needs Secure.
  const secure = encrypted && (said.has('secure') || site === 'None')
  return [
    ...(secure ? ['Secure'] : []),
    ...(site === undefined || (site === 'None' && !secure) ? [] : [`SameSite=${site}`]),
  ]
}

function kind(value: string | undefined, form: RegExp, name: string): string[] {
  return value !== undefined && form.test(value) ? [`${name}=${value}`] : []
}

function pairs(header: string | undefined): string[] {
  return (header ?? '')
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => pair !== '')
}
