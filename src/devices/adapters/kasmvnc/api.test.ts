import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type KasmMachine, startKasmMachine } from '../../../../server-mock/kasmvnc/KasmMachine'
import type { UserChange } from '../../capabilities/users'
import { kasmClipboard } from './clipboard'
import { kasmFiles } from './files'
import { KasmApi } from './KasmApi'
import type { KasmWire } from './KasmWire'
import { askOffers, knock } from './knock'
import { peek } from './peek'
import { kasmRoster } from './roster'
import { kasmScreenshot, sizeWanted } from './screenshot'
import { kasmUsers, type Self } from './users'

/* The API over real HTTP, against the emulator; the gateway's part, the login, is put into each request here. */

const realFetch = globalThis.fetch
const { signal } = new AbortController()
let kasm: KasmMachine
let login: string | undefined

beforeEach(async () => {
  kasm = await startKasmMachine({ geometry: '320x200', screenshot: { firstMs: 0 }, machine: { start: 'off' } })
  as('owner:owner-pass-1')
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    const headers = { ...(init.headers as Record<string, string>), ...(login && { Authorization: login }) }
    return realFetch(url, { ...init, headers })
  })
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await kasm.close()
})

function as(who: string | undefined): void {
  login = who && `Basic ${Buffer.from(who).toString('base64')}`
}
const api = () => new KasmApi(`${kasm.url}/`)
const asked = () => kasm.server.requests.map(({ method, path }) => `${method} ${path}`)

describe('knocking', () => {
  it('tells an owner from a guest by one call', async () => {
    expect(await knock(api(), signal)).toBe('owner')
    as('viewer:viewer-pass-1')
    expect(await knock(api(), signal)).toBe('guest')
    expect(asked()).toEqual(['GET /api/get_users', 'GET /api/get_users'])
  })

  it('tells a login that is not taken, and then keeps quiet', async () => {
    as('owner:wrong')
    const client = api()
    await expect(knock(client, signal)).rejects.toMatchObject({ reason: 'sign-in-blocked', kind: 'unauthorized' })
    await expect(client.get('get_sessions')).rejects.toMatchObject({ reason: 'sign-in-blocked' })
    expect(kasm.server.blacklist.failuresOf('127.0.0.1')).toBe(1)
    expect(client.quietUntilMs).toBeGreaterThan(Date.now() + 10_000)
  })

  it('sees which calls a server of each age has', async () => {
    const all = { sessions: true, downloads: true, systemStats: true, servesDownloads: false }
    expect(await askOffers(api(), signal)).toEqual(all)
    const old = await startKasmMachine({ version: '1.3.0', machine: { start: 'off' } })
    const none = { ...all, sessions: false, downloads: false, systemStats: false }
    expect(await askOffers(new KasmApi(`${old.url}/`), signal)).toEqual(none)
    await old.close()
  })
})

describe('users', () => {
  const users = () =>
    kasmUsers(
      api(),
      async () => ({ account: 'owner' }),
      () => {},
    )
  const names = () => kasm.server.users.list.map(({ name }) => name)

  it('are listed with who we are and who must stay', async () => {
    const { accounts, cutShort } = await users().list()
    expect(cutShort).toBe(false)
    expect(accounts[0]).toEqual({ name: 'owner', rights: ['write', 'owner'], isSelf: true, fixed: 'last-owner' })
  })

  it('are created with the body, never with a password in the address', async () => {
    await users().create({ name: 'amy', password: 'p w/+%"', rights: ['read', 'write'] })
    expect(kasm.server.users.find('amy')).toMatchObject({ password: 'p w/+%"', read: true, write: true, owner: false })
    expect(asked().join('\n')).not.toContain('p%20w')
    await expect(users().create({ name: 'amy', password: 'x', rights: [] })).rejects.toMatchObject({
      ...{ reason: 'name-taken', detail: 'amy' },
    })
    expect(kasm.server.users.find('amy')?.password).toBe('p w/+%"')
  })

  it('keep their password when only rights change, and all rights are always sent', async () => {
    await users().update('viewer', { rights: ['write'] })
    expect(kasm.server.users.find('viewer')).toMatchObject({ password: 'viewer-pass-1', read: false, write: true })
    await users().update('viewer', { rights: ['write'], password: 'new' })
    expect(kasm.server.users.find('viewer')).toMatchObject({ password: 'new', write: true })
  })

  it('are removed', async () => {
    await users().remove('viewer')
    expect(names()).not.toContain('viewer')
    await expect(users().remove('viewer')).rejects.toMatchObject({ reason: 'account-gone' })
    await expect(users().update('viewer', { rights: [] })).rejects.toMatchObject({ reason: 'account-gone' })
  })

  it('with a password that the server cannot take are not sent', async () => {
    await expect(users().create({ name: 'amy', password: 'a../b', rights: [] })).rejects.toMatchObject({
      reason: 'account-unfit',
    })
    await expect(users().create({ name: 'a:b', password: 'x', rights: [] })).rejects.toMatchObject({
      reason: 'account-unfit',
    })
    expect(asked()).toEqual([])
  })

  it('five hundred at once go in bodies that the server can read, in order, each with its result', async () => {
    const changes: UserChange[] = Array.from({ length: 500 }, (_, i) => {
      return { do: 'create', name: `student-${String(i).padStart(3, '0')}`, password: `secret-${i}`, rights: ['read'] }
    })
    const results: [number, 'done' | Error][] = []
    await users().apply?.(changes, (index, result) => results.push([index, result]))
    expect(results).toEqual(changes.map((_, i) => [i, 'done']))
    expect(names()).toHaveLength(504)
    const posts = asked().filter(each => each.startsWith('POST'))
    expect(posts.length).toBeGreaterThan(3)
    expect(posts.length).toBeLessThan(10)
  })

  it('mixed changes: refuses the rows that would fail or overwrite, and makes the others', async () => {
    const results = new Map<number, string>()
    await users().apply?.(
      [
        { do: 'create', name: 'amy', password: 'x', rights: ['read'] },
        { do: 'create', name: 'viewer', password: 'taken', rights: ['owner'] },
        { do: 'update', name: 'amy', rights: ['write'] },
        { do: 'update', name: 'nobody', rights: [] },
        { do: 'remove', name: 'writer' },
        { do: 'remove', name: 'writer' },
      ],
      (index, result) => results.set(index, result === 'done' ? 'done' : result.message),
    )
    expect(Object.fromEntries(results)).toEqual({
      ...{ 0: 'done', 1: 'name-taken: viewer', 2: 'done', 3: 'account-gone: nobody' },
      ...{ 4: 'done', 5: 'account-gone: writer' },
    })
    expect(kasm.server.users.find('amy')).toMatchObject({ write: true, password: 'x' })
    expect(kasm.server.users.find('viewer')).toMatchObject({ password: 'viewer-pass-1', owner: false })
  })
})

/** `get_users` holds 80 bytes a user: what stands beyond is not told. */
describe('users of a list that was cut short', () => {
  const long = Array.from({ length: 7 }, (_, i) => `surname-of-student-${i}`)
  const users = (self: Self = { account: 'owner' }) =>
    kasmUsers(
      api(),
      async () => self,
      () => {},
    )
  const unseen = long.at(-1) ?? ''
  beforeEach(() => {
    for (const name of long) kasm.server.users.put({ name, password: 'theirs', read: true, write: true, owner: false })
  })

  it('are as many as came, and the rest is said to be missing', async () => {
    const { accounts, cutShort } = await users().list()
    expect(cutShort).toBe(true)
    expect(accounts.length).toBeGreaterThan(5)
    expect(accounts.map(({ name }) => name)).not.toContain(unseen)
  })

  it('a new one is created all the same, and its password stands in no address', async () => {
    await users().create({ name: 'amy', password: 'p w/+%', rights: ['read'] })
    expect(kasm.server.users.find('amy')).toMatchObject({ password: 'p w/+%', read: true, write: false, owner: false })
    expect(asked().filter(each => each.includes('p%20w'))).toEqual([])
  })

  it('one that is there, and not seen, is refused and keeps its password and rights', async () => {
    await expect(users().create({ name: unseen, password: 'mine', rights: ['owner'] })).rejects.toMatchObject({
      ...{ reason: 'name-taken', detail: unseen },
    })
    expect(kasm.server.users.find(unseen)).toMatchObject({ password: 'theirs', owner: false })
  })

  it('one whose password and rights were refused does not stay behind without them', async () => {
    const real = globalThis.fetch
    vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
      url.endsWith('api/update_user') ? Promise.resolve(new Response('400', { status: 400 })) : real(url, init),
    )
    await expect(users().create({ name: 'amy', password: 'x', rights: ['read'] })).rejects.toMatchObject({
      reason: 'action-refused',
    })
    expect(kasm.server.users.find('amy')).toBeUndefined()
  })

  it('several at once: those that are new are created, those that are there are left alone', async () => {
    const results = new Map<number, string>()
    await users().apply?.(
      [
        { do: 'create', name: 'amy', password: 'x', rights: ['read'] },
        { do: 'create', name: unseen, password: 'mine', rights: ['owner'] },
        { do: 'create', name: 'bob', password: 'y', rights: ['write'] },
        { do: 'remove', name: unseen },
      ],
      (index, result) => results.set(index, result === 'done' ? 'done' : result.message),
    )
    expect(Object.fromEntries(results)).toEqual({ 0: 'done', 1: `name-taken: ${unseen}`, 2: 'done', 3: 'done' })
    expect(kasm.server.users.find('bob')).toMatchObject({ password: 'y', write: true })
    expect(kasm.server.users.find(unseen)).toBeUndefined()
  })

  it('finds us by how our session is written, unless two could be meant', async () => {
    kasm.server.users.put({ name: 'o.w', password: 'x', read: true, write: true, owner: true })
    const selves = async () => (await users({ session: 'o_w' }).list()).accounts.filter(({ isSelf }) => isSelf)
    for (const name of long) kasm.server.users.remove(name)
    expect((await selves()).map(({ name }) => name)).toEqual(['o.w'])
    kasm.server.users.put({ name: 'o_w', password: 'x', read: true, write: true, owner: true })
    expect(await selves()).toEqual([])
  })
})

describe('screenshots', () => {
  it('come as JPEG in the size asked for', async () => {
    kasm.server.screenshot.copy()
    const wire = { size: { widthPx: 320, heightPx: 200 } } as KasmWire
    const blob = await kasmScreenshot(api(), wire).capture({ widthPx: 160 })
    expect(blob.type).toBe('image/jpeg')
    expect(asked().at(-1)).toBe('GET /api/get_screenshot?width=160&height=100&quality=8')
  })

  it('are none before the server has copied its screen', async () => {
    const fresh = await startKasmMachine({ machine: { start: 'off' } })
    const shot = kasmScreenshot(new KasmApi(`${fresh.url}/`), { size: { widthPx: 0, heightPx: 0 } } as KasmWire)
    await expect(shot.capture()).rejects.toMatchObject({ reason: 'no-picture' })
    await fresh.close()
  })

  it('are never asked for with a side under 16 pixels: it would end the server', () => {
    for (const screen of [
      { widthPx: 1024, heightPx: 768 },
      { widthPx: 7680, heightPx: 64 },
      { widthPx: 20, heightPx: 4000 },
    ]) {
      for (let widthPx = 0; widthPx < 300; widthPx++) {
        const { width = screen.widthPx, height = screen.heightPx } = sizeWanted({ widthPx, heightPx: widthPx }, screen)
        const scale = Math.min(width / screen.widthPx, height / screen.heightPx)
        const smaller = Math.min(Math.trunc(screen.widthPx * scale), Math.trunc(screen.heightPx * scale))
        expect(smaller).toBeGreaterThanOrEqual(Math.min(16, screen.widthPx, screen.heightPx))
      }
    }
    expect(sizeWanted({ widthPx: 1 }, { widthPx: 0, heightPx: 0 })).toEqual({})
  })
})

describe('files and the list', () => {
  it('lists a folder, links where content is served, and never climbs', async () => {
    expect(await kasmFiles(api(), true).list('')).toEqual([])
    expect(kasmFiles(api(), true).href?.('a b/ü.txt')).toBe(`${kasm.url}/Downloads/a%20b/%C3%BC.txt`)
    expect(kasmFiles(api(), false).href).toBeUndefined()
    await expect(kasmFiles(api(), true).list('a/../..')).rejects.toMatchObject({ reason: 'action-refused' })
    await expect(kasmFiles(api(), true).list('nowhere')).rejects.toMatchObject({ reason: 'folder-gone' })
  })

  it('a fresh server has no downloads folder yet: nothing is in it, and the next to save makes it', async () => {
    rmSync(join(kasm.folder, 'Downloads'), { recursive: true })
    expect((await askOffers(api(), signal)).downloads).toBe(true)
    expect(await kasmFiles(api(), true).list('')).toEqual([])
    mkdirSync(join(kasm.folder, 'Downloads'))
    writeFileSync(join(kasm.folder, 'Downloads', 'a.txt'), 'a')
    expect(await kasmFiles(api(), true).list('')).toMatchObject([{ name: 'a.txt' }])
  })

  it('peeks with one call, for guests too', async () => {
    expect(await peek(`${kasm.url}/`, signal)).toEqual({ atMs: expect.any(Number) })
    as('viewer:viewer-pass-1')
    expect(await peek(`${kasm.url}/`, signal)).toEqual({ atMs: expect.any(Number) })
    expect(asked()).toHaveLength(2)
    as(undefined)
    await expect(peek(`${kasm.url}/`, signal)).rejects.toMatchObject({ reason: 'sign-in-blocked' })
  })

  it('says that the way is broken, when it is', async () => {
    const client = api()
    await kasm.close()
    await expect(client.get('get_users')).rejects.toMatchObject({ reason: 'gateway-gone' })
    // What changes something may have been done all the same.
    await expect(client.get('clear_clipboard')).rejects.toMatchObject({ reason: 'answer-lost' })
    await expect(client.post('remove_user', [])).rejects.toMatchObject({ reason: 'answer-lost' })
  })
})

describe('a server that is gone in the middle', () => {
  const half = 'HTTP/1.1 200 OK\r\nContent-type: text/plain\r\nContent-length: 999\r\n\r\n[\n    { "user"'
  const calls: readonly (readonly [string, (client: KasmApi) => Promise<unknown>])[] = [
    [
      'users',
      client =>
        kasmUsers(
          client,
          async () => undefined,
          () => {},
        ).list(),
    ],
    [
      'a new user',
      client =>
        kasmUsers(
          client,
          async () => undefined,
          () => {},
        ).update('amy', { rights: [] }),
    ],
    ['files', client => kasmFiles(client, false).list('')],
    ['a screenshot', client => kasmScreenshot(client, { size: { widthPx: 0, heightPx: 0 } } as KasmWire).capture()],
    ['sessions', client => kasmRoster(client).capability(true).sessions?.() ?? Promise.resolve()],
    [
      'clearing the clipboard',
      client => kasmClipboard({} as KasmWire, client).capability.clear?.() ?? Promise.resolve(),
    ],
    ['a knock', client => knock(client, signal)],
  ]
  for (const [what, call] of calls) {
    it(`is an error with a reason: ${what}`, async () => {
      let said = ''
      const dying = createServer(socket => {
        socket.on('error', () => {})
        socket.once('data', () => socket.end(said, () => socket.destroy()))
      })
      await new Promise<void>(resolve => dying.listen(0, '127.0.0.1', resolve))
      const client = new KasmApi(`http://127.0.0.1:${(dying.address() as AddressInfo).port}/`)
      const reason = what === 'a new user' || what === 'clearing the clipboard' ? 'answer-lost' : 'gateway-gone'
      await expect(call(client)).rejects.toMatchObject({ name: 'DeviceError', reason })
      said = half
      const afterHalf = await call(client).then(
        () => 'done',
        (error: unknown) => (error instanceof Error ? error.name : error),
      )
      // What needs no body is done once the head is there; everything else is an error of ours, never a bare one.
      expect(['DeviceError', 'done']).toContain(afterHalf)
      dying.close()
    })
  }
})
