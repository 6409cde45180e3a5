import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import type { Credentials, TcpTarget, TlsRule } from '../config/GatewayConfig.ts'
import { dial, ending } from '../testing/ask.ts'
import { makePair } from '../testing/certificates.ts'
import { freePort } from '../testing/daemons.ts'
import { FakeVnc, type FakeVncOptions } from '../testing/FakeVnc.ts'
import { Bridges, type BridgeTimes } from './Bridges.ts'
import { ByteQueue } from './ByteQueue.ts'

const pair = await makePair()
const ends: (() => unknown)[] = []
let bridges: Bridges

beforeEach(() => {
  bridges = new Bridges()
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
  bridges.close()
})

/** Serves one bridge and connects a page to it. */
async function connectPage(
  target: TcpTarget,
  credentials?: Credentials,
  protocols: string[] = ['binary'],
  tls: TlsRule = { verify: true },
) {
  const held = credentials && { credentials, tls }
  const server = createHttpServer()
  server.on('upgrade', (request, socket, head) => bridges.accept(request, socket, head, target, held))
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  ends.push(() => server.close())
  const { socket, headers } = await dial(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, '/', {
    protocols,
  })
  if (socket === undefined) throw new Error('the bridge refused')
  return { socket, headers, input: inputOf(socket) }
}

function inputOf(socket: WebSocket): ByteQueue {
  const input = new ByteQueue()
  socket.on('message', data => input.push(data as Buffer))
  socket.on('close', code => input.fail(new Error(`closed with ${code}`)))
  return input
}

async function tcpServer(
  serve: (socket: Socket) => void,
): Promise<{ target: TcpTarget; open: Set<Socket>; server: Server }> {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => {})
    serve(socket)
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  ends.push(() => server.close())
  return { target: { host: '127.0.0.1', port: (server.address() as AddressInfo).port }, open, server }
}

async function fakeVnc(options: FakeVncOptions): Promise<FakeVnc> {
  const vnc = await new FakeVnc(options).listen()
  ends.push(() => vnc.close())
  return vnc
}

function withTimes(times: Partial<BridgeTimes>): void {
  bridges.close()
  bridges = new Bridges(times)
}

describe('a bridge', () => {
  test('passes bytes both ways and names the sub-protocol', async () => {
    const { target } = await tcpServer(socket => socket.pipe(socket))
    const { socket, headers, input } = await connectPage(target, undefined, ['binary', 'base64'])
    expect(headers['sec-websocket-protocol']).toBe('binary')
    socket.send(Buffer.from([0, 255, 1]))
    expect([...(await input.take(3))]).toEqual([0, 255, 1])
  })

  test('accepts a page that asks for no sub-protocol, and hears what it said at once', async () => {
    const { target } = await tcpServer(socket => socket.pipe(socket))
    const { socket, headers, input } = await connectPage(target, undefined, [])
    expect(headers['sec-websocket-protocol']).toBeUndefined()
    socket.send('text is bytes too')
    expect((await input.take(17)).toString()).toBe('text is bytes too')
  })

  test('leaves no TCP connection behind when the page leaves', async () => {
    const { target, open } = await tcpServer(socket => socket.resume())
    const pages = await Promise.all([1, 2, 3].map(() => connectPage(target)))
    await expect.poll(() => open.size).toBe(3)
    expect(bridges.size).toBe(3)
    pages[0]?.socket.close()
    pages[1]?.socket.terminate()
    await expect.poll(() => open.size).toBe(1)
    pages[2]?.socket.close()
    await expect.poll(() => open.size).toBe(0)
    await expect.poll(() => bridges.size).toBe(0)
  })

  test('leaves none behind when the machine does not read either', async () => {
    const { target, open } = await tcpServer(socket => socket.pause())
    const { socket } = await connectPage(target)
    for (let i = 0; i < 64; i++) socket.send(Buffer.alloc(1 << 20))
    await expect.poll(() => open.size).toBe(1)
    socket.terminate()
    for (const paused of open) paused.resume()
    await expect.poll(() => open.size, { timeout: 5000 }).toBe(0)
  })

  test('passes on what the machine said before it closed, then closes with 1000', async () => {
    const { target } = await tcpServer(socket => socket.end(Buffer.alloc(3 << 20, 1)))
    const { socket, input } = await connectPage(target)
    const ended = ending(socket)
    expect(await input.take(3 << 20)).toHaveLength(3 << 20)
    expect((await ended).code).toBe(1000)
  })

  test('closes with 1011 when the connection to the machine breaks', async () => {
    const { target } = await tcpServer(socket => setTimeout(() => socket.resetAndDestroy(), 20))
    const { socket } = await connectPage(target)
    expect((await ending(socket)).code).toBe(1011)
  })

  test('does not read a machine faster than its page', async () => {
    let sentBytes = 0
    const { target } = await tcpServer(socket => {
      const more = () => {
        while (sentBytes < 512 << 20) {
          sentBytes += 1 << 16
          if (!socket.write(Buffer.alloc(1 << 16))) break
        }
      }
      socket.on('drain', more)
      more()
    })
    const { socket } = await connectPage(target)
    socket.pause()
    await new Promise(resolve => setTimeout(resolve, 500))
    const heldBytes = sentBytes
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(sentBytes).toBe(heldBytes)
    expect(heldBytes).toBeLessThan(64 << 20)
    socket.resume()
    await expect.poll(() => sentBytes).toBeGreaterThan(heldBytes)
    socket.terminate()
  })

  test('does not read a page faster than its machine', async () => {
    const { target, open } = await tcpServer(socket => socket.pause())
    const { socket } = await connectPage(target)
    const chunk = Buffer.alloc(1 << 20)
    for (let i = 0; i < 100; i++) socket.send(chunk)
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(socket.bufferedAmount).toBeGreaterThan(50 << 20)
    for (const machine of open) machine.resume()
    await expect.poll(() => socket.bufferedAmount, { timeout: 5000 }).toBe(0)
  })

  test.each([
    ['refused', 4001, async () => ({ host: '127.0.0.1', port: await freePort() })],
    ['dns', 4003, async () => ({ host: 'no-such-host.invalid', port: 5900 })],
  ])('tells %s by close code %i', async (reason, code, target) => {
    const { socket } = await connectPage(await target())
    expect(await ending(socket)).toEqual({ code, reason })
  })

  test('notices a page that vanished without a word', async () => {
    withTimes({ pingMs: 50 })
    const { target, open } = await tcpServer(socket => socket.resume())
    const { socket } = await connectPage(target)
    await expect.poll(() => open.size).toBe(1)
    socket.pause() // reads no ping, sends no pong
    await expect.poll(() => open.size).toBe(0)
  })
})

/** What a page sees of a held VNC server: the types it may choose and how the server answers. */
async function handshake({ socket, input }: { socket: WebSocket; input: ByteQueue }, version = '003.008') {
  expect((await input.take(12)).toString()).toBe('RFB 003.008\n')
  socket.send(Buffer.from(`RFB ${version}\n`))
  if (version === '003.003') return { types: [await input.u32()], result: 0, reason: '' }
  const types = [...(await input.take(await input.u8()))]
  socket.send(Uint8Array.of(types[0] ?? 0))
  if (version === '003.007') return { types, result: 0, reason: '' }
  const result = await input.u32()
  const reason = result === 0 ? '' : (await input.take(await input.u32())).toString()
  return { types, result, reason }
}

describe('a bridge with held credentials', () => {
  const held = { password: 'secret12' }
  const user = { username: 'alice', password: 'pässword' }

  test.each<[string, FakeVncOptions, Credentials, string[]]>([
    ['VncAuth', { types: [2], password: 'secret12' }, held, ['version 3.8', 'type 2']],
    ['VncAuth before None', { types: [1, 2], password: 'secret12' }, held, ['version 3.8', 'type 2']],
    ['None', { types: [1] }, held, ['version 3.8', 'type 1']],
    ['VncAuth of 3.7', { version: '003.007', types: [2], password: 'secret12' }, held, ['version 3.7', 'type 2']],
    ['None of 3.7, which confirms nothing', { version: '003.007', types: [1] }, held, ['version 3.7', 'type 1']],
    ['VncAuth of 3.3', { version: '003.003', types: [2], password: 'secret12' }, held, ['version 3.3', 'type 2']],
    ['None of 3.3', { version: '003.003', types: [1] }, held, ['version 3.3', 'type 1']],
    ['Apple’s version', { version: '003.889', types: [30, 2], password: 'secret12' }, held, ['version 3.8', 'type 2']],
    [
      'VeNCrypt Plain',
      { types: [2, 19], subTypes: [258, 256], ...user },
      user,
      ['version 3.8', 'type 19', 'sub-type 256'],
    ],
    [
      'VncAuth in VeNCrypt',
      { types: [19], subTypes: [258, 2], password: 'secret12' },
      held,
      ['version 3.8', 'type 19', 'sub-type 2'],
    ],
  ])('answers %s and shows the page a server without password', async (_name, options, credentials, seen) => {
    const vnc = await fakeVnc(options)
    const page = await connectPage(vnc.target, credentials)
    expect(await handshake(page)).toEqual({ types: [1], result: 0, reason: '' })
    page.socket.send(Uint8Array.of(1, 42))
    expect((await page.input.take(11)).toString('latin1')).toBe('SERVERINIT*')
    expect(vnc.seen).toEqual([...seen, 'init 1'])
    page.socket.close()
    await expect.poll(() => vnc.sockets.size).toBe(0)
  })

  test.each(['003.003', '003.007'])('serves a page that speaks %s', async version => {
    const vnc = await fakeVnc({ types: [2], password: 'secret12' })
    const page = await connectPage(vnc.target, held)
    expect((await handshake(page, version)).types).toEqual([1])
    page.socket.send(Uint8Array.of(1))
    expect((await page.input.take(10)).toString()).toBe('SERVERINIT')
  })

  test('a wrong held password reaches the page as the server’s reason', async () => {
    const vnc = await fakeVnc({ types: [2], password: 'other' })
    const page = await connectPage(vnc.target, held)
    const ended = ending(page.socket)
    expect(await handshake(page)).toEqual({ types: [1], result: 1, reason: 'Authentication failure' })
    expect((await ended).code).toBe(1000)
    await expect.poll(() => vnc.sockets.size).toBe(0)
  })

  test.each<[string, FakeVncOptions, RegExp]>([
    ['an old server, which gives none', { version: '003.003', types: [2], password: 'x' }, /refused the password/],
    [
      'a server that refuses at once',
      { types: [], refusal: 'Too many security failures' },
      /^Too many security failures$/,
    ],
    ['the same of 3.3', { version: '003.003', types: [], refusal: 'Too many' }, /^Too many$/],
    ['unknown types', { types: [30, 113] }, /no way of signing in .*30, 113/],
    ['unknown sub-types', { types: [19], subTypes: [263, 264] }, /no way of signing in .*263, 264/],
    ['a repeater', { version: '000.000', types: [] }, /repeater/],
    ['something else', { version: 'xxx.yyy', types: [] }, /not a VNC server/],
  ])('gives a reason for %s', async (_name, options, reason) => {
    const vnc = await fakeVnc(options)
    const { result, reason: given } = await handshake(await connectPage(vnc.target, held))
    expect(result).toBe(1)
    expect(given).toMatch(reason)
  })

  describe('and a certificate', () => {
    const x509 = { types: [19], subTypes: [262], ...user, tls: pair }

    test.each<[string, TlsRule]>([
      ['an authority', { verify: true, ca: { file: '', pem: pair.cert } }],
      ['a pin', { verify: true, pin: pair.fingerprint }],
      ['anything', { verify: false }],
    ])('is taken by %s', async (_name, rule) => {
      const vnc = await fakeVnc(x509)
      const page = await connectPage(vnc.target, user, ['binary'], rule)
      expect(await handshake(page)).toEqual({ types: [1], result: 0, reason: '' })
      page.socket.send(Uint8Array.of(1, 42))
      expect((await page.input.take(11)).toString('latin1')).toBe('SERVERINIT*')
      expect(vnc.seen).toEqual(['version 3.8', 'type 19', 'sub-type 262', 'init 1'])
      page.socket.close()
      await expect.poll(() => vnc.sockets.size).toBe(0)
    })

    test.each<[string, TlsRule]>([
      ['no authority', { verify: true }],
      ['another pin', { verify: true, pin: pair.fingerprint.replace(/^../, '00') }],
    ])('is not, with %s: 4004, and no password goes out', async (_name, rule) => {
      const vnc = await fakeVnc(x509)
      const { socket } = await connectPage(vnc.target, user, ['binary'], rule)
      expect(await ending(socket)).toEqual({ code: 4004, reason: 'tls-untrusted' })
      expect(vnc.seen).toEqual(['version 3.8', 'type 19', 'sub-type 262'])
      await expect.poll(() => vnc.sockets.size).toBe(0)
    })

    test('a server that falls silent before TLS is a time-out', async () => {
      withTimes({ handshakeMs: 300 })
      const { target, open } = await tcpServer(socket => {
        // version, types, VeNCrypt 0.2, accepted, one sub-type, confirmed; then nothing
        socket.write(Buffer.from('RFB 003.008\n\x01\x13\x00\x02\x00\x01\x00\x00\x01\x06\x01', 'latin1'))
        socket.resume()
      })
      const { socket } = await connectPage(target, user)
      expect(await ending(socket)).toEqual({ code: 4005, reason: 'timeout' })
      await expect.poll(() => open.size).toBe(0)
    })
  })

  test('a server that stops after any byte ends in a clear close', async () => {
    // 12 version, 2 types, 16 challenge, 4 result: everything up to ClientInit.
    for (let cutAfter = 0; cutAfter < 34; cutAfter++) {
      const vnc = await fakeVnc({ types: [2], password: 'secret12', cutAfter })
      const { socket } = await connectPage(vnc.target, held)
      expect(await ending(socket), `after ${cutAfter} bytes`).toEqual({
        code: 1011,
        reason: 'the machine closed the connection while signing in',
      })
    }
    await expect.poll(() => bridges.size).toBe(0)
  })

  test('a server that falls silent ends in a time-out, and so does a page', async () => {
    withTimes({ handshakeMs: 60 })
    const { target, open } = await tcpServer(socket => socket.write('RFB 003.0'))
    const silent = await connectPage(target, held)
    expect(await ending(silent.socket)).toEqual({ code: 4005, reason: 'timeout' })
    await expect.poll(() => open.size).toBe(0)
    const vnc = await fakeVnc({ types: [2], password: 'secret12' })
    const mute = await connectPage(vnc.target, held)
    expect(await ending(mute.socket)).toEqual({ code: 4005, reason: 'timeout' })
    await expect.poll(() => vnc.sockets.size).toBe(0)
  })

  test('a page that leaves in the middle leaves nothing behind', async () => {
    const vnc = await fakeVnc({ types: [2], password: 'secret12' })
    const { socket, input } = await connectPage(vnc.target, held)
    await input.take(12)
    socket.terminate()
    await expect.poll(() => vnc.sockets.size).toBe(0)
  })

  test('a machine that sends without end while it signs in is held back, and heard out afterwards', async () => {
    let sent = 0
    const { target, open } = await tcpServer(async socket => {
      const input = new ByteQueue()
      socket.on('data', chunk => input.push(chunk))
      socket.write('RFB 003.008\n')
      await input.take(12)
      socket.write(Uint8Array.of(1, 1))
      await input.u8()
      socket.write(new Uint8Array(4))
      const block = Buffer.alloc(1 << 16, 7)
      const flow = () => {
        while (!socket.destroyed && sent < 64 << 20 && socket.write(block)) sent += block.length
      }
      socket.on('drain', flow)
      flow()
    })
    const { socket, input } = await connectPage(target, { password: 'x' })
    expect((await input.take(12)).toString()).toBe('RFB 003.008\n')
    // It stands: what it sent is in the buffers of two sockets and in a full queue.
    await expect.poll(() => [...open].every(machine => machine.writableNeedDrain)).toBe(true)
    const stoodAt = sent
    expect(stoodAt).toBeLessThan(32 << 20)
    socket.send('RFB 003.008\n')
    expect([...(await input.take(2))]).toEqual([1, 1])
    socket.send(Uint8Array.of(1))
    expect(await input.u32()).toBe(0)
    socket.send(Uint8Array.of(1))
    expect(await input.take(stoodAt)).toEqual(Buffer.alloc(stoodAt, 7))
    socket.terminate()
  })

  test('a page that sends without end before it is let in is held back', async () => {
    const { target } = await tcpServer(socket => socket.write('RFB 003.008\n'))
    const { socket } = await connectPage(target, { password: 'x' })
    for (let i = 0; i < 32; i++) socket.send(Buffer.alloc(1 << 20))
    const isStill = async () => {
      const before = socket.bufferedAmount
      await new Promise(resolve => setImmediate(resolve))
      return before > 8 << 20 && socket.bufferedAmount === before
    }
    await expect.poll(isStill).toBe(true)
    const ended = ending(socket)
    socket.terminate()
    await ended
  })
})
