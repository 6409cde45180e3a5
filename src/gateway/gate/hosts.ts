import { isIP } from 'node:net'

/**
 * Whether `Host` is one of ours. A page that points its own name at 127.0.0.1 (DNS rebinding) is same-origin with us in
 * the browser's eyes, and only this tells it apart. Plain addresses pass: rebinding needs a name. Vite checks the same
 * for HTTP, but neither upgrades nor anything under https: vite dist/node, hostValidationMiddleware.
 */
export function isOurHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
  if (isIP(name) !== 0) return true
  if (name === 'localhost' || name.endsWith('.localhost')) return true
  return allowed.some(candidate => candidate.toLowerCase() === name)
}
