import { createHmac } from 'node:crypto'

const stepMs = 30_000

/** The six digits of RFC 6238 at a moment; `secret` is the shared key as text. */
export function totp(secret: string, atMs: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / stepMs)))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const at = (digest.at(-1) ?? 0) & 0x0f
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Whether a code is good now, one step of tolerance each way, as kvmd takes it (kvmd/apps/kvmd/auth.py:137-146). */
export function isGoodCode(secret: string, code: string, atMs: number): boolean {
  return [-1, 0, 1].some(step => totp(secret, atMs + step * stepMs) === code)
}
