import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../server-mock/tigervnc/TigerVnc'
import { expect, listens, test, vncDevice } from '../fixtures'

/*
 * The parts people really put together: websockify with its own web server, certificate, tokens and wrapped commands, and
 * a second VNC server.
 */

test.use({ ignoreHTTPSErrors: true })

const websockify = '/usr/bin/websockify'

function group(command: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(command, [...args], { detached: true, stdio: 'ignore', env: { ...process.env, ...env } })
}

function end(child: ChildProcess): void {
  if (child.pid) process.kill(-child.pid)
}

test('websockify serves our build, over TLS with its own certificate, by token and by wrapped command', async ({
  desktop,
  console,
  page,
  expectedErrors,
}) => {
  test.skip(!existsSync(websockify), 'needs websockify (apt-get install websockify)')
  // A static server has no list of machines; the browser says so.
  expectedErrors.push(/404|devices\.json|api\/|WebSocket connection/)
  const machine = await desktop({ geometry: '800x600' })
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-parts-'))
  const pem = join(folder, 'self.pem')
  const subject = ['-subj', '/CN=127.0.0.1', '-keyout', pem, '-out', join(folder, 'cert.pem')]
  spawnSync('openssl', ['req', '-new', '-x509', '-days', '2', '-nodes', '-newkey', 'rsa:2048', ...subject])
  writeFileSync(join(folder, 'tokens'), `alpha: 127.0.0.1:${machine.port}\n`)
  const dist = process.env.WHEELHOUSE_DIST ?? ''
  const port = await freePort()
  const served = group(websockify, [
    ...['--web', dist, '--cert', join(folder, 'cert.pem'), '--key', pem],
    ...['--token-plugin', 'TokenFile', '--token-source', join(folder, 'tokens'), `127.0.0.1:${port}`],
  ])
  await expect.poll(() => listens(port)).toBe(true)
  // As an old bookmark for noVNC's page: `path` without `host`, the token inside.
  const link = `https://127.0.0.1:${port}/?lang=en&autoconnect=1&resize=scale&reconnect=0&path=`
  await page.goto(`${link}${encodeURIComponent('websockify?token=alpha')}`)
  await console.connected()
  await expect.poll(() => console.framebuffer()).toBe('800x600')
  // A token that nobody gave out: the connection is dropped, and the page says what it can know.
  await page.goto(`${link}${encodeURIComponent('websockify?token=omega')}`)
  await expect(console.link).toHaveText(/^(Disconnected|Reconnecting)/)
  await page.goto('about:blank')
  end(served)

  const wrapped = await freePort()
  const display = `:${60 + (process.pid % 30)}`
  const xvnc = ['-rfbport', String(wrapped), '-localhost', '-UseIPv6=0', '-SecurityTypes', 'None']
  const inWrap = group(websockify, [
    ...['--wrap-mode=exit', '--web', dist, `127.0.0.1:${wrapped}`, '--', 'Xvnc', display, ...xvnc],
    ...['-geometry', '640x480', '-depth', '24', '-nolisten', 'tcp'],
  ])
  await expect.poll(() => listens(wrapped)).toBe(true)
  await expect(async () => {
    await page.goto(`http://127.0.0.1:${wrapped}/?lang=en&autoconnect=true&path=websockify`)
    await expect(console.link).toHaveText(/^Connected/, { timeout: 2_000 })
  }).toPass({ timeout: 20_000 })
  await expect.poll(() => console.framebuffer()).toBe('640x480')
  await page.close()
  end(inWrap)
  rmSync(folder, { recursive: true, force: true })
})

test('x11vnc, another server altogether, shows the screen of a desktop', async ({
  desktop,
  gateway,
  console,
  page,
}) => {
  test.skip(!existsSync('/usr/bin/x11vnc'), 'needs x11vnc (apt-get install x11vnc)')
  const machine = await desktop({ geometry: '640x480' })
  await machine.ask('xsetroot', ['-solid', '#205080'])
  const port = await freePort()
  machine.run('x11vnc', [
    '-rfbport',
    String(port),
    '-localhost',
    '-nopw',
    '-forever',
    '-shared',
    '-noxdamage',
    '-quiet',
  ])
  await expect.poll(() => listens(port), { timeout: 15_000 }).toBe(true)
  const { url } = await gateway({ devices: [vncDevice({ port })] })
  await console.open(url)
  await expect.poll(() => console.pixel(300, 200)).toEqual([0x20, 0x50, 0x80])
  await page.close()
})
