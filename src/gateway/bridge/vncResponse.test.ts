import { expect, test } from 'vitest'
import { vncResponse } from './vncResponse.ts'

test('answers a challenge as DES with reversed key bits does', () => {
  // Published vectors of single DES, as openssl/openssl test/destest.c lists them: key and text all 00, and all 11.
  // The second key stands here bit-reversed, as a password would be.
  expect(vncResponse('', Buffer.alloc(16)).toString('hex')).toBe('8ca64de9c1b123a7'.repeat(2))
  const password = Buffer.alloc(8, 0x88).toString('latin1')
  const text = Buffer.alloc(16, 0x11)
  expect(vncResponse(password, text).toString('hex')).toBe('f40379ab9e0ec533'.repeat(2))
})

test('only eight characters count', () => {
  const challenge = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
  expect(vncResponse('secret12tail', challenge)).toEqual(vncResponse('secret12', challenge))
  expect(vncResponse('secret1', challenge)).not.toEqual(vncResponse('secret12', challenge))
})
