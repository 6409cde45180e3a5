import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { WebSocket as NodeSocket } from 'ws'
import { freePort } from '../../server-mock/tigervnc/TigerVnc'
import { LineSession } from '../../src/devices/line/LineSession'
import { lineKeysChoice } from '../../src/devices/line/lineKeysChoice'
import { expect, test } from '../fixtures'
import { telnetdCommand } from '../telnetd'

const websockify = '/usr/bin/websockify'
const rebind = '/usr/lib/websockify/rebind.so'
const children: ChildProcess[] = []
const closers: (() => void)[] = []

test.afterEach(() => {
  for (const close of closers.splice(0)) close()
  // websockify does not end what it wrapped: the whole group goes.
  for (const { pid } of children.splice(0)) if (pid) process.kill(-pid)
})

function start(command: readonly string[], env: Record<string, string> = {}): void {
  const [program = '', ...args] = command
  children.push(spawn(program, args, { detached: true, stdio: 'ignore', env: { ...process.env, ...env } }))
}

const listens = (port: number) => () =>
  new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

test.describe('wrapped commands of websockify', () => {
  test('telnetd in respawn mode: a session of ours, and another after its end', async () => {
    const port = await freePort()
    const telnetd = existsSync(websockify) && existsSync(rebind) ? await telnetdCommand(port) : undefined
    test.skip(!telnetd, 'needs websockify, and inetutils-telnetd from Debian’s archive')
    if (!telnetd) return
    closers.push(telnetd.remove)
    start([websockify, '--wrap-mode=respawn', `127.0.0.1:${port}`, '--', ...telnetd.command])
    await expect.poll(listens(port), { timeout: 10_000 }).toBe(true)
    const session = new LineSession({
      protocol: 'telnet',
      size: { columns: 90, rows: 30 },
      keys: lineKeysChoice({}),
      openSocket: () => {
        const socket = new NodeSocket(`ws://127.0.0.1:${port}/`)
        socket.binaryType = 'arraybuffer'
        return socket as unknown as WebSocket
      },
    })
    closers.push(() => session.close())
    let text = ''
    session.onData(bytes => {
      text += new TextDecoder().decode(bytes)
    })
    const type = (line: string) => session.write(new TextEncoder().encode(line))
    await expect.poll(() => text, { timeout: 15_000 }).toContain('line> ')
    type('stty size\r')
    await expect.poll(() => text).toContain('30 90')
    text = ''
    type('exit\r')
    await expect.poll(() => session.link.getState().phase, { timeout: 10_000 }).toBe('waiting')
    await expect.poll(() => text, { timeout: 15_000 }).toContain('line> ')
  })

  // The recipe of docs/deploy/websockify.md: `rebind` of Debian sets other names than its library reads.
  test('rebind moves a listener to another port', async () => {
    test.skip(!existsSync(rebind), 'needs websockify')
    const [from, to] = [await freePort(), await freePort()]
    const listen = `require('net').createServer().listen(${from}, '127.0.0.1')`
    const env = { LD_PRELOAD: rebind, REBIND_OLD_PORT: String(from), REBIND_NEW_PORT: String(to) }
    start([process.execPath, '-e', listen], env)
    await expect.poll(listens(to), { timeout: 10_000 }).toBe(true)
    expect(await listens(from)()).toBe(false)
  })
})
