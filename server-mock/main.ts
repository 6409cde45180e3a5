import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasTigerVnc, TigerVnc } from './tigervnc/TigerVnc'

/*
 * The machines that `npm start` shows when there is no wheelhouse.json: prints the configuration that reaches them as
 * one line of JSON, and lives until its standard input closes.
 */

/** Said in the terminal, for the machine that asks. */
const demoPassword = 'anchor'

async function main(): Promise<void> {
  const machines: TigerVnc[] = []
  const end = async () => {
    await Promise.all(machines.map(machine => machine.stop()))
    process.exit(0)
  }
  process.stdin.resume()
  process.stdin.once('end', end)
  process.stdin.once('error', end)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)

  if (!hasTigerVnc()) {
    console.error('TigerVNC is not installed, so there is no machine to show. On Debian, as root:')
    console.error('  apt-get install tigervnc-standalone-server tigervnc-tools xterm x11-xserver-utils')
    console.log(JSON.stringify({ devices: [] }))
    return
  }
  const held = randomBytes(6).toString('base64url').slice(0, 8)
  const desk = await TigerVnc.start({ name: 'desk', geometry: '1440x810', password: held })
  const guarded = await TigerVnc.start({ name: 'desk-guarded', geometry: '1280x800', password: demoPassword })
  machines.push(desk, guarded)
  furnish(desk, '#16324a')
  furnish(guarded, '#3a2446')
  const passwordFile = join(desk.folder, 'held')
  writeFileSync(passwordFile, held, { mode: 0o600 })
  console.error(`The password of "Desk, guarded" is ${demoPassword}.`)
  console.log(
    JSON.stringify({
      devices: [
        {
          ...{ id: 'desk', name: 'Desk', family: 'vnc', url: `vnc://127.0.0.1:${desk.port}`, group: 'Demo' },
          credentials: { passwordFile },
        },
        {
          id: 'desk-guarded',
          name: 'Desk, guarded',
          family: 'vnc',
          url: `vnc://127.0.0.1:${guarded.port}`,
          group: 'Demo',
        },
      ],
    }),
  )
}

/** A desktop with something on it: a shell to type into, and a clock that moves. */
function furnish(machine: TigerVnc, color: string): void {
  const look = ['-fa', 'DejaVu Sans Mono', '-fs', '11', '-bg', '#0b0f16', '-fg', '#d6dde8', '-bw', '1']
  const shell = ['bash', '--noprofile', '--norc', '-i']
  machine.run('xsetroot', ['-solid', color])
  machine.run('xsetroot', ['-cursor_name', 'left_ptr'])
  machine.run('xterm', [...look, '-geometry', '96x28+48+48', '-T', 'shell', '-e', ...shell], {
    PS1: '\\u@desk:\\w\\$ ',
  })
  machine.run('xterm', [
    ...look,
    '-geometry',
    '48x6+640+560',
    '-T',
    'clock',
    '-e',
    'watch',
    '-t',
    '-n1',
    'date; uptime',
  ])
}

await main()
