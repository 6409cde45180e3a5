import { describe, expect, test } from 'vitest'
import { decodeConfig } from '../config/readConfig.ts'
import { caddyfile } from './caddy.ts'
import type { GeneratedSite } from './GeneratedSite.ts'
import { nginxConf } from './nginx.ts'
import { websockifyTokens } from './websockify.ts'

const pin = 'ab'.repeat(32)
const login = { username: 'ops', passwordEnv: 'NOT_SET_HERE' }
const config = decodeConfig(
  {
    devices: [
      { id: 'build-01', family: 'kasmvnc', url: 'https://10.0.0.5:8444', tls: { pin }, credentials: login },
      { id: '7-rack', family: 'pikvm', url: 'https://pikvm.lan', credentials: login, vnc: 'vnc://[fe80::1]:5900' },
      { id: 'nano', family: 'nanokvm', url: 'http://nano.lan', credentials: login },
      { id: 'desk', name: 'A\nB `c`', family: 'vnc', url: 'vnc://127.0.0.1:5901', credentials: { passwordEnv: 'X' } },
    ],
    settings: { defaults: { greeting: 'a "quoted" \\ `ticked` {brace}' } },
  },
  { env: {}, leaveOut: true },
)
const generated: GeneratedSite = {
  config,
  site: new URL('https://console.example'),
  dist: '/srv/wheelhouse',
  websockify: '127.0.0.1:6080',
  cert: '/etc/cert.pem',
  key: '/etc/key.pem',
}

describe.each([
  ['Caddyfile', caddyfile(generated)],
  ['nginx', nginxConf(generated)],
])('%s', (_name, text) => {
  test('names every secret and holds none', () => {
    expect(text).toContain('BUILD_01_AUTHORIZATION: "Basic " and the base64 of "ops:password"')
    expect(text).toContain('_7_RACK_PASSWORD: the password of "ops" at 7-rack')
    expect(text).not.toContain('NOT_SET_HERE')
  })

  test('says what cannot be held or checked here', () => {
    expect(text).toContain('# The credentials of nano cannot be held here: the page asks the operator instead.')
    expect(text).toContain('# The credentials of desk cannot be held here')
    expect(text).toContain('# A pinned fingerprint cannot be checked here: the certificate of build-01')
  })

  test('a name cannot leave its comment', () => {
    expect(text).toContain('# A B `c` (VNC)')
    expect(text).not.toMatch(/^B `c`/m)
  })

  test('allows no foreign WebSocket URL unless the file says so', () => {
    expect(text).toMatch(/connect-src 'self';/)
  })
})

test('Caddy gets its own certificate, nginx is told of one', () => {
  expect(caddyfile(generated)).toMatch(/^https:\/\/console\.example \{$/m)
  expect(nginxConf(generated)).toContain('ssl_certificate "/etc/cert.pem";')
  expect(nginxConf(generated)).toContain('server_name console.example;')
})

test('nginx says where a certificate will not be compared', () => {
  expect(nginxConf(generated)).toContain('# nginx compares names only, never addresses: give build-01 a "tls"')
})

test('websockify gets a token per bridge', () => {
  expect(websockifyTokens(config).split('\n').slice(2)).toEqual([
    '7-rack-screen: [fe80::1]:5900',
    'desk-screen: 127.0.0.1:5901',
    '',
  ])
  expect(websockifyTokens({ ...config, devices: [] })).toContain('No machine here')
})
