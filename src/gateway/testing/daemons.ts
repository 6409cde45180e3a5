import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { withLock } from '../commands/lock.mjs'

const cache = fileURLToPath(new URL('../../../.cache/daemons', import.meta.url))

/** Debian packages that tests unpack and never install, since installing would start them. */
const daemons = {
  caddy: { packages: ['caddy'], program: 'usr/bin/caddy' },
  nginx: { packages: ['nginx'], program: 'usr/sbin/nginx' },
  inetd: { packages: ['inetutils-inetd'], program: 'usr/sbin/inetutils-inetd' },
  telnetd: { packages: ['inetutils-telnetd'], program: 'usr/sbin/telnetd' },
} as const

export type DaemonName = keyof typeof daemons

/**
 * The path of a program, unpacked from its Debian packages into .cache on the first call; `undefined` elsewhere than on
 * Debian, without apt or without its archive: tests that need it are then skipped by name.
 */
export async function findDaemon(name: DaemonName): Promise<string | undefined> {
  const { packages, program } = daemons[name]
  const path = join(cache, 'root', program)
  if (existsSync(path)) return path
  if (!existsSync('/etc/debian_version')) return undefined
  await withLock(join(cache, 'unpack.lock'), () => {
    if (existsSync(path)) return
    const debs = join(cache, 'debs', name)
    mkdirSync(debs, { recursive: true })
    const { status } = spawnSync('apt-get', ['download', ...packages], { cwd: debs, stdio: 'ignore' })
    if (status !== 0) return
    for (const deb of readdirSync(debs).filter(file => file.endsWith('.deb'))) {
      spawnSync('dpkg-deb', ['-x', join(debs, deb), join(cache, 'root')], { stdio: 'ignore' })
    }
  })
  return existsSync(path) ? path : undefined
}

/** A program that is part of the system already, such as websockify. */
export function findProgram(name: string): string | undefined {
  return ['/usr/bin', '/usr/sbin', '/usr/local/bin'].map(folder => join(folder, name)).find(path => existsSync(path))
}

export interface RunningDaemon {
  /** What it has printed so far. */
  output(): string
  stop(): Promise<void>
}

/** Starts a program in the foreground and waits until it listens on a loopback port; rejects with what it printed. */
export async function runDaemon(
  program: string,
  args: readonly string[],
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningDaemon> {
  const child = spawn(program, [...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  const keep = (chunk: Buffer) => {
    printed += chunk.toString()
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const stop = () => ended(child)
  process.once('exit', () => child.kill())
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) break
    if (await listens(port)) return { output: () => printed, stop }
    await sleep(50)
  }
  await stop()
  throw new Error(`${program} did not listen on port ${port}:\n${printed}`)
}

/** A loopback port that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}

function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(resolve => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 3000).unref()
  })
}
