import { expect, test } from 'vitest'
import { z } from 'zod'
import { lineGateway } from './gateway.ts'

test('is an address and nothing else', () => {
  const entry = z.strictObject(lineGateway.keys)
  expect(entry.safeParse({ url: 'telnet://10.0.0.9:23' }).success).toBe(true)
  expect(entry.safeParse({ url: 'telnet://10.0.0.9', credentials: { password: 'x' } }).success).toBe(false)
  expect(lineGateway.held.kind).toBe('none')
})
