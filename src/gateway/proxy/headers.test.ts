import type { IncomingHttpHeaders } from 'node:http'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GatewayDevice } from '../config/GatewayConfig.ts'
import { decodeConfig } from '../config/readConfig.ts'
import { MalformedAnswer, WantsHttps } from '../failures.ts'
import { cookieValue, rewriteSetCookie, withCookie } from './cookies.ts'
import { devicePath } from './devicePath.ts'
import { dressRequest } from './requestHeaders.ts'
import { dressResponse, dressUpgrade, rewriteLocation } from './responseHeaders.ts'

function device(entry: object): GatewayDevice {
  const [decoded] = decodeConfig({ devices: [{ id: 'rack-7', ...entry }] }).devices
  if (decoded === undefined) throw new Error('no device')
  return decoded
}

const pikvm = device({ family: 'pikvm', url: 'https://pikvm.lan/kvm/' })
const kasm = device({ family: 'kasmvnc', url: 'https://10.0.0.5:8444' })

describe('cookies', () => {
  const rules = { prefix: '/devices/rack-7/', encrypted: true, framed: false, kept: [] }
  const own = 'a=1; Path=/devices/rack-7/'

  test.each<[string, string | null, object]>([
    ['a=1; Path=/', own, {}],
    ['a=1; path=/api/auth; HttpOnly', 'a=1; Path=/devices/rack-7/api/auth; HttpOnly', {}],
    ['a=1', own, {}],
    ['a=b=c; Domain=pikvm.lan; Path=/', 'a=b=c; Path=/devices/rack-7/', {}],
    ['a=1; Path=/; Secure', `${own}; Secure`, {}],
    ['a=1; Path=/; Secure', own, { encrypted: false }],
    ['a=1; SameSite=None; Secure', own, { encrypted: false }],
    ['a=1; samesite=lax', `${own}; SameSite=Lax`, {}],
    ['a=1; SameSite=Never', own, {}],
    ['a=1; Path=/; SameSite=Strict; Secure', `${own}; SameSite=None; Secure; Partitioned`, { framed: true }],
    ['a=; Path=/; Max-Age=0;', 'a=; Path=/devices/rack-7/; Max-Age=0', {}],
    ['a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT', `${own}; Expires=Wed, 09 Jun 2027 10:18:14 GMT`, {}],
    ['a=1; Max-Age=1e9; Priority=High; Partitioned', own, {}],
    // A browser takes all of these for `Path=/`: RFC 6265 §5.2
    ['a=1; Path =/', own, {}],
    ['a=1; Path\t=/', own, {}],
    ['a=1; Path = /', own, {}],
    ['a=1;PATH=/', own, {}],
    ['a=1; Path=/; Path =/devices/other/', `${own}devices/other/`, {}],
    ['a=1; Path=/devices/other/', `${own}devices/other/`, {}],
    ['a=1; Path=', own, {}],
    ['a=1; Path=x', own, {}],
    ['a=1; Path=/../../', own, {}],
    ['\ta = 1 \t; Path=/', own, {}],
    ['__Host-a=1; Secure; Path =/', null, {}],
    ['__host-a=1', null, {}],
    ['__Secure-a=1; Secure', '__Secure-a=1; Path=/devices/rack-7/; Secure', {}],
    ['__Secure-a=1; Secure', null, { encrypted: false }],
    ['a', null, {}],
    ['=a', null, {}],
    [';;;=', null, {}],
    ['', null, {}],
    ['a b=1', null, {}],
    ['a=1\u0001', null, {}],
    [`a=${'x'.repeat(5000)}`, null, {}],
  ])('%j becomes %j', (line, expected, change) => {
    expect(rewriteSetCookie(line, { ...rules, ...change })).toBe(expected)
  })

  test('keep within the device’s own paths, however they are written', () => {
    const piece = fc.constantFrom(
      'a=1',
      ';',
      ' ',
      '\t',
      'Path',
      'path',
      '=',
      '/',
      '..',
      'Domain=x',
      'devices/other/',
      ',',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const cookie = rewriteSetCookie(`a=1${pieces.join('')}`, rules)
        if (cookie === null) return
        const said = cookie.split('; ').slice(1)
        expect(said.filter(attribute => /^path/i.test(attribute))).toHaveLength(1)
        expect(said[0]).toMatch(/^Path=\/devices\/rack-7\//)
        expect(said.join('; ')).not.toMatch(/domain|\.\.|\t/i)
      }),
    )
  })

  test('the ones that the gateway keeps stay with it', () => {
    const kept = ['nano-kvm-token']
    expect(rewriteSetCookie('nano-kvm-token=x; Path=/', { ...rules, kept })).toBeNull()
    expect(rewriteSetCookie(' nano-kvm-token =x', { ...rules, kept })).toBeNull()
    expect(rewriteSetCookie('nano-kvm-token2=x', { ...rules, kept })).toBe('nano-kvm-token2=x; Path=/devices/rack-7/')
  })

  test('are found, replaced and removed by their whole name', () => {
    expect(cookieValue('xa=1; a=2; a=3', 'a')).toBe('2')
    expect(cookieValue(undefined, 'a')).toBeUndefined()
    expect(withCookie('a=1; b=2', 'a', '3')).toBe('b=2; a=3')
    expect(withCookie('a=1; ab=2', 'a', null)).toBe('ab=2')
    expect(withCookie('a=1', 'a', null)).toBeUndefined()
  })
})

describe('Location', () => {
  test.each([
    ['/kvm/login', '/devices/rack-7/login'],
    ['/login', '/devices/rack-7/login'],
    ['https://pikvm.lan/kvm/?x=1#y', '/devices/rack-7/?x=1#y'],
    ['https://pikvm.lan:443/kvm/a', '/devices/rack-7/a'],
    ['//pikvm.lan/kvm/a', '/devices/rack-7/a'],
    ['relative?x', '/devices/rack-7/api/relative?x'],
    ['', '/devices/rack-7/api/info'],
    ['../x', '/devices/rack-7/x'],
    ['../', '/devices/rack-7/'],
    ['https:x', '/devices/rack-7/api/x'],
    ['/%2e%2e/..\\build-01/', '/devices/rack-7/build-01/'],
    ['////pikvm.lan/x', '/devices/rack-7/x'],
  ])('%s becomes %s', (location, expected) => {
    expect(rewriteLocation(location, pikvm, '/kvm/api/info')).toBe(expected)
  })

  test.each([
    'http://pikvm.lan/kvm/',
    'https://other.example/',
    '//other.example/',
    '/\\other.example/',
    '\\\\other.example/',
    'https:\\\\other.example',
    'https://pikvm.lan:8443/',
    'https://pikvm.lan@other.example/',
    '../../../build-01/api/remove_user?name=alice',
    '../../',
    '%2e%2e/%2E%2e/..\\build-01/',
    '/devices/build-01/x',
    '/devices/rack-7/x',
    'https://pikvm.lan/DEVICES/build-01/x',
    'https://[',
    'javascript:alert(1)',
    'data:text/html,x',
    '/a b',
    '/a\tb',
    '/ü',
  ])('%j is no answer', location => {
    expect(() => rewriteLocation(location, pikvm, '/kvm/api/info')).toThrow(MalformedAnswer)
  })

  test('is within the device’s own paths or an error, whatever it is', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '..',
      '.',
      '%2e',
      '%2f',
      '%5c',
      'devices',
      'build-01',
      '?',
      '#',
      ':',
      '@',
      'https:',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        let to: string
        try {
          to = rewriteLocation(pieces.join(''), pikvm, '/kvm/api/info')
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedAnswer)
          return
        }
        // As a browser at the console follows it.
        const followed = new URL(to, 'http://127.0.0.1:8080/devices/rack-7/api/info')
        expect(followed.origin).toBe('http://127.0.0.1:8080')
        expect(followed.pathname).toMatch(/^\/devices\/rack-7\//)
      }),
    )
  })

  test('from http to the same machine’s https says so', () => {
    const plain = device({ family: 'pikvm', url: 'http://pikvm.lan' })
    expect(() => rewriteLocation('https://pikvm.lan/', plain, '/')).toThrow(WantsHttps)
    expect(() => rewriteLocation('https://pikvm.lan:8443/api', plain, '/')).toThrow(WantsHttps)
    expect(() => rewriteLocation('https://other.example/', plain, '/')).toThrow(MalformedAnswer)
  })
})

describe('a request', () => {
  const caller = { address: '::ffff:192.168.1.9', encrypted: true, isUpgrade: false }
  const dressed = (headers: IncomingHttpHeaders, target = kasm, who = caller) => dressRequest(headers, target, who)

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

test.each([
  ['/devices/rack-7/', '/kvm/'],
  ['/devices/rack-7/a%20b?x=1&y=%2F', '/kvm/a%20b?x=1&y=%2F'],
  ['/devices/rack-7//x', '/kvm//x'],
  ['/devices/rack-7/[x]?q=/../', '/kvm/[x]?q=/../'],
  ['/devices/rack-7/\\[', undefined],
  ['/devices/rack-7/\\evil.example/x', undefined],
  ['/devices/rack-7/../other/', undefined],
  ['/devices/rack-7/a/%2e%2E/x', undefined],
  ['/devices/rack-7/.', undefined],
  ['/devices/rack-7/a b', undefined],
  ['/devices/rack-7/ü', undefined],
  ['/devices/rack-7/a#b', undefined],
  ['/devices/rack-70/', undefined],
])('the request target %j is the path %j', (target, path) => {
  expect(devicePath(target, pikvm)).toBe(path)
})

describe('an answer', () => {
  const dress = (status: number, headers: IncomingHttpHeaders, target = pikvm, cookies = new Map<string, number>()) =>
    dressResponse(status, headers, target, '/kvm/api', { encrypted: true, framed: false, cookies })
  const always = {
    'cache-control': 'no-store',
    'content-security-policy': 'sandbox',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }

  test('says what its content is, and nothing of anything else', () => {
    const headers = {
      connection: 'close',
      'keep-alive': 'x',
      upgrade: 'h2',
      'transfer-encoding': 'chunked',
      'http2-settings': 'AAMAAABk',
      nel: '{}',
      'report-to': '{}',
      refresh: '0; url=/',
      'set-login': 'logged-in',
      link: '</x>; rel=preload',
      'service-worker-allowed': '/',
      'clear-site-data': '"*"',
      'x-anything': 'x',
      __proto__: 'a',
      etag: '"1"',
      'content-length': '2',
    }
    expect(dress(200, headers)).toEqual({ ...always, etag: '"1"', 'content-length': '2' })
    expect(dress(200, { 'cache-control': 'max-age=5' })['cache-control']).toBe('max-age=5')
  })

  test.each([0, 1, 99, 100, 101, 199, 600, 999])('with status %s is none', status => {
    expect(() => dress(status, {})).toThrow(MalformedAnswer)
  })

  test('with a value that no header can have is none', () => {
    expect(() => dress(200, { etag: 'a\0b' })).toThrow(MalformedAnswer)
    expect(() => dress(200, { etag: 'ключ' })).toThrow(MalformedAnswer)
    expect(dress(200, { etag: '\xff' }).etag).toBe('\xff')
  })

  test('has a Location where a status has one', () => {
    expect(dress(302, { location: '/kvm/x' }).location).toBe('/devices/rack-7/x')
    // No browser follows these, and what was asked for has been done.
    expect(dress(201, { location: 'https://other.example' }).location).toBeUndefined()
    expect(dress(200, { location: '/kvm/x' }).location).toBeUndefined()
    for (const status of [300, 301, 302, 303, 305, 307, 308, 399]) {
      expect(() => dress(status, { location: 'https://other.example' })).toThrow(MalformedAnswer)
    }
  })

  test.each(['text/javascript', 'application/javascript; charset=utf-8', 'text/plain, TEXT/ECMASCRIPT', 'text/css'])(
    'of type %s is only text',
    type => {
      expect(dress(200, { 'content-type': type })['content-type']).toBe('text/plain; charset=utf-8')
    },
  )

  test('sets so many cookies and no more, under whatever names and paths', () => {
    const set = new Map<string, number>()
    const cookies = Array.from({ length: 40 }, (_, i) => (i % 2 ? `bomb${i}=x` : `bomb=x; Path=/${i}`))
    expect(dress(200, { 'set-cookie': cookies }, pikvm, set)['set-cookie']).toHaveLength(24)
    expect(dress(200, { 'set-cookie': ['late=x', 'bomb1=y'] }, pikvm, set)['set-cookie']).toEqual([
      'bomb1=y; Path=/devices/rack-7/',
    ])
    expect(dress(200, { 'set-cookie': ['wh_basic=x'] }, kasm)['set-cookie']).toBeUndefined()
  })

  test('sets no more than a request can carry back', () => {
    const set = new Map<string, number>()
    const long = (name: string) => `${name}=${'x'.repeat(3000)}`
    expect(dress(200, { 'set-cookie': ['a', 'b', 'c', 'd'].map(long) }, pikvm, set)['set-cookie']).toHaveLength(2)
    expect(dress(200, { 'set-cookie': ['a=', long('c')] }, pikvm, set)['set-cookie']).toHaveLength(2) // it made room
  })

  test('to an upgrade is the handshake', () => {
    const answering = { encrypted: true, framed: false, cookies: new Map<string, number>() }
    const headers = { upgrade: 'WebSocket', connection: 'x', 'sec-websocket-accept': 'k', server: 'x' }
    expect(dressUpgrade(101, headers, pikvm, answering)).toEqual({
      upgrade: 'websocket',
      connection: 'Upgrade',
      'sec-websocket-accept': 'k',
    })
    expect(() => dressUpgrade(101, { upgrade: 'h2c' }, pikvm, answering)).toThrow(MalformedAnswer)
  })
})
