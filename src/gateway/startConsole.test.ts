import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http2 from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { ConfigError } from './config/ConfigError.ts'
import { type ConsoleOptions, type RunningConsole, startConsole } from './startConsole.ts'
import { ask, dial, ending, nextMessage } from './testing/ask.ts'
import { makePair } from './testing/certificates.ts'
import { freePort } from './testing/daemons.ts'
import { Upstream } from './testing/Upstream.ts'

const dist = mkdtempSync(join(tmpdir(), 'wheelhouse-dist-'))
writeFileSync(join(dist, 'index.html'), '<!doctype html><title>built</title>')
const upstream = await new Upstream().listen()
const device = { id: 'rack', family: 'pikvm', url: `http://127.0.0.1:${upstream.port}` }
const open: RunningConsole[] = []

async function start(options: Partial<ConsoleOptions> = {}): Promise<RunningConsole> {
  const running = await startConsole({ config: { devices: [device] }, dist, ...options })
  open.push(running)
  return running
}

afterEach(() => Promise.all(open.splice(0).map(running => running.close())))
afterAll(async () => {
  rmSync(dist, { recursive: true, force: true })
  await upstream.close()
})

describe('startConsole', () => {
  test('serves the page and closes, twice', async () => {
    const running = await start()
    expect((await ask(running.url, '/')).body).toContain('built')
    await running.close()
    await running.close()
    await expect(ask(running.url, '/')).rejects.toThrow()
  })

  test('several run beside each other', async () => {
    const all = await Promise.all([start(), start(), start()])
    expect(new Set(all.map(({ url }) => url)).size).toBe(3)
  })

  test('says that a port is taken', async () => {
    const { url } = await start()
    await expect(start({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  test('refuses a wrong configuration', async () => {
    await expect(start({ config: { devices: [{ id: 'A' }] } })).rejects.toBeInstanceOf(ConfigError)
  })

  test('allows any WebSocket URL on loopback, unless the file or the address says otherwise', async () => {
    const connectSource = async (options: Partial<ConsoleOptions>) => {
      const { url } = await start(options)
      const policy = String((await ask(url, '/')).headers['content-security-policy'])
      const list = JSON.parse((await ask(url, '/devices.json')).body)
      return [/connect-src ([^;]*)/.exec(policy)?.[1], list.adHoc]
    }
    expect(await connectSource({})).toEqual(["'self' ws: wss:", true])
    expect(await connectSource({ config: { devices: [], adHoc: false } })).toEqual(["'self'", false])
    expect(await connectSource({ adHoc: false })).toEqual(["'self'", false])
    expect(await connectSource({ host: '0.0.0.0' })).toEqual(["'self'", false])
  })

  test('answers under the names it was told, and no other', async () => {
    const { url } = await start({ allowHosts: ['console.lan'] })
    const port = new URL(url).port
    const at = async (host: string) => (await ask(url, '/devices/rack/echo', { headers: { Host: host } })).status
    expect(await at(`console.lan:${port}`)).toBe(200)
    expect(await at(`localhost:${port}`)).toBe(200)
    upstream.arrived.length = 0
    expect(await at('10.0.0.1')).toBe(403)
    expect(await at(`0.0.0.0:${port}`)).toBe(403)
    expect(await at(`[::ffff:127.0.0.1]:${port}`)).toBe(403)
    expect(await at('evil.example')).toBe(403)
    expect(await at(`console.lan.evil.example:${port}`)).toBe(403)
    expect(upstream.arrived).toEqual([])
  })

  test('judges the host of upgrades too: a name that points here is same-origin to its own page', async () => {
    const { url } = await start()
    const port = new URL(url).port
    const headers = {
      Host: `evil.example:${port}`,
      Origin: `http://evil.example:${port}`,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
    }
    upstream.arrived.length = 0
    const socketHeaders = { 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Version': '13' }
    const answer = await ask(url, '/devices/rack/api/ws', { headers: { ...headers, ...socketHeaders } })
    expect([answer.status, answer.body]).toEqual([403, '{"error":"unknown-host"}'])
    expect(upstream.arrived).toEqual([])
  })

  test('keeps a device’s cookies as they are where no other site may frame the console', async () => {
    const { url } = await start()
    const set = encodeURIComponent('auth_token=x; HttpOnly; Path=/; SameSite=Strict; Secure; Domain=pikvm.lan')
    const { headers } = await ask(url, `/devices/rack/cookie?set=${set}`)
    // Secure goes: the browser came by plain http and could not keep it.
    expect(headers['set-cookie']).toEqual(['auth_token=x; Path=/devices/rack/; HttpOnly; SameSite=Strict'])
  })

  test('tells a WebSocket whose device is dead apart from one that is refused', async () => {
    const port = await freePort()
    const { url } = await start({ config: { devices: [{ ...device, url: `http://127.0.0.1:${port}` }] } })
    expect((await dial(url, '/devices/rack/api/ws')).status).toBe(502)
  })

  test('puts no word of its own among the frames of a device that breaks off', async () => {
    const { url } = await start()
    const { socket } = await dial(url, '/devices/rack/reset')
    const broken = vi.fn()
    socket?.on('error', broken)
    socket?.send('now')
    expect((await (socket && ending(socket)))?.code).toBe(1006)
    expect(broken).not.toHaveBeenCalled()
  })

  test('keeps so many WebSockets and no more, says so, and has room again when one leaves', async () => {
    const desk = { id: 'desk', family: 'vnc', url: `vnc://127.0.0.1:${upstream.port}` }
    const { url } = await start({ config: { devices: [device, desk] }, seats: { total: 2, perAddress: 2 } })
    const first = await dial(url, '/devices/rack/api/ws')
    const second = await dial(url, '/devices/desk/~screen')
    const third = await dial(url, '/devices/desk/~screen')
    expect(await (third.socket && ending(third.socket))).toEqual({ code: 4007, reason: 'too-many' })
    expect((await dial(url, '/devices/rack/api/ws')).status).toBe(503)
    first.socket?.close()
    await expect.poll(async () => (await dial(url, '/devices/rack/api/ws')).status).toBe(101)
    second.socket?.close()
  })

  test('lets scripts come from the build’s folders alone, also behind a proxy that adds one', async () => {
    const { url } = await start({ allowHosts: ['console.lan'] })
    const policy = async (headers: Record<string, string>) => {
      const said = String((await ask(url, '/', { headers })).headers['content-security-policy'])
      return /script-src ([^;]*) 'wasm-unsafe-eval'/.exec(said)?.[1]
    }
    const { host } = new URL(url)
    expect(await policy({})).toBe(`${host}/app/ ${host}/stack/ ${host}/later/ ${host}/assets/`)
    expect(await policy({ Host: 'console.lan', 'X-Forwarded-Prefix': '/kvm' })).toMatch(/^console\.lan\/kvm\/app\/ /)
    for (const prefix of ['kvm', '/k v', '/a;script-src *', '//evil.example', "/'self'", '/devices/evil']) {
      expect(await policy({ 'X-Forwarded-Prefix': prefix }), prefix).toMatch(new RegExp(`^${host}/app/ `))
    }
  })

  test('ends bridges and upgrades when it closes', async () => {
    const running = await start()
    const { socket } = await dial(running.url, '/devices/rack/api/ws')
    const ended = socket ? ending(socket) : undefined
    await running.close()
    expect((await ended)?.code).toBe(1006)
    await expect.poll(() => upstream.openSockets).toBe(0)
  })

  test('survives requests that are none', async () => {
    const { url } = await start()
    for (const path of [
      '/devices/rack/%',
      '/devices/rack/%zz?%',
      '/devices/%2e%2e/',
      '//devices/rack/',
      '/devices/rack/../../x',
      '*',
    ]) {
      const { status } = await ask(url, path)
      expect(status, path).toBeGreaterThanOrEqual(200)
    }
    expect((await ask(url, '/devices/rack/echo')).status).toBe(200)
  })
})

describe('with https', () => {
  test('speaks HTTP/2 and HTTP/1.1, bridges WebSockets, and judges origins by https', async () => {
    const { cert, key } = await makePair()
    const { url } = await start({ https: { cert, key } })
    expect(url).toMatch(/^https:/)
    const own = new URL(url).origin
    const session = http2.connect(url, { rejectUnauthorized: false })
    expect(await http2Get(session, '/devices/rack/echo', { origin: own })).toMatchObject({ status: 200 })
    const echo = JSON.parse((await http2Get(session, '/devices/rack/echo', {})).body)
    expect(echo.headers).toMatchObject({ 'x-forwarded-proto': 'https', host: `127.0.0.1:${upstream.port}` })
    expect(await http2Get(session, '/devices/rack/echo', { origin: own.replace('https', 'http') })).toMatchObject({
      status: 403,
    })
    expect(await http2Get(session, '/devices/none/', {})).toMatchObject({
      status: 404,
      body: '{"error":"unknown-device"}',
    })
    expect(await http2Get(session, '/', {})).toMatchObject({ status: 200 })
    await expect(http2Get(session, '/devices/rack/cut', {})).rejects.toThrow()
    session.close()
    const { status, socket } = await dial(url, '/devices/rack/api/ws', { origin: own })
    expect(status).toBe(101)
    socket?.send('x')
    expect(socket && (await nextMessage(socket)).toString()).toBe('x')
    expect((await dial(url, '/devices/rack/api/ws', { origin: own.replace('https', 'http') })).status).toBe(403)
    // Vite checks no host under https; we do.
    expect((await ask(url, '/', { headers: { Host: 'evil.example' } })).status).toBe(403)
  })
})

function http2Get(
  session: http2.ClientHttp2Session,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = session.request({ ':path': path, ...headers })
    let status = 0
    let body = ''
    request.setEncoding('utf8')
    request.on('response', answer => {
      status = answer[':status'] ?? 0
    })
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => resolve({ status, body }))
    request.on('error', reject)
    request.end()
  })
}
