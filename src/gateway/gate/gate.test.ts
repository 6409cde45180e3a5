import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeConfig } from '../config/readConfig.ts'
import { isOurHost } from './hosts.ts'
import { isForeign } from './ownPage.ts'
import { routeOf } from './routes.ts'
import { contentPolicy } from './securityHeaders.ts'

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
  ['wall.localhost', true],
  ['127.0.0.1:8080', true],
  ['[::1]:8080', true],
  ['192.168.1.5', true],
  ['console.lan:8080', true],
  ['CONSOLE.lan', true],
  ['evil.example', false],
  ['console.lan.evil.example', false],
  ['localhost.evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['', false],
  ['a b', false],
  [undefined, false],
])('host %s', (host, isOurs) => {
  expect(isOurHost(host, ['Console.lan'])).toBe(isOurs)
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
  const rules = { adHoc: false, embedOrigins: ['https://portal.example'] }
  expect(contentPolicy(rules, undefined)).toBe(
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
  )
  expect(contentPolicy(rules, 'embed')).toMatch(/frame-ancestors 'self' https:\/\/portal\.example$/)
  expect(contentPolicy(rules, 'wall')).toMatch(/frame-ancestors 'self'$/)
  expect(contentPolicy({ ...rules, nonce: 'abc' }, 'console')).toContain("'nonce-abc'")
  expect(contentPolicy({ ...rules, nonce: 'abc' }, 'console')).not.toContain("script-src 'self' 'unsafe-inline'")
})
