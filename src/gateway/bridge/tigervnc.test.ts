import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { dial } from '../testing/ask.ts'
import { findProgram, freePort } from '../testing/daemons.ts'
import { Bridges } from './Bridges.ts'
import { ByteQueue } from './ByteQueue.ts'

const xvnc = findProgram('Xvnc')
const vncpasswd = findProgram('vncpasswd')
const isHere = xvnc !== undefined && vncpasswd !== undefined
const where = isHere ? 'a real TigerVNC' : 'a real TigerVNC (not here: tigervnc-standalone-server, tigervnc-tools)'

describe.skipIf(!isHere)(where, () => {
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-vnc-'))
  const bridges = new Bridges()
  const server = createServer()
  let end = () => {}

  afterAll(() => {
    end()
    bridges.close()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('is signed in to with the held password', { timeout: 20_000 }, async () => {
    const port = await freePort()
    const passwordFile = join(folder, 'passwd')
    writeFileSync(passwordFile, spawnSync(vncpasswd ?? '', ['-f'], { input: 'secret12\n' }).stdout, { mode: 0o600 })
    const options = ['-localhost', '-UseIPv6=0', '-UseBlacklist=0', '-nolisten', 'tcp', '-geometry', '320x200']
    const display = `:${200 + (port % 300)}`
    const security = ['-SecurityTypes', 'VncAuth', '-PasswordFile', passwordFile]
    const child = spawn(xvnc ?? '', [display, '-rfbport', String(port), ...options, ...security], { stdio: 'ignore' })
    end = () => child.kill()
    await expect.poll(() => greets(port), { timeout: 10_000 }).toBe(true)
    server.on('upgrade', (request, socket, head) => {
      bridges.accept(request, socket, head, { host: '127.0.0.1', port }, { password: 'secret12' })
    })
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const { socket } = await dial(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, '/')
    const input = new ByteQueue()
    socket?.on('message', data => input.push(data as Buffer))
    await input.take(12)
    socket?.send('RFB 003.008\n')
    expect([...(await input.take(2))]).toEqual([1, 1])
    socket?.send(Uint8Array.of(1))
    expect(await input.u32()).toBe(0)
    socket?.send(Uint8Array.of(1))
    const serverInit = await input.take(4)
    expect([serverInit.readUInt16BE(0), serverInit.readUInt16BE(2)]).toEqual([320, 200])
    socket?.close()
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
