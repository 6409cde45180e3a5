export interface CookieRules {
  /** `/devices/rack-7/` */
  readonly prefix: string
  /** Whether the browser came by https. */
  readonly encrypted: boolean
  /** Whether the console may be shown inside another site's frame. */
  readonly framed: boolean
  /** A cookie the gateway keeps for itself. */
  readonly kept?: string
}

/**
 * A device's `Set-Cookie` as the browser should get it, or `null` for the one the gateway keeps: every device says
 * `Path=/`, so two of a kind would sign each other out.
 */
export function rewriteSetCookie(line: string, { prefix, encrypted, framed, kept }: CookieRules): string | null {
  const [pair = '', ...attributes] = line.split(';').map(part => part.trim())
  if (kept !== undefined && pair.startsWith(`${kept}=`)) return null
  const left = attributes.filter(attribute => {
    const name = attribute.replace(/=.*/s, '').toLowerCase()
    // Partitioned cookies must be Secure, and in a frame of another site only those are kept.
    if (framed) return !['path', 'domain', 'samesite', 'secure', 'partitioned'].includes(name)
    // A NanoKVM in https mode marks its cookie Secure, which a console on plain http could not keep.
    return name !== 'path' && name !== 'domain' && (encrypted || name !== 'secure')
  })
  const path = attributes.find(attribute => /^path=\//i.test(attribute))?.slice('path='.length)
  return [
    pair,
    ...(path === undefined ? [] : [`Path=${prefix}${path.slice(1)}`]),
    ...left.filter(attribute => attribute !== ''),
    ...(framed ? ['SameSite=None', 'Secure', 'Partitioned'] : []),
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

function pairs(header: string | undefined): string[] {
  return (header ?? '')
    .split(';')
    .map(pair => pair.trim())
    .filter(pair => pair !== '')
}
