import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeConfig } from '../config/readConfig.ts'
import { isOurHost } from './hosts.ts'
import { isForbiddenDestination, isForeign } from './ownPage.ts'
import { routeOf } from './routes.ts'
import { contentPolicy, pageHeaders, transportSecurity } from './securityHeaders.ts'

describe('isForeign', () => {
  const host = 'console.lan:8080'
  const judge = (headers: Record<string, string>, isUpgrade = false, encrypted = false) =>
    isForeign({ headers: { host, ...headers }, encrypted, isUpgrade })

  test.each<[string, Record<string, string>, boolean]>([
    ['neither header', {}, false],
    ['our Origin', { origin: 'http://console.lan:8080' }, false],
    ['our Origin in capitals', { origin: 'http://CONSOLE.lan:8080' }, false],
    ['same-origin', { 'sec-fetch-site': 'same-origin' }, false],
    ['a typed address', { 'sec-fetch-site': 'none' }, false],
    ['another site', { 'sec-fetch-site': 'cross-site' }, true],
    ['another port', { 'sec-fetch-site': 'same-site' }, true],
    ['another Origin', { origin: 'http://evil.example' }, true],
    ['another port’s Origin', { origin: 'http://console.lan' }, true],
    ['https where we speak http', { origin: 'https://console.lan:8080' }, true],
    ['null', { origin: 'null' }, true],
    ['an empty Origin', { origin: '' }, true],
    ['an Origin that only begins like ours', { origin: 'http://console.lan:8080.evil.example' }, true],
    ['an Origin with our host as user', { origin: 'http://console.lan:8080@evil.example' }, true],
    ['our Origin said by another site', { origin: 'http://console.lan:8080', 'sec-fetch-site': 'cross-site' }, true],
  ])('%s', (_name, headers, foreign) => {
    expect(judge(headers)).toBe(foreign)
  })

  test('judges upgrades by Origin alone', () => {
    expect(judge({ origin: 'http://console.lan:8080', 'sec-fetch-site': 'cross-site' }, true)).toBe(false)
    expect(judge({ origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' }, true)).toBe(true)
  })

  test('knows default ports and HTTP/2’s host', () => {
    expect(
      isForeign({ headers: { host: 'a.example', origin: 'https://a.example:443' }, encrypted: true, isUpgrade: false }),
    ).toBe(false)
    expect(
      isForeign({
        headers: { ':authority': 'a.example', origin: 'https://a.example' },
        encrypted: true,
        isUpgrade: false,
      }),
    ).toBe(false)
    expect(isForeign({ headers: { origin: 'https://a.example' }, encrypted: true, isUpgrade: false })).toBe(true)
  })

  test('no Origin but our own passes, whatever it looks like', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.domain().map(name => `http://${name}:8080`),
        ),
        origin => {
          const isOwn = URL.canParse(origin) && new URL(origin).origin === 'http://console.lan:8080'
          return judge({ origin }) === !isOwn
        },
      ),
    )
  })
})

test.each<[string | undefined, boolean]>([
  ['localhost:8080', true],
  ['127.0.0.1:8080', true],
  ['127.8.9.1', true],
  ['[::1]:8080', true],
  ['192.168.1.5', true], // where the connection came in
  ['console.lan:8080', true],
  ['CONSOLE.lan', true],
  ['192.168.1.6', false],
  ['0.0.0.0:8080', false],
  ['0', false],
  ['[::]', false],
  ['[::ffff:127.0.0.1]', false],
  ['[::ffff:7f00:1]:8080', false],
  ['[::ffff:192.168.1.5]', false],
  ['wall.localhost', false],
  ['localhost.', false],
  ['evil.example', false],
  ['console.lan.evil.example', false],
  ['localhost.evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['evil@localhost', false],
  ['localhost/;script-src *', false],
  ['localhost?', false],
  ['', false],
  ['a b', false],
  [undefined, false],
])('host %s', (host, isOurs) => {
  expect(isOurHost(host, ['Console.lan'], '::ffff:192.168.1.5')).toBe(isOurs)
})

test('an IPv6 address that is listened on is ours however it is spelled', () => {
  expect(isOurHost('[fd00:0::5]:8080', [], 'fd00::5')).toBe(true)
  expect(isOurHost('[fe80::1]', [], 'fe80::1%eth0')).toBe(true)
  expect(isOurHost('[fd00::6]', [], 'fd00::5')).toBe(false)
})

test.each([undefined, 'empty', 'image', 'video', 'audio', 'track'])('the destination %s is data', destination => {
  expect(isForbiddenDestination({ 'sec-fetch-dest': destination })).toBe(false)
})

const acting =
  'document iframe frame embed object script style worker sharedworker serviceworker audioworklet paintworklet manifest xslt font json new'
test.each(acting.split(' '))('the destination %s would act in the console’s name', destination => {
  expect(isForbiddenDestination({ 'sec-fetch-dest': destination })).toBe(true)
})

describe('routeOf', () => {
  const { devices } = decodeConfig({
    devices: [
      { id: 'nano', family: 'nanokvm', url: 'http://nano.lan' },
      { id: 'nano-2', family: 'nanokvm', url: 'http://nano-2.lan' },
      { id: 'desk', family: 'vnc', url: 'vnc://desk.lan' },
    ],
  })
  const known = new Map(devices.map(device => [device.id, device]))
  const kindAt = (url: string) => routeOf(url, known).kind

  test.each([
    ['/', 'page'],
    ['/devicesx', 'page'],
    ['/devices.json', 'list'],
    ['/devices.json?x', 'list'],
    ['/devices', 'unknown-device'],
    ['/devices/nano', 'unknown-device'],
    ['/devices/nan/', 'unknown-device'],
    ['/devices/n%61no/', 'unknown-device'],
    ['/devices/../devices/nano/', 'unknown-device'],
    ['/devices/__proto__/', 'unknown-device'],
    ['/devices/nano/', 'device'],
    ['/devices/nano-2/x', 'device'],
    ['/devices/nano/~screen', 'unknown-path'],
    ['/devices/nano/~screen/x', 'device'],
    ['/devices/desk/~screen', 'bridge'],
    ['/devices/desk/~screen?token=1', 'bridge'],
    ['/devices/desk/~terminal', 'unknown-path'],
    ['/devices/desk/', 'unknown-path'],
  ])('%s is %s', (url, kind) => {
    expect(kindAt(url)).toBe(kind)
  })

  test('every route that reaches a device begins with that device’s prefix', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('/', 'devices', 'nano', '-2', '..', '%2e', '?', '#', 'x')), parts => {
        const url = `/${parts.join('')}`
        const route = routeOf(url, known)
        return route.kind !== 'device' || url.startsWith(`/devices/${route.device.id}/`)
      }),
    )
  })
})

test('the policy is the documented one, and development adds a nonce', () => {
  const place = { host: 'console.lan:8080', path: '/' }
  const rules = { adHoc: false, embedOrigins: ['https://portal.example'], place }
  const folders = ['app', 'stack', 'later', 'assets'].map(folder => `console.lan:8080/${folder}/`).join(' ')
  expect(contentPolicy(rules, undefined)).toBe(
    `default-src 'self'; script-src ${folders} 'wasm-unsafe-eval'; style-src ${folders} 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; worker-src ${folders}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'`,
  )
  expect(contentPolicy({ ...rules, place: { ...place, path: '/kvm/' } }, undefined)).toContain(
    'console.lan:8080/kvm/app/',
  )
  expect(contentPolicy({ ...rules, place: { ...place, host: '[::1]:80' } }, undefined)).toContain("script-src 'self'")
  const types = "; require-trusted-types-for 'script'; trusted-types default; frame-ancestors"
  expect(contentPolicy({ ...rules, isDocument: true }, undefined)).toContain(types)
  expect(contentPolicy({ ...rules, isDocument: true, nonce: 'abc' }, undefined)).not.toContain('trusted-types')
  expect(contentPolicy(rules, 'embed')).toMatch(/frame-ancestors 'self' https:\/\/portal\.example$/)
  expect(contentPolicy(rules, 'wall')).toMatch(/frame-ancestors 'self'$/)
  expect(contentPolicy({ ...rules, nonce: 'abc' }, 'console')).toContain("'nonce-abc'")
  expect(contentPolicy({ ...rules, nonce: 'abc' }, 'console')).not.toContain("script-src 'self' 'unsafe-inline'")
})

test('a portal’s frame and window are let in by the embed mode alone', () => {
  expect(pageHeaders('embed')).toMatchObject({
    'Cross-Origin-Opener-Policy': 'unsafe-none',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
  expect(pageHeaders('console')).toMatchObject({
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  })
})

test('a name that is the console’s own stays with https', () => {
  expect(transportSecurity('console.example')).toEqual({ 'Strict-Transport-Security': 'max-age=31536000' })
  for (const name of ['localhost', '127.0.0.1', '10.0.0.5', '::1']) expect(transportSecurity(name)).toEqual({})
})
