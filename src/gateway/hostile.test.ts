import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http2 from 'node:http2'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningConsole, startConsole } from './startConsole.ts'
import { ask, dial } from './testing/ask.ts'
import { makePair } from './testing/certificates.ts'

/** What the device writes to whoever asks: bytes as latin1, or what it does with the socket. */
let answer: string | ((socket: Socket, asked: string) => void) = ''
let device: Server
let port: number
let plain: RunningConsole
let secure: RunningConsole
const dist = mkdtempSync(join(tmpdir(), 'wheelhouse-hostile-'))
const logged: string[] = []
const errors: unknown[] = []
const onError = (error: unknown) => errors.push(error)

const b = 'Content-Length: 2\r\n\r\nok'
const ok = `HTTP/1.1 200 OK\r\n${b}`

beforeAll(async () => {
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>built</title>')
  device = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', data => {
      if (typeof answer === 'function') answer(socket, data.toString('latin1'))
      else socket.end(Buffer.from(answer, 'latin1'))
    })
  })
  await new Promise<void>(resolve => {
    device.listen(0, '127.0.0.1', resolve)
  })
  port = (device.address() as AddressInfo).port
  const url = `http://127.0.0.1:${port}`
  const credentials = { username: 'a', password: 'b' }
  const config = {
    devices: [
      { id: 'evil', family: 'pikvm', url },
      { id: 'nano', family: 'nanokvm', url, credentials },
    ],
  }
  const shared = { config, dist, log: (message: string) => logged.push(message) }
  plain = await startConsole(shared)
  secure = await startConsole({ ...shared, https: await makePair() })
  process.on('uncaughtExceptionMonitor', onError)
})
afterAll(async () => {
  process.removeListener('uncaughtExceptionMonitor', onError)
  await Promise.all([plain.close(), secure.close()])
  device.close()
  rmSync(dist, { recursive: true, force: true })
})
beforeEach(() => {
  logged.length = 0
  answer = ok
})

/** The status and body by both versions of HTTP, and that the console still answers. */
async function byBoth(path: string): Promise<[string, string]> {
  const first = await ask(plain.url, path)
  const second = await http2Get(path)
  expect((await ask(plain.url, '/devices.json')).status).toBe(200)
  expect(errors).toEqual([])
  return [`${first.status} ${first.body}`, second]
}

function http2Get(path: string): Promise<string> {
  const session = http2.connect(secure.url, { rejectUnauthorized: false })
  return new Promise<string>((resolve, reject) => {
    const request = session.request({ ':path': path })
    let text = ''
    request.on('response', headers => {
      text = `${headers[':status']} `
    })
    request.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
    request.on('error', reject).on('end', () => resolve(text))
    request.end()
  }).finally(() => session.close())
}

function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(plain.url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'))
    let text = ''
    socket.setEncoding('latin1').on('data', chunk => {
      text += chunk
    })
    socket.on('error', reject).on('close', () => resolve(text))
  })
}

const malformed = ['502 {"error":"malformed"}', '502 {"error":"malformed"}']

describe('a request target that is none', () => {
  test.each(['/\\[', '/\\evil.example/x', '/\\a:99999/', '/\\%00/', '/../other/', '/%2e%2e/other/', '/a/./b', '/\xfc'])(
    '%s is 400',
    async path => {
      const host = `Host: 127.0.0.1:${new URL(plain.url).port}\r\n`
      const text = await raw(`GET /devices/evil${path} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
      expect(text).toMatch(/^HTTP\/1\.1 400 /)
      const headers = `${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n`
      const upgraded = await raw(`GET /devices/evil${path} HTTP/1.1\r\n${headers}Sec-WebSocket-Key: x\r\n\r\n`)
      expect(upgraded).toMatch(/^HTTP\/1\.1 400 /)
      expect(errors).toEqual([])
    },
  )

  test.each(['/%.html', '/%zz', '/app/%', '/%c0%ae.html', '/x%00.html', 'http://127.0.0.1/'])(
    '%s is no file of the page',
    async target => {
      const host = `Host: 127.0.0.1:${new URL(plain.url).port}\r\n`
      expect(await raw(`GET ${target} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /)
    },
  )

  test('a bracket is an answer like any other', async () => {
    expect(await byBoth('/devices/evil//[x]')).toEqual(['200 ok', '200 ok'])
  })

  test('a method that would show the held credentials is none', async () => {
    let asked = 0
    answer = socket => {
      asked++
      socket.end(ok)
    }
    for (const path of ['/devices/evil/', '/devices/nano/']) {
      expect((await ask(plain.url, path, { method: 'TRACE' })).status).toBe(405)
    }
    expect(asked).toBe(0)
  })

  test('an upgrade to something else is none', async () => {
    const host = `Host: 127.0.0.1:${new URL(plain.url).port}`
    const text = await raw(`GET /devices/evil/x HTTP/1.1\r\n${host}\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
  })
})

describe('a device’s answer', () => {
  test.each([
    ...['000', '001', '050', '099', '600', '999', '1000', '20'].map(code => [
      `status ${code}`,
      `HTTP/1.1 ${code} X\r\n${b}`,
    ]),
    ['an upgrade that nobody asked for', 'HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['NUL in a header', `HTTP/1.1 200 OK\r\nEtag: a\0b\r\n${b}`],
    ['no HTTP', 'hello'],
    ['HTTP/0.9', 'ICY 200 OK\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
    ['length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['20 kB of header', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(20_000)}\r\n${b}`],
    ['interim answers without end', 'HTTP/1.1 103 E\r\n\r\n'.repeat(1000) + ok],
    ['a Location of another site', `HTTP/1.1 302 F\r\nLocation: https://other.example/\r\n${b}`],
    ['a Location of another device’s page', `HTTP/1.1 307 F\r\nLocation: /\\127.0.0.1:1/devices/nano/\r\n${b}`],
    ['a Location that is none', `HTTP/1.1 308 F\r\nLocation: http://[\r\n${b}`],
    ['a Location in letters that are none', `HTTP/1.1 302 F\r\nLocation: /\xe4\r\n${b}`],
  ])('with %s is malformed', async (_name, bytes) => {
    answer = bytes ?? ''
    expect(await byBoth('/devices/evil/api')).toEqual(malformed)
  })

  test.each([
    ['HTTP2-Settings', `HTTP/1.1 200 OK\r\nHTTP2-Settings: AAMAAABk\r\n${b}`],
    ['hop-by-hop headers', `HTTP/1.1 200 OK\r\nUpgrade: h2c\r\nConnection: upgrade\r\nTE: gzip\r\n${b}`],
    ['names of JavaScript’s', `HTTP/1.1 200 OK\r\n__proto__: a\r\nconstructor: b\r\nhasOwnProperty: c\r\n${b}`],
    ['cookies that are none', `HTTP/1.1 200 OK\r\nSet-Cookie: ;;;=\r\nSet-Cookie:\r\nSet-Cookie: \xff=\xff\r\n${b}`],
    ['every other letter', `HTTP/1.1 200 \xff\r\nEtag: \xff\xfe\x80\r\n${b}`],
    ['many headers', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(1500)}${b}`],
    ['a few interim answers', 'HTTP/1.1 100 C\r\n\r\n'.repeat(3) + ok],
    ['two answers', ok + ok],
  ])('with %s passes, without them', async (_name, bytes) => {
    answer = bytes ?? ''
    expect(await byBoth('/devices/evil/api')).toEqual(['200 ok', '200 ok'])
  })

  test('that breaks off, or is none at all, is told as that', async () => {
    answer = ''
    expect(await byBoth('/devices/evil/api')).toEqual(['502 {"error":"refused"}', '502 {"error":"refused"}'])
    answer = socket => socket.resetAndDestroy()
    expect(await byBoth('/devices/evil/api')).toEqual(['502 {"error":"refused"}', '502 {"error":"refused"}'])
  })

  test('that sends everybody to https says so', async () => {
    answer = `HTTP/1.1 301 M\r\nLocation: https://127.0.0.1/api\r\n${b}`
    const said = '502 {"error":"wants-https"}'
    expect(await byBoth('/devices/evil/api')).toEqual([said, said])
  })

  test.each([
    ['status 999', 'HTTP/1.1 999 X\r\n\r\n', 502],
    ['another protocol', 'HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n', 502],
    ['a redirect', 'HTTP/1.1 302 F\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n', 302],
    ['a redirect to another machine', 'HTTP/1.1 302 F\r\nLocation: /devices/nano/\r\nContent-Length: 0\r\n\r\n', 502],
    ['a redirect to elsewhere', 'HTTP/1.1 302 F\r\nLocation: //other.example/\r\nContent-Length: 0\r\n\r\n', 502],
  ])('to an upgrade, %s, is not passed on as it is', async (_name, bytes, status) => {
    answer = bytes
    const { status: answered, headers } = await dial(plain.url, '/devices/evil/api/ws')
    expect(answered).toBe(status)
    expect(headers.location).toBe(status === 302 ? '/devices/evil/login' : undefined)
    expect(errors).toEqual([])
  })
})

test('a refused upgrade is closed, also where the page never does', async () => {
  const open = connect({ port: Number(new URL(plain.url).port), host: '127.0.0.1', allowHalfOpen: true })
  const host = `Host: 127.0.0.1:${new URL(plain.url).port}`
  open.write(`GET /devices/none/ HTTP/1.1\r\n${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
  open.resume()
  await new Promise(resolve => open.once('end', resolve))
  // It does not end its side; what it writes after the gateway has closed breaks.
  await new Promise(resolve => {
    const timer = setInterval(() => open.write('x'), 100)
    open.on('error', () => {}).once('close', () => resolve(clearInterval(timer)))
  })
})

describe('a login that the gateway does itself', () => {
  const json = (value: unknown) => {
    const body = JSON.stringify(value)
    return `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${Buffer.from(body).toString('latin1')}`
  }

  test.each<[string, typeof answer]>([
    ['a token with a line break', json({ code: 0, msg: '', data: { token: 'a\r\nX-Injected: 1' } })],
    ['a token in other letters', json({ code: 0, msg: '', data: { token: 'ключ' } })],
    ['a token that is two cookies', json({ code: 0, msg: '', data: { token: 'x; other=1' } })],
    [
      'a cookie that is none',
      'HTTP/1.1 200 OK\r\nSet-Cookie: nano-kvm-token=\xff\r\nContent-Length: 10\r\n\r\n{"code":0}',
    ],
    ['no JSON', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{'],
    ['an upgrade', 'HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'],
    [
      'an answer without end',
      socket => {
        const block = Buffer.alloc(1 << 16, 'a')
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        const flow = () => {
          while (!socket.destroyed && socket.write(block));
        }
        socket.on('drain', flow)
        flow()
      },
    ],
  ])('with %s is malformed, for a while without asking again', async (_name, bytes) => {
    const { url } = plain
    const config = {
      devices: [
        {
          id: 'nano',
          family: 'nanokvm',
          url: `http://127.0.0.1:${port}`,
          credentials: { username: 'a', password: 'b' },
        },
      ],
    }
    const fresh = await startConsole({ config, dist, log: message => logged.push(message) })
    let logins = 0
    answer = (socket, asked) => {
      if (!asked.includes('/api/auth/login')) socket.end(ok)
      else if (typeof bytes === 'function') bytes(socket, asked)
      else socket.end(Buffer.from(bytes, 'latin1'))
      if (asked.includes('/api/auth/login')) logins++
    }
    for (let i = 0; i < 2; i++) {
      const { status, body } = await ask(fresh.url, '/devices/nano/api/vm/hardware')
      expect([status, body]).toEqual([502, '{"error":"malformed"}'])
    }
    expect((await dial(fresh.url, '/devices/nano/api/ws')).status).toBe(502)
    expect(logins).toBe(1)
    expect(logged.join('\n')).toContain('nano: the gateway could not sign in')
    expect((await ask(url, '/devices.json')).status).toBe(200)
    expect(errors).toEqual([])
    await fresh.close()
  })

  test('of a machine that wants https says so', async () => {
    answer = `HTTP/1.1 301 M\r\nLocation: https://127.0.0.1/api/auth/login\r\n${b}`
    const said = '502 {"error":"wants-https"}'
    expect(await byBoth('/devices/nano/api/vm/hardware')).toEqual([said, said])
    expect(logged.join('\n')).toContain('nano: the gateway could not sign in: sends http to https://127.0.0.1')
  })
})
