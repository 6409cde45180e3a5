import { expect, test } from 'vitest'
import { decryptPassword } from '../../../../server-mock/nanokvm/password'
import { encryptPassword } from './encryptPassword'

// Made with `openssl enc -aes-256-cbc -md md5` and a fixed salt; see sipeed/NanoKVM server/utils/encrypt.go.
const vectors: readonly [salt: string, password: string, field: string][] = [
  ['0102030405060708', 'admin', 'U2FsdGVkX18BAgMEBQYHCDqqQ2txUJEymiuPNgygcGQ%3D'],
  ['deadbeefcafef00d', 'p@ss word+/=%é', 'U2FsdGVkX1%2Ferb7vyv7wDdBoRKJQXGzO2W9WxcH50ts%3D'],
  [
    'a1b2c3d4e5f60718',
    'correct horse battery staple 0123456789',
    'U2FsdGVkX1%2BhssPU5fYHGG00O8rDv7SMSnbxWVpkfx7XWQDzzT%2BJ8ZdFsVJroQ2ANzp%2FMy5WtuxKaXx%2FbsL49Q%3D%3D',
  ],
]

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))

test.each(vectors)('salt %s', (salt, password, field) => {
  expect(encryptPassword(password, bytes(salt))).toBe(field)
})

test('is undone by the server whatever the salt', () => {
  for (let i = 0; i < 50; i++) expect(decryptPassword(encryptPassword(`pass wörd ${i}+`))).toBe(`pass wörd ${i}+`)
  expect(decryptPassword('admin')).toBe('')
})
