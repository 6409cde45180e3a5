import { spawn } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DemoHouse, FamilyDemo } from '../DemoHouse'
import { type KasmMachine, startKasmMachine } from './KasmMachine'

/** Said in the terminal, for the machine that asks. */
const asked = { username: 'ops', password: 'harbour' }

export const kasmvncDemo: FamilyDemo = async house => [await held(house), await guarded(house)]

async function held(house: DemoHouse) {
  const { password, passwordFile } = house.secret('kasm')
  const kasm = await startKasmMachine({
    name: 'kasm:1 (demo)',
    geometry: '1440x810',
    relays: ['demo'],
    servesDownloads: true,
    users: [
      { name: 'ops', password, read: true, write: true, owner: true },
      { name: 'guest', password: 'guest-demo', read: true, write: false, owner: false },
    ],
  })
  house.closes(() => kasm.close())
  fillDownloads(kasm.folder)
  startRelayApp(kasm, house)
  return entry('kasm', 'Kasm desktop', kasm, { credentials: { username: 'ops', passwordFile }, relay: ['demo'] })
}

async function guarded(house: DemoHouse) {
  const { username, password } = asked
  const kasm = await startKasmMachine({
    name: 'kasm:2 (demo)',
    geometry: '1280x800',
    version: '1.4',
    users: [{ name: username, password, read: true, write: true, owner: true }],
  })
  house.closes(() => kasm.close())
  fillDownloads(kasm.folder)
  console.error(`The login of "Kasm desktop, guarded" is ${username}, ${password}.`)
  return entry('kasm-guarded', 'Kasm desktop, guarded', kasm)
}

function fillDownloads(folder: string): void {
  const downloads = join(folder, 'Downloads')
  mkdirSync(join(downloads, 'reports'), { recursive: true })
  writeFileSync(join(downloads, 'readme.txt'), 'Files of the demo desktop.\n')
  writeFileSync(join(downloads, 'tide-table.csv'), 'time,metres\n06:12,1.4\n12:31,4.9\n18:40,1.2\n')
  writeFileSync(join(downloads, 'reports', 'september.txt'), 'Nothing to report.\n')
  symlinkSync('readme.txt', join(downloads, 'latest'))
}

/** Without python3 there was no relay to begin with. */
function startRelayApp({ sockets, folder }: KasmMachine, house: DemoHouse): void {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'relayApp.py')
  const app = spawn('python3', [script, sockets.demo ?? '', join(folder, 'app.sock')], { stdio: 'ignore' })
  app.on('error', () => {})
  house.closes(() => app.kill())
}

function entry(id: string, name: string, { url }: KasmMachine, more: object = {}): object {
  return { id, name, family: 'kasmvnc', url, group: 'Demo', ...more }
}
