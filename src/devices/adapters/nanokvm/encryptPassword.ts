import { cbc } from '@noble/ciphers/aes.js'
import { md5 } from '@noble/hashes/legacy.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** Public, the same in every device: sipeed/NanoKVM server/utils/encrypt.go. It hides a password from nobody. */
const passphrase = utf8ToBytes('nanokvm-sipeed-2024')

/**
 * A password as NanoKVM's fields take it: OpenSSL's salted AES-256-CBC, base64, percent-encoded, because the server
 * form-decodes the field and a bare `+` would become a space. Web Crypto has no MD5, and nothing at all on plain HTTP.
 */
export function encryptPassword(password: string, salt: Uint8Array = freshSalt()): string {
  let block = new Uint8Array()
  let derived = new Uint8Array()
  while (derived.length < 48) {
    block = md5(concatBytes(block, passphrase, salt))
    derived = concatBytes(derived, block)
  }
  const sealed = cbc(derived.subarray(0, 32), derived.subarray(32, 48)).encrypt(utf8ToBytes(password))
  const blob = concatBytes(utf8ToBytes('Salted__'), salt, sealed)
  return encodeURIComponent(btoa(String.fromCharCode(...blob)))
}

function freshSalt(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(8))
}
