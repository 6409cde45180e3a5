import { createCipheriv } from 'node:crypto'

/**
 * What a VNC client answers to a challenge: DES with the password's first 8 bytes as key, each byte's bits mirrored.
 * Node's OpenSSL keeps single DES in its legacy provider; triple DES with one key thrice is the same thing.
 */
export function vncAuthResponse(password: string, challenge: Uint8Array): Buffer {
  const key = Buffer.alloc(8)
  Buffer.from(password, 'latin1').copy(key, 0, 0, 8)
  for (let i = 0; i < key.length; i++) key[i] = mirror(key[i] ?? 0)
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null).setAutoPadding(false)
  return Buffer.concat([cipher.update(challenge), cipher.final()])
}

function mirror(byte: number): number {
  let mirrored = 0
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) mirrored |= 0x80 >> bit
  return mirrored
}
