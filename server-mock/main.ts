import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasTigerVnc, TigerVnc } from './tigervnc/TigerVnc'
import { startVncMachine } from './vnc/VncMachine'

/*
 * The machines that `npm start` shows when there is no wheelhouse.json: prints the configuration that reaches them as
 * one line of JSON, and lives until its standard input closes. For each family first one whose credentials the gateway
 * holds, then one that asks.
 */

/** Said in the terminal, for the machine that asks. */
const askedPassword = 'anchor'

const closers: (() => void | Promise<void>)[] = []
const end = async () => {
  await Promise.allSettled(closers.splice(0).map(close => close()))
  process.exit(0)
}
process.stdin.resume()
process.stdin.once('end', end)
process.stdin.once('error', end)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)

const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-demo-'))
closers.push(() => rmSync(folder, { recursive: true, force: true }))

const devices = [await heldDesk(), await guardedDesk(), ...(hasTigerVnc() ? [await realDesk()] : [])]
console.error(`The password of "Desk, guarded" is ${askedPassword}.`)
console.log(JSON.stringify({ devices }))

async function heldDesk() {
  const { password, passwordFile } = secret('desk')
  const { port, close } = await startVncMachine({ name: 'Desk', geometry: '1440x810', password })
  closers.push(close)
  return vnc('desk', 'Desk', port, { credentials: { passwordFile } })
}

async function guardedDesk() {
  const machine = { start: 'login' } as const
  const { port, close } = await startVncMachine({
    name: 'Desk, guarded',
    geometry: '1280x800',
    password: askedPassword,
    machine,
  })
  closers.push(close)
  return vnc('desk-guarded', 'Desk, guarded', port)
}

/** Debian's own VNC server, where it is installed: a real shell on this computer. */
async function realDesk() {
  const { password, passwordFile } = secret('tigervnc')
  const desk = await TigerVnc.start({ name: 'TigerVNC', geometry: '1440x810', password })
  closers.push(() => desk.stop())
  const look = ['-fa', 'JetBrains Mono,DejaVu Sans Mono', '-fs', '11', '-bg', '#0b0f16', '-fg', '#d6dde8', '-bw', '0']
  const shell = ['-e', 'bash', '--noprofile', '--norc', '-i']
  desk.run('xsetroot', ['-solid', '#16324a'])
  desk.run('xsetroot', ['-cursor_name', 'left_ptr'])
  desk.run('xterm', [...look, '-geometry', '110x34+48+48', '-T', 'shell', ...shell], { PS1: '\\u@tigervnc:\\w\\$ ' })
  return vnc('tigervnc', 'TigerVNC', desk.port, { credentials: { passwordFile }, tags: ['real'] })
}

function vnc(id: string, name: string, port: number, more: object = {}): object {
  return { id, name, family: 'vnc', url: `vnc://127.0.0.1:${port}`, group: 'Demo', ...more }
}

function secret(name: string): { password: string; passwordFile: string } {
  const password = randomBytes(6).toString('base64url').slice(0, 8)
  const passwordFile = join(folder, name)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  return { password, passwordFile }
}
