import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Machine } from '../machine/Machine'
import { recordedUsers } from './KasmMachine'
import { KasmServer, type KasmServerOptions } from './KasmServer'
import { type KasmUser, KasmUsers } from './KasmUsers'
import { rawHttp } from './rawHttp'

/*
 * Every recorded HTTP call, put to the emulator: status line, headers in their order and body must be those of the real
 * server, but for times, ids and pictures. What needs viewers is in KasmServer.test.ts.
 */

interface Recorded {
  readonly name: string
  readonly serverState?: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly scheme?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
    readonly writes?: readonly number[]
  }
  readonly response: {
    readonly statusLine: string | null
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
    readonly bodyEncoding?: 'base64'
    readonly pictureSize?: readonly [number, number]
  }
}

const { calls } = JSON.parse(readFileSync(new URL('fixtures/http.json', import.meta.url), 'utf8')) as {
  calls: readonly Recorded[]
}

/** Played elsewhere, each with the reason. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^get_frame_stats\.(?!no-client|empty)/, 'needs viewers that answer: KasmServer.test.ts'],
  [/^no-viewer\.get_frame_stats/, 'waits for frames: KasmServer.test.ts'],
  [/^get_bottleneck_stats|^get_sessions/, 'needs viewers: KasmServer.test.ts'],
  [/^auth\.(blacklisted|after-blacklist|ok-after)/, 'one story of six calls: below'],
  [/^get_screenshot\.dedup/, 'one story of six calls: below'],
  [
    /^get_users\.(long|many-long|after|final)/,
    'states after others of these calls; the cutting is shown in wire.test.ts of the adapter',
  ],
  [/^downloads\.(unknown-owner|dotdot)/, 'files of another computer: their shape is that of downloads.ok'],
  [/probe-/, 'the login after a change of password: api.test.ts of the adapter'],
]

const more: readonly KasmUser[] = [
  'fred',
  'wanda',
  'norm',
  'boss',
  'shorty',
  'username1',
  'username2',
  'Jörg & co',
].map(name => ({ name, password: 'secret123', read: true, write: false, owner: false }))
const folder = mkdtempSync(join(tmpdir(), 'kasm-recordings-'))
const machine = new Machine({ widthPx: 1024, heightPx: 768, start: 'desktop', desktop: { moving: false } })

beforeAll(() => {
  const web = join(folder, 'www')
  mkdirSync(join(web, 'sub'), { recursive: true })
  writeFileSync(join(web, 'index.html'), '<html><body>index</body></html>\n')
  for (const [name, text] of [
    ['x.js', 'export {};\n'],
    ['x.json', '{}\n'],
    ['x.mjs', 'export {};\n'],
    ['x.wasm', ''],
  ] as const) {
    writeFileSync(join(web, 'sub', name), text)
  }
  mkdirSync(join(folder, 'empty'))
  const downloads = join(folder, 'Downloads')
  mkdirSync(join(downloads, 'a_sub_directory'), { recursive: true })
  const sizes = {
    'Übersicht.txt': 2,
    '.hidden': 1,
    'report.pdf': 2009,
    'say "hi"\\n.txt': 1,
    'a b&c.txt': 5,
    'tab\there.txt': 1,
    'test.txt': 0,
    'script.sh': 10,
    'a_sub_directory/inner.txt': 5,
  }
  for (const [name, size] of Object.entries(sizes)) {
    const file = join(downloads, name)
    writeFileSync(file, 'x'.repeat(size), { mode: name.endsWith('.sh') ? 0o755 : 0o644 })
    utimesSync(file, 1727968832, 1727968832)
  }
  symlinkSync('test.txt', join(downloads, 'link-to-test'))
})
afterAll(() => {
  machine.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** A server in the state that a call was recorded in. */
async function serverFor({ name }: Recorded) {
  const group = name.split('.')[0] ?? ''
  const isEmpty = name === 'downloads.empty'
  const isOff = name.startsWith('no-basic-auth')
  const options: KasmServerOptions = {
    name: 'kasmvnc-test:9',
    users: new KasmUsers(usersFor(name)),
    webRoot: join(folder, 'www'),
    downloads: join(folder, isEmpty ? 'empty' : name === 'downloads.no-directory' ? 'none' : 'Downloads'),
    screenshot: { firstMs: 0 },
    disableBasicAuth: isOff,
    ...(group === 'plain-http-refused' && { tls: { cert: '', key: '', required: true } }),
  }
  const server = new KasmServer(machine, options)
  server.screenshot.copy()
  return { server, port: await server.listen() }
}

function usersFor(name: string): readonly KasmUser[] {
  if (!/^(update_user|remove_user|post\.|create_user\.(duplicate|name-with-colon)|get_users)/.test(name))
    return recordedUsers
  if (name === 'get_users') return recordedUsers
  if (name === 'remove_user.unknown') return recordedUsers // wanda was removed before
  const extra = /^post\.create_user\.(?!existing)|^post\.split/.test(name) ? [] : more
  return [...recordedUsers, ...extra]
}

function bytesOf({ request }: Recorded): Buffer[] {
  const { method, path, headers = {}, body = '', writes } = request
  const all = { ...(headers.Host ? {} : { Host: '127.0.0.1' }), ...headers }
  const lines = Object.entries(all).map(
    ([key, value]) => `${key}: ${value === 'fill 17000' ? 'x'.repeat(17_000) : value}`,
  )
  const whole = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
  if (!writes || writes.length < 2) return [whole]
  let at = 0
  return writes.map((length, index) => {
    const end = index === writes.length - 1 ? whole.length : at + length
    const part = whole.subarray(at, end)
    at = end
    return part
  })
}

describe('recorded calls', () => {
  for (const call of calls) {
    if (elsewhere.some(([pattern]) => pattern.test(call.name))) continue
    it(call.name, async () => {
      const { server, port } = await serverFor(call)
      try {
        const answer = await rawHttp(port, bytesOf(call))
        const { statusLine, headers, body, bodyEncoding, pictureSize } = call.response
        expect(answer.statusLine).toBe(statusLine)
        const isSized = body !== undefined && !/system/.test(call.name) && !pictureSize
        const fixed = (list: readonly (readonly [string, string])[]) =>
          list.map(([key, value]) => [key, key === 'Content-length' && !isSized ? 'any' : value])
        expect(fixed(answer.headers)).toEqual(fixed(Object.entries(headers)))
        if (pictureSize) expect(jpegSize(answer.body)).toEqual(pictureSize)
        else if (bodyEncoding) expect(answer.body.toString('base64')).toBe(body)
        else if (/^downloads\.(ok|subdir)/.test(call.name))
          expect(rows(answer.body)).toEqual(rows(Buffer.from(body ?? '')))
        else if (/system/.test(call.name) && answer.statusLine?.includes('200'))
          expect(keys(answer.body.toString())).toEqual(keys(body ?? ''))
        else if (body !== undefined) expect(answer.body.toString()).toBe(body)
        else expect(answer.body).toHaveLength(0)
      } finally {
        await server.close()
      }
    })
  }
})

/** A listing without the times of this run, sorted. */
function rows(body: Buffer): unknown {
  const { files } = JSON.parse(body.toString()) as { files: { filename: string; size: number; date_created: number }[] }
  return files
    .map(file => ({
      ...file,
      date_created: 0,
      ...('is_dir' in file && file.is_dir ? { date_modified: 0 } : {}),
      ...(file.filename.startsWith('link') && { date_modified: 0 }),
    }))
    .sort((a, b) => (a.filename < b.filename ? -1 : 1))
}

function keys(body: string): string[] {
  const named = Object.entries(JSON.parse(body) as Record<string, object>)
  return named.flatMap(([group, fields]) => (group === 'io_stats' ? [group] : [group, ...Object.keys(fields)]))
}

function jpegSize(data: Buffer): readonly [number, number] | undefined {
  for (let at = 2; at < data.length; at += 2 + data.readUInt16BE(at + 2)) {
    const marker = data[at + 1] ?? 0
    if (marker >= 0xc0 && marker <= 0xc3) return [data.readUInt16BE(at + 7), data.readUInt16BE(at + 5)]
  }
  return undefined
}

describe('recorded stories', () => {
  const named = (name: string) => {
    const found = calls.find(call => call.name === name)
    if (!found) throw new Error(name)
    return found
  }

  it('five failed logins close an address, and each try keeps it closed', async () => {
    const users = new KasmUsers(recordedUsers)
    const server = new KasmServer(machine, {
      name: 'x',
      users,
      blacklist: { timeoutMs: 400 },
      webRoot: join(folder, 'www'),
    })
    const port = await server.listen()
    const ask = async (name: string) => (await rawHttp(port, bytesOf(named(name)))).statusLine
    const fails = ['auth.none', 'auth.wrong-password', 'auth.garbage-basic', 'auth.bearer']
    for (const name of fails) expect(await ask(name)).toBe(named(name).response.statusLine)
    // A good login forgives nothing.
    expect(await ask('auth.ok-after-4-failures')).toBe('HTTP/1.1 200 OK')
    expect(await ask('auth.fifth-failure')).toBe('HTTP/1.1 401 Forbidden')
    const blocked = await rawHttp(port, bytesOf(named('auth.blacklisted')))
    expect(blocked).toEqual({ statusLine: 'HTTP/1.1 401 Forbidden', headers: [], body: Buffer.alloc(0) })
    await expect
      .poll(() => ask('auth.after-blacklist-timeout'), { interval: 500, timeout: 3_000 })
      .toBe('HTTP/1.1 200 OK')
    await server.close()
  })

  it('the same picture again is sixteen digits, unless another size was asked in between', async () => {
    const { server, port } = await serverFor(named('get_screenshot.dedup-first'))
    const ask = (name: string) => rawHttp(port, bytesOf(named(name)))
    const story = ['dedup-first', 'dedup-second', 'dedup-other-size', 'dedup-back', 'dedup-false']
    for (const each of story) {
      const name = `get_screenshot.${each}`
      const { headers, body } = await ask(name)
      expect(headers.find(([key]) => key === 'Content-type')?.[1], name).toBe(
        named(name).response.headers['Content-type'],
      )
      if (each === 'dedup-second') expect(body.toString()).toMatch(/^[0-9a-f]{16}$/)
      else expect(jpegSize(body), name).toEqual(named(name).response.pictureSize)
    }
    await server.close()
  })
})
