import { createCipheriv } from 'node:crypto'

/**
 * The answer to VncAuth's sixteen random bytes: both halves encrypted by DES with the password, eight bytes of it and
 * each with its bits reversed, as every VNC server has done since 1998.
 */
export function vncResponse(password: string, challenge: Uint8Array): Buffer {
  const key = Buffer.alloc(8)
  Buffer.from(password, 'latin1').copy(key, 0, 0, 8)
  const reversed = key.map(reverseBits)
  // OpenSSL 3 keeps single DES in its legacy provider; triple DES with three equal keys is the same function.
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([reversed, reversed, reversed]), null)
  cipher.setAutoPadding(false)
  return Buffer.concat([cipher.update(challenge), cipher.final()])
}

function reverseBits(byte: number): number {
  let reversed = 0
  for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit)
  return reversed
}
