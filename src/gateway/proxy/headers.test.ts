import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { decodeConfig } from '../config/readConfig.ts'
import { cookieValue, rewriteSetCookie, withCookie } from './cookies.ts'
import { dressRequest } from './requestHeaders.ts'
import { dressResponse, rewriteLocation } from './responseHeaders.ts'

function device(entry: object): GatewayDevice {
  const [decoded] = decodeConfig({ devices: [{ id: 'rack-7', ...entry }] }).devices
  if (decoded === undefined) throw new Error('no device')
  return decoded
}

const pikvm = device({ family: 'pikvm', url: 'https://pikvm.lan/kvm/' })
const kasm = device({ family: 'kasmvnc', url: 'https://10.0.0.5:8444' })

describe('cookies', () => {
  const rules = { prefix: '/devices/rack-7/', encrypted: true, framed: false }

  test.each<[string, string, object]>([
    ['a=1; Path=/', 'a=1; Path=/devices/rack-7/', {}],
    ['a=1; path=/api/auth; HttpOnly', 'a=1; Path=/devices/rack-7/api/auth; HttpOnly', {}],
    ['a=1', 'a=1', {}],
    ['a=b=c; Domain=pikvm.lan; Path=/', 'a=b=c; Path=/devices/rack-7/', {}],
    ['a=1; Path=/; Secure', 'a=1; Path=/devices/rack-7/; Secure', {}],
    ['a=1; Path=/; Secure', 'a=1; Path=/devices/rack-7/', { encrypted: false }],
    [
      'a=1; Path=/; SameSite=Strict; Secure',
      'a=1; Path=/devices/rack-7/; SameSite=None; Secure; Partitioned',
      { framed: true },
    ],
    ['a=; Path=/; Max-Age=0;', 'a=; Path=/devices/rack-7/; Max-Age=0', {}],
  ])('%s becomes %s', (line, expected, change) => {
    expect(rewriteSetCookie(line, { ...rules, ...change })).toBe(expected)
  })

  test('the one that the gateway keeps stays with it', () => {
    expect(rewriteSetCookie('nano-kvm-token=x; Path=/', { ...rules, kept: 'nano-kvm-token' })).toBeNull()
    expect(rewriteSetCookie('nano-kvm-token2=x', { ...rules, kept: 'nano-kvm-token' })).toBe('nano-kvm-token2=x')
  })

  test('are found, replaced and removed by their whole name', () => {
    expect(cookieValue('xa=1; a=2; a=3', 'a')).toBe('2')
    expect(cookieValue(undefined, 'a')).toBeUndefined()
    expect(withCookie('a=1; b=2', 'a', '3')).toBe('b=2; a=3')
    expect(withCookie('a=1; ab=2', 'a', null)).toBe('ab=2')
    expect(withCookie('a=1', 'a', null)).toBeUndefined()
  })
})

test.each([
  ['/kvm/login', '/devices/rack-7/login'],
  ['/login', '/devices/rack-7/login'],
  ['https://pikvm.lan/kvm/?x=1#y', '/devices/rack-7/?x=1#y'],
  ['https://pikvm.lan:443/kvm/a', '/devices/rack-7/a'],
  ['http://pikvm.lan/kvm/', 'http://pikvm.lan/kvm/'],
  ['https://other.example/', 'https://other.example/'],
  ['//other.example/', '//other.example/'],
  ['relative?x', 'relative?x'],
  ['https://[', 'https://['],
])('Location %s becomes %s', (location, expected) => {
  expect(rewriteLocation(location, pikvm)).toBe(expected)
})

describe('a request', () => {
  const caller = { address: '::ffff:192.168.1.9', encrypted: true, isUpgrade: false }
  const dressed = (headers: IncomingHttpHeaders, target = kasm, who = caller) => {
    dressRequest(headers, target, who)
    return headers
  }

  test('says who asks, as KasmVNC can read it, and nobody else does', () => {
    expect(dressed({ 'x-forwarded-for': '6.6.6.6' })).toMatchObject({
      'x-forwarded-for': '192.168.1.9',
      'x-forwarded-proto': 'https',
    })
    expect(dressed({}, kasm, { ...caller, address: 'fe80::1%eth0' })['x-forwarded-for']).toBe('fe80::1')
  })

  test('has an Origin on every upgrade of a family that needs one', () => {
    expect(dressed({}, kasm, { ...caller, isUpgrade: true }).origin).toBe('https://10.0.0.5:8444')
    expect(dressed({}).origin).toBeUndefined()
    expect(dressed({ origin: 'https://console' }).origin).toBe('https://10.0.0.5:8444')
  })

  test('keeps Connection for an upgrade only, and is not continued twice', () => {
    expect(dressed({ connection: 'keep-alive', expect: '100-continue' })).toMatchObject({ connection: 'close' })
    expect(dressed({ expect: '100-continue' }).expect).toBeUndefined()
    expect(dressed({ connection: 'Upgrade' }, kasm, { ...caller, isUpgrade: true }).connection).toBe('Upgrade')
  })

  test('cannot smuggle a header through wh_basic', () => {
    for (const value of ['a b', 'YTpi\r\nX: y', 'é', '']) {
      expect(dressed({ cookie: `wh_basic=${value}` }).authorization).toBeUndefined()
    }
  })

  test('carries a password that is not ASCII, spelled as UTF-8', () => {
    const credentials = { username: 'ops', password: 'пароль' }
    const held = dressed({}, device({ family: 'pikvm', url: 'http://h', credentials }))
    expect(Buffer.from(String(held['x-kvmd-passwd']), 'latin1').toString()).toBe('пароль')
  })
})

test('an answer loses what only concerns one connection', () => {
  const answering = { encrypted: true, framed: false }
  const headers = { connection: 'close', 'keep-alive': 'x', upgrade: 'h2', 'transfer-encoding': 'chunked', etag: '"1"' }
  expect(dressResponse(headers, kasm, answering)).toEqual({
    etag: '"1"',
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
})
