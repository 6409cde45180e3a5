import { createDecipheriv, createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encryptPassword, nanokvmGateway } from './gateway.ts'

// docs: sipeed/NanoKVM server/utils/encrypt.go; made with `openssl enc -aes-256-cbc -md md5` and a fixed salt.
const vectors: [string, string, string][] = [
  ['0102030405060708', 'admin', 'U2FsdGVkX18BAgMEBQYHCDqqQ2txUJEymiuPNgygcGQ%3D'],
  ['deadbeefcafef00d', 'p@ss word+/=%é', 'U2FsdGVkX1%2Ferb7vyv7wDdBoRKJQXGzO2W9WxcH50ts%3D'],
  [
    'a1b2c3d4e5f60718',
    'correct horse battery staple 0123456789',
    'U2FsdGVkX1%2BhssPU5fYHGG00O8rDv7SMSnbxWVpkfx7XWQDzzT%2BJ8ZdFsVJroQ2ANzp%2FMy5WtuxKaXx%2FbsL49Q%3D%3D',
  ],
]

describe('encryptPassword', () => {
  test.each(vectors)('salt %s', (salt, password, expected) => {
    expect(encryptPassword(password, Buffer.from(salt, 'hex'))).toBe(expected)
  })

  test('takes another salt each time, which the device can undo', () => {
    const [a, b] = [encryptPassword('admin'), encryptPassword('admin')]
    expect(a).not.toBe(b)
    expect(decrypt(a)).toBe('admin')
    expect(decrypt(b)).toBe('admin')
  })
})

describe('signing in', () => {
  const { held } = nanokvmGateway
  if (held.kind !== 'session') throw new Error('NanoKVM is held by a session')
  const { signIn } = held

  test('does not encode the user name, which the device does not decode', () => {
    const body = JSON.parse(signIn.body({ username: 'ä b', password: 'x' }))
    expect(body.username).toBe('ä b')
    expect(decrypt(body.password)).toBe('x')
  })

  test('takes the token from the body up to 2.5.0, from the cookie after it', () => {
    expect(signIn.token({ code: 0, msg: 'success', data: { token: 'jwt' } }, [])).toBe('jwt')
    const cookie = 'nano-kvm-token=a.b.c; Path=/; Max-Age=2678400; HttpOnly; SameSite=Strict'
    expect(signIn.token({ code: 0, msg: 'success', data: null }, ['other=1', cookie])).toBe('a.b.c')
  })

  test('needs none where authentication is off', () => {
    expect(signIn.token({ code: 0, msg: 'success', data: null }, [])).toBeNull()
  })

  test('says why it was refused, whatever the code means this year', () => {
    const refused = () => signIn.token({ code: -2, msg: 'invalid username or password', data: null }, [])
    expect(refused).toThrow('invalid username or password')
    expect(() => signIn.token({ code: -4 }, [])).toThrow('code -4')
    expect(() => signIn.token('<html>', [])).toThrow()
  })
})

function decrypt(field: string): string {
  const blob = Buffer.from(decodeURIComponent(field), 'base64')
  let block = Buffer.alloc(0)
  let derived = Buffer.alloc(0)
  while (derived.length < 48) {
    block = createHash('md5').update(block).update('nanokvm-sipeed-2024').update(blob.subarray(8, 16)).digest()
    derived = Buffer.concat([derived, block])
  }
  const cipher = createDecipheriv('aes-256-cbc', derived.subarray(0, 32), derived.subarray(32, 48))
  return Buffer.concat([cipher.update(blob.subarray(16)), cipher.final()]).toString()
}
