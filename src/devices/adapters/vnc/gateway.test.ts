import { expect, test } from 'vitest'
import { z } from 'zod'
import { vncGateway } from './gateway.ts'

test('takes a password alone, and no HTTP address', () => {
  const entry = z.strictObject(vncGateway.keys)
  expect(entry.safeParse({ url: 'vnc://127.0.0.1:5901', credentials: { passwordFile: 'p' } }).success).toBe(true)
  expect(entry.safeParse({ url: 'http://127.0.0.1' }).success).toBe(false)
  expect(vncGateway.http).toBeUndefined()
  expect(vncGateway.bridges).toEqual({ screen: 'url', terminal: 'terminal' })
})
