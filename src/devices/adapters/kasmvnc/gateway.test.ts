import { expect, test } from 'vitest'
import { z } from 'zod'
import { kasmvncGateway } from './gateway.ts'

const entry = z.strictObject(kasmvncGateway.keys)

test('takes what the documented example writes', () => {
  const written = {
    url: 'https://10.0.0.5:8444',
    tls: { verify: false },
    credentials: { username: 'ops', passwordEnv: 'BUILD01_PASSWORD' },
    relay: ['demo'],
    terminal: 'telnet://10.0.0.9',
  }
  expect(entry.parse(written)).toEqual(written)
  expect(entry.safeParse({ ...written, vnc: 'vnc://10.0.0.5' }).success).toBe(false)
})

test('holds credentials as Basic, and takes the operator’s from a cookie that goes no further', () => {
  expect(kasmvncGateway.held.kind).toBe('basic')
  expect(kasmvncGateway.http).toMatchObject({ basicCookie: 'wh_basic', cookies: 'drop', origin: 'device' })
})
