import { createDecipheriv, createHash } from 'node:crypto'

const passphrase = 'nanokvm-sipeed-2024'

/** Go's decoder panics on what this carries: HTTP 500 without a body. */
export class PanicError extends Error {
  override readonly name = 'PanicError'
}

/**
 * The password behind the field as the server reads it: form-unescaped first, so that a bare `+` is a space, then
 * base64, then OpenSSL's salted AES-256-CBC (server/utils/encrypt.go, mervick/aes-everywhere go/aes256/aes256.go).
 * Empty for what is no such blob. Throws PanicError where the server falls over.
 */
export function decryptPassword(field: string): string {
  const blob = Buffer.from(decodedPrefix(formUnescape(field)), 'base64')
  if (blob.length < 16 || blob.subarray(0, 8).toString('latin1') !== 'Salted__') return ''
  const sealed = blob.subarray(16)
  if (sealed.length === 0 || sealed.length % 16 !== 0) throw new PanicError('crypto/cipher: input not full blocks')
  const secret = derive(blob.subarray(8, 16))
  const cipher = createDecipheriv('aes-256-cbc', secret.subarray(0, 32), secret.subarray(32, 48)).setAutoPadding(false)
  const padded = Buffer.concat([cipher.update(sealed), cipher.final()])
  const padding = padded.at(-1) ?? 0
  if (padding > padded.length) throw new PanicError('slice bounds out of range')
  return padded.subarray(0, padded.length - padding).toString()
}

function formUnescape(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return ''
  }
}

/** Go stops at the first byte that is no base64 and keeps what it has; line breaks are passed over. */
function decodedPrefix(text: string): string {
  return /^[A-Za-z0-9+/]*={0,2}/.exec(text.replaceAll(/[\r\n]/g, ''))?.[0] ?? ''
}

function derive(salt: Buffer): Buffer {
  let block = Buffer.alloc(0)
  let derived = Buffer.alloc(0)
  while (derived.length < 48) {
    block = createHash('md5').update(block).update(passphrase).update(salt).digest()
    derived = Buffer.concat([derived, block])
  }
  return derived
}
