import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { deviceList } from '../gate/deviceList.ts'
import { ConfigError } from './ConfigError.ts'
import { decodeConfig, readConfigFile } from './readConfig.ts'

const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const env = { BUILD01_PASSWORD: 'from the environment' }

/** The example of product.md §2.1, whole. */
const example = {
  $schema: './public/wheelhouse.schema.json',
  devices: [
    {
      id: 'build-01',
      name: 'Build server',
      family: 'kasmvnc',
      url: 'https://10.0.0.5:8444',
      tls: { verify: false },
      credentials: { username: 'ops', passwordEnv: 'BUILD01_PASSWORD' },
      relay: ['demo'],
      group: 'Lab',
      tags: ['linux'],
    },
    { id: 'rack-7', name: 'Rack 7', family: 'pikvm', url: 'https://pikvm.lan', vnc: 'vnc://pikvm.lan:5900' },
    { id: 'nano', family: 'nanokvm', url: 'http://nano.lan' },
    { id: 'desk', family: 'vnc', url: 'vnc://127.0.0.1:5901', terminal: 'telnet://10.0.0.9:23' },
    { id: 'console', family: 'line', url: 'telnet://10.0.0.9:23' },
  ],
  adHoc: false,
  embed: { origins: { 'https://portal.example': ['view', 'input'] } },
  settings: { defaults: { theme: 'dark' }, locked: ['viewOnly'] },
}

/** The problems of a configuration, as `field: message`. */
function problemsOf(config: unknown): string[] {
  try {
    decodeConfig(config, { env })
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ field, message }) => `${field}: ${message}`)
  }
}

/** The example with one thing replaced. */
function withDevice(index: number, change: object): unknown {
  return { ...example, devices: example.devices.map((device, i) => (i === index ? { ...device, ...change } : device)) }
}

describe('a good configuration', () => {
  test('is the documented example', () => {
    const config = decodeConfig(example, { env })
    expect(config.devices.map(({ id, name }) => [id, name])).toEqual([
      ['build-01', 'Build server'],
      ['rack-7', 'Rack 7'],
      ['nano', 'nano'],
      ['desk', 'desk'],
      ['console', 'console'],
    ])
    const [build, rack, , desk, line] = config.devices
    expect(build?.credentials).toEqual({ username: 'ops', password: 'from the environment' })
    expect(build?.tls.verify).toBe(false)
    expect(rack?.tls.verify).toBe(true)
    expect(rack?.screen).toEqual({ host: 'pikvm.lan', port: 5900 })
    expect(desk).toMatchObject({ screen: { host: '127.0.0.1', port: 5901 }, terminal: { host: '10.0.0.9', port: 23 } })
    expect(desk?.url).toBeUndefined()
    expect(line?.terminal).toEqual({ host: '10.0.0.9', port: 23 })
    expect(config.settings).toEqual({ defaults: { theme: 'dark' }, locked: ['viewOnly'] })
  })

  test('needs devices only', () => {
    expect(decodeConfig({ devices: [] })).toEqual({
      devices: [],
      embed: { origins: {} },
      settings: { defaults: {}, locked: [] },
    })
  })

  test('fills in ports and takes IPv6', () => {
    const devices = [
      { id: 'a', family: 'vnc', url: 'vnc://[::1]' },
      { id: 'b', family: 'line', url: 'telnet://host' },
    ]
    const config = decodeConfig({ devices })
    expect(config.devices[0]?.screen).toEqual({ host: '::1', port: 5900 })
    expect(config.devices[1]?.terminal).toEqual({ host: 'host', port: 23 })
  })

  test('reads passwords and certificates beside the file', () => {
    writeFileSync(join(folder, 'secret'), 'from a file\nsecond line\n')
    writeFileSync(join(folder, 'ca.pem'), 'PEM')
    const credentials = { username: 'ops', passwordFile: 'secret' }
    const device = { id: 'a', family: 'pikvm', url: 'https://h', credentials, tls: { ca: 'ca.pem', name: 'pikvm' } }
    const file = join(folder, 'good.json')
    writeFileSync(file, JSON.stringify({ devices: [device] }))
    const [decoded] = readConfigFile(file, { env: {} }).devices
    expect(decoded?.credentials?.password).toBe('from a file')
    expect(decoded?.tls).toEqual({ verify: true, ca: { file: 'ca.pem', pem: 'PEM' }, name: 'pikvm' })
  })

  test('spells a pin as Node does', () => {
    const device = { id: 'a', family: 'pikvm', url: 'https://h', tls: { pin: 'ab'.repeat(32) } }
    expect(decodeConfig({ devices: [device] }).devices[0]?.tls.pin).toBe(Array(32).fill('AB').join(':'))
  })

  test('reads no secret for generated files', () => {
    expect(decodeConfig(example, { env: {}, leaveOut: true }).devices[0]?.credentials?.password).toBe('')
  })
})

describe('each field wrong in turn', () => {
  test.each<[string, unknown, string]>([
    ['no object', [], ': expected object, received array'],
    ['no devices', {}, 'devices: missing: expected array'],
    ['devices no list', { devices: {} }, 'devices: expected array, received object'],
    ['a device that is none', { devices: [3] }, 'devices[0]: expected object, received number'],
    ['id missing', { devices: [{ family: 'line', url: 'telnet://h' }] }, 'devices[0].id: missing: expected string'],
    ['id with capitals', withDevice(0, { id: 'Build' }), 'devices[0].id: expected an id of lower-case'],
    ['id with a slash', withDevice(0, { id: 'a/b' }), 'devices[0].id: expected an id'],
    ['id twice', withDevice(1, { id: 'nano' }), 'devices[2].id: "nano" is already devices[1]'],
    ['name no text', withDevice(0, { name: 5 }), 'devices[0].name: expected string, received number'],
    ['name empty', withDevice(0, { name: '' }), 'devices[0].name: '],
    ['family unknown', withDevice(0, { family: 'kasm' }), 'devices[0].family: expected "kasmvnc", "pikvm"'],
    ['family missing', { devices: [{ id: 'a', url: 'vnc://h' }] }, 'devices[0].family: expected "kasmvnc"'],
    ['url missing', withDevice(0, { url: undefined }), 'devices[0].url: missing: expected string'],
    ['url of another family', withDevice(0, { url: 'vnc://h' }), 'devices[0].url: expected an address such as "https'],
    ['url with a password', withDevice(0, { url: 'https://a:b@h' }), 'devices[0].url: expected an address'],
    ['url with a query', withDevice(0, { url: 'https://h/?a=b' }), 'devices[0].url: expected an address'],
    ['url with a port too high', withDevice(0, { url: 'https://h:70000' }), 'devices[0].url: expected a port'],
    ['vnc of another kind', withDevice(1, { vnc: 'http://h' }), 'devices[1].vnc: expected an address such as "vnc'],
    ['vnc with a path', withDevice(1, { vnc: 'vnc://h/x' }), 'devices[1].vnc: expected an address such as "vnc'],
    ['vnc where the family has none', withDevice(2, { vnc: 'vnc://h' }), 'devices[2].vnc: unknown key.'],
    ['terminal', withDevice(3, { terminal: 'ssh://h' }), 'devices[3].terminal: expected an address such as "telnet'],
    ['tls no object', withDevice(0, { tls: true }), 'devices[0].tls: expected object, received boolean'],
    ['tls.verify', withDevice(0, { tls: { verify: 'no' } }), 'devices[0].tls.verify: expected boolean'],
    ['tls.pin', withDevice(0, { tls: { pin: 'ab' } }), 'devices[0].tls.pin: expected a SHA-256 fingerprint'],
    ['tls.ca', withDevice(0, { tls: { ca: '/none.pem' } }), 'devices[0].tls.ca: /none.pem cannot be read'],
    [
      'tls misspelt',
      withDevice(0, { tls: { verfiy: false } }),
      'devices[0].tls.verfiy: unknown key. Did you mean "verify"?',
    ],
    ['no username', withDevice(1, { credentials: { password: 'x' } }), 'devices[1].credentials.username: missing'],
    [
      'no password',
      withDevice(1, { credentials: { username: 'x' } }),
      'devices[1].credentials: expected exactly one of',
    ],
    [
      'two passwords',
      withDevice(3, { credentials: { password: 'x', passwordFile: 'y' } }),
      'devices[3].credentials: expected exactly one',
    ],
    [
      'passwordEnv no name',
      withDevice(3, { credentials: { passwordEnv: 'a b' } }),
      'devices[3].credentials.passwordEnv: expected the name',
    ],
    [
      'passwordEnv not set',
      withDevice(3, { credentials: { passwordEnv: 'NOT_SET' } }),
      'devices[3].credentials.passwordEnv: the environment variable NOT_SET is not set',
    ],
    [
      'passwordFile not there',
      withDevice(3, { credentials: { passwordFile: '/none' } }),
      'devices[3].credentials.passwordFile: /none cannot be read',
    ],
    [
      'credentials of a line',
      withDevice(4, { credentials: { password: 'x' } }),
      'devices[4].credentials: unknown key.',
    ],
    ['relay', withDevice(0, { relay: 'demo' }), 'devices[0].relay: expected array, received string'],
    ['group', withDevice(0, { group: 1 }), 'devices[0].group: expected string'],
    ['tags', withDevice(0, { tags: [1] }), 'devices[0].tags[0]: expected string'],
    ['adHoc', { ...example, adHoc: 'yes' }, 'adHoc: expected boolean, received string'],
    ['embed', { ...example, embed: [] }, 'embed: expected object'],
    ['embed without origins', { ...example, embed: {} }, 'embed.origins: missing: expected record'],
    [
      'an origin with a path',
      { ...example, embed: { origins: { 'https://a/b': [] } } },
      'embed.origins["https://a/b"]: expected an origin',
    ],
    ['any origin', { ...example, embed: { origins: { '*': [] } } }, 'embed.origins["*"]: expected an origin'],
    [
      'a scope',
      { ...example, embed: { origins: { 'https://a': ['all'] } } },
      'embed.origins["https://a"][0]: expected one of "view"',
    ],
    ['settings', { ...example, settings: 1 }, 'settings: expected object'],
    [
      'settings misspelt',
      { ...example, settings: { lockd: [] } },
      'settings.lockd: unknown key. Did you mean "locked"?',
    ],
    ['a default', { ...example, settings: { defaults: { a: [] } } }, 'settings.defaults.a: expected a text, a number'],
    ['locked', { ...example, settings: { locked: 'x' } }, 'settings.locked: expected array'],
    ['a key misspelt', { ...example, adhoc: true }, 'adhoc: unknown key. Did you mean "adHoc"?'],
    ['a key of a device', withDevice(0, { usrl: '' }), 'devices[0].usrl: unknown key. Did you mean "url"?'],
    ['a key like no other', { ...example, xyzzy: 1 }, 'xyzzy: unknown key. Known here: $schema, devices'],
    ['$schema', { ...example, $schema: 1 }, '$schema: expected string'],
  ])('%s', (_name, config, expected) => {
    const problems = problemsOf(config)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(expected)
  })
})

describe('a file', () => {
  function read(text: string): string {
    const file = join(folder, 'wheelhouse.json')
    writeFileSync(file, text)
    try {
      readConfigFile(file, { env: {} })
      return ''
    } catch (error) {
      return error instanceof ConfigError ? error.message : String(error)
    }
  }

  test('lists everything that is wrong, each with its line', () => {
    const text = `{
  "devices": [
    { "id": "A",
      "family": "kasmvnc", "url": "https://h",
      "credentials": { "username": "x", "passwordEnv": "NOT_SET" },
      "tls": {
        "verfy": false } },
    { "id": "b", "family": "vnc" },
    { "id": "b", "family": "vnc", "url": "vnc://h" }
  ],
  "adHoc": 1, "adHoc": true
}`
    expect(read(text).replace(folder, '')).toBe(
      `/wheelhouse.json: 6 things are not as expected.
  line 3: devices[0].id: expected an id of lower-case letters, digits and "-", such as "rack-7"
  line 5: devices[0].credentials.passwordEnv: the environment variable NOT_SET is not set. Set it before starting, or use "passwordFile".
  line 7: devices[0].tls.verfy: unknown key. Did you mean "verify"?
  line 8: devices[1].url: missing: expected string
  line 9: devices[2].id: "b" is already devices[1]; every id must be different.
  line 11: adHoc: this key stands here twice`,
    )
  })

  test('may have comments and a trailing comma', () => {
    expect(read('{ "devices": [ /* none yet */ ], }')).toBe('')
  })

  test.each([
    ['', 'the file is empty'],
    ['{ "devices": [', 'line 1: not JSON: close bracket expected'],
    ['{\n  "devices": [],\n  nonsense\n}', 'line 3: not JSON: invalid symbol'],
  ])('that is no JSON says where: %j', (text, expected) => {
    expect(read(text)).toContain(expected)
  })

  test('that is not there says so', () => {
    expect(() => readConfigFile('/none/wheelhouse.json')).toThrow(/\/none\/wheelhouse\.json.*cannot be read/s)
  })
})

test('a machine that lets everybody in is said to ask nobody, without a secret', () => {
  const device = { id: 'a', family: 'kasmvnc', url: 'https://h', credentials: 'none' }
  const config = decodeConfig({ devices: [device] }, { env: {} })
  expect(config.devices[0]).toMatchObject({ asksNobody: true })
  expect(config.devices[0]?.credentials).toBeUndefined()
  expect(deviceList(config, false)).toMatchObject({ devices: [{ id: 'a', asks: false }] })
  expect(problemsOf({ devices: [{ ...device, credentials: 'nobody' }] })).toEqual([
    'devices[0].credentials: expected a user name with its password, or "none"',
  ])
  expect(problemsOf({ devices: [{ ...device, family: 'pikvm' }] })).toHaveLength(1)
})
