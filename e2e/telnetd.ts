import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findDaemon, freePort, runDaemon } from '../src/gateway/testing/daemons'

export interface Telnetd {
  readonly port: number
  stop(): Promise<void>
}

/** What logs in: a shell of this user, in a folder of its own, that asks nobody for a password. */
const login = `#!/bin/sh
cd "$(dirname "$0")"
printf 'TERM is %s\\n' "$TERM"
LC_ALL=C.UTF-8 PS1='line> ' exec bash --noprofile --norc -i
`

/** The command that runs telnetd on a port, and the end of its folder; `undefined` where it cannot be had. */
export async function telnetdCommand(port: number): Promise<{ command: string[]; remove(): void } | undefined> {
  const [inetd, telnetd] = [await findDaemon('inetd'), await findDaemon('telnetd')]
  if (!inetd || !telnetd) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-telnetd-'))
  writeFileSync(join(folder, 'login'), login)
  chmodSync(join(folder, 'login'), 0o755)
  const user = process.env.USER ?? 'root'
  const line = `127.0.0.1:${port} stream tcp4 nowait ${user} ${telnetd} telnetd -h -E ${join(folder, 'login')}\n`
  writeFileSync(join(folder, 'inetd.conf'), line)
  return {
    command: [inetd, '-d', join(folder, 'inetd.conf')],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/**
 * Debian's telnetd behind its inetd, unpacked and never installed; `undefined` where it cannot be had. Each caller gets a
 * shell of this user: loopback only.
 */
export async function startTelnetd(): Promise<Telnetd | undefined> {
  const port = await freePort()
  const made = await telnetdCommand(port)
  if (!made) return undefined
  const [inetd = '', ...args] = made.command
  const running = await runDaemon(inetd, args, port)
  return {
    port,
    async stop() {
      await running.stop()
      made.remove()
    },
  }
}
