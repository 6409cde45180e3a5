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

/**
 * Debian's telnetd behind its inetd, unpacked and never installed; `undefined` where it cannot be had. Each caller gets a
 * shell of this user: loopback only.
 */
export async function startTelnetd(port?: number): Promise<Telnetd | undefined> {
  const [inetd, telnetd] = [await findDaemon('inetd'), await findDaemon('telnetd')]
  if (!inetd || !telnetd) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-telnetd-'))
  writeFileSync(join(folder, 'login'), login)
  chmodSync(join(folder, 'login'), 0o755)
  const chosen = port ?? (await freePort())
  const user = process.env.USER ?? 'root'
  const line = `127.0.0.1:${chosen} stream tcp4 nowait ${user} ${telnetd} telnetd -h -E ${join(folder, 'login')}\n`
  writeFileSync(join(folder, 'inetd.conf'), line)
  const running = await runDaemon(inetd, ['-d', join(folder, 'inetd.conf')], chosen)
  return {
    port: chosen,
    async stop() {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
