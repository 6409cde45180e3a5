/** Without characters that look alike, and without those that shells and URLs read. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A password of 20 characters from the browser's cryptographic source: 116 bits. */
export function generatePassword(length = 20): string {
  let password = ''
  while (password.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2))) {
      // Bytes past the last whole alphabet would favour its beginning.
      if (byte < 256 - (256 % alphabet.length) && password.length < length) password += alphabet[byte % alphabet.length]
    }
  }
  return password
}
