import { isIP } from 'node:net'

/**
 * Whether `Host` is one of ours: this computer's own names, the address that the connection came in at, and what
 * `--allow-host` adds. A page that points its own name here (DNS rebinding) is same-origin with us in the browser's eyes,
 * and only this tells it apart. Other spellings of an address do not pass either: browsers take `0.0.0.0` and
 * `[::ffff:127.0.0.1]` here without saying `Sec-Fetch-Site`, which they keep for origins they trust.
 */
export function isOurHost(
  host: string | undefined,
  allowed: readonly string[],
  localAddress: string | undefined,
): boolean {
  // No more than name and port: what else URLs take there, such as a path or a user, would get into our own headers.
  if (host === undefined || !/^([\w.-]+|\[[\da-fA-F:.]+\])(:\d+)?$/.test(host)) return false
  const name = nameOf(host)
  if (name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'))) return true
  if (name === '0.0.0.0' || name === '::' || name.startsWith('::ffff:')) return false
  if (isIP(name) !== 0 && localAddress !== undefined && name === canonical(localAddress)) return true
  return allowed.some(candidate => candidate.toLowerCase() === name)
}

/** A `Host` without its port, as URLs spell it, and without IPv6's brackets. */
export function nameOf(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '') : ''
}

// A socket that takes both versions says an IPv4 address as a mapped one; zones are this computer's own matter.
function canonical(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  return isIP(plain) === 6 ? nameOf(`[${plain}]`) : plain
}
