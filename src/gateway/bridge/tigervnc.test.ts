import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { TlsRule } from '../config/GatewayConfig.ts'
import { dial, ending } from '../testing/ask.ts'
import { makePair } from '../testing/certificates.ts'
import { findProgram, freePort } from '../testing/daemons.ts'
import { Bridges } from './Bridges.ts'
import { ByteQueue } from './ByteQueue.ts'

const pair = await makePair()
const xvnc = findProgram('Xvnc')
const vncpasswd = findProgram('vncpasswd')
const isHere = xvnc !== undefined && vncpasswd !== undefined
const where = isHere ? 'a real TigerVNC' : 'a real TigerVNC (not here: tigervnc-standalone-server, tigervnc-tools)'

describe.skipIf(!isHere)(where, () => {
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-vnc-'))
  const ends: (() => unknown)[] = []

  afterEach(() => {
    for (const end of ends.splice(0)) end()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Starts an Xvnc and a bridge that holds its password; resolves with what the page reads and how it writes. */
  async function open(types: string, tls: TlsRule) {
    const port = await freePort()
    const files = { password: join(folder, 'passwd'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
    writeFileSync(files.password, spawnSync(vncpasswd ?? '', ['-f'], { input: 'secret12\n' }).stdout, { mode: 0o600 })
    writeFileSync(files.cert, pair.cert)
    writeFileSync(files.key, pair.key)
    const args = ['-rfbport', String(port), '-localhost', '-UseIPv6=0', '-UseBlacklist=0', '-nolisten', 'tcp']
    const security = [
      '-SecurityTypes',
      types,
      '-PasswordFile',
      files.password,
      '-X509Cert',
      files.cert,
      '-X509Key',
      files.key,
    ]
    const child = spawn(xvnc ?? '', [`:${200 + (port % 5000)}`, ...args, ...security, '-geometry', '320x200'], {
      stdio: 'ignore',
    })
    ends.push(() => child.kill())
    await expect.poll(() => greets(port), { timeout: 10_000 }).toBe(true)
    const bridges = new Bridges()
    const server = createServer()
    ends.push(
      () => bridges.close(),
      () => server.close(),
    )
    const held = { credentials: { password: 'secret12' }, tls }
    server.on('upgrade', (request, socket, head) => {
      bridges.accept(request, socket, head, { host: '127.0.0.1', port }, held)
    })
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const { socket } = await dial(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, '/')
    if (socket === undefined) throw new Error('the bridge refused')
    const input = new ByteQueue()
    socket.on('message', data => input.push(data as Buffer))
    return { socket, input }
  }

  test.each<[string, TlsRule]>([
    ['VncAuth', { verify: true }],
    ['TLSVnc', { verify: true }],
    ['X509Vnc', { verify: true, pin: pair.fingerprint }],
    ['TLSVnc,VncAuth', { verify: true }], // what vncserver offers by default
  ])('is signed in to with the held password: %s', { timeout: 20_000 }, async (types, tls) => {
    const { socket, input } = await open(types, tls)
    await input.take(12)
    socket.send('RFB 003.008\n')
    expect([...(await input.take(2))]).toEqual([1, 1])
    socket.send(Uint8Array.of(1))
    expect(await input.u32()).toBe(0)
    socket.send(Uint8Array.of(1))
    const serverInit = await input.take(4)
    expect([serverInit.readUInt16BE(0), serverInit.readUInt16BE(2)]).toEqual([320, 200])
    socket.close()
  })

  test('is not trusted with a certificate that nobody vouches for', { timeout: 20_000 }, async () => {
    const { socket } = await open('X509Vnc', { verify: true })
    expect(await ending(socket)).toEqual({ code: 4004, reason: 'tls-untrusted' })
  })
})

function greets(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
