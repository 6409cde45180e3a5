import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Machine, type MachineOptions } from '../machine/Machine'
import { KasmServer, type KasmServerOptions } from './KasmServer'
import { type KasmUser, KasmUsers } from './KasmUsers'
import { UnixRelay } from './UnixRelay'

export interface KasmMachineOptions extends Partial<Omit<KasmServerOptions, 'users' | 'relays'>> {
  /** Free port unless said. */
  readonly port?: number
  /** `1440x810` */
  readonly geometry?: string
  readonly machine?: Omit<MachineOptions, 'widthPx' | 'heightPx'>
  readonly users?: readonly KasmUser[]
  /** Names of Unix relays; their sockets lie in `folder`. */
  readonly relays?: readonly string[]
  /** The web root holds a link to the downloads, as some images of it do. */
  readonly servesDownloads?: boolean
}

export interface KasmMachine {
  readonly port: number
  readonly url: string
  readonly machine: Machine
  readonly server: KasmServer
  /** The path of each relay's socket. */
  readonly sockets: Readonly<Record<string, string>>
  /** Where its downloads and sockets lie; gone when it is closed. */
  readonly folder: string
  /** Ends the server, its viewers, its relays and the machine. Safe twice. */
  close(): Promise<void>
}

/** As the recordings have them. */
export const recordedUsers: readonly KasmUser[] = [
  { name: 'owner', password: 'owner-pass-1', read: false, write: true, owner: true },
  { name: 'viewer', password: 'viewer-pass-1', read: true, write: false, owner: false },
  { name: 'writer', password: 'writer-pass-1', read: false, write: true, owner: false },
  { name: 'nobody-rights', password: 'norights-pass-1', read: false, write: false, owner: false },
]

/**
 * A simulated machine behind a KasmVNC server, on loopback. Resolves when it listens.
 *
 * @example const kasm = await startKasmMachine({ name: 'build-01', relays: ['demo'] })
 */
export async function startKasmMachine(options: KasmMachineOptions = {}): Promise<KasmMachine> {
  const { geometry = '1280x720', name = 'kasm:1 (demo)', users = recordedUsers, relays: names = [] } = options
  const [widthPx = 1280, heightPx = 720] = geometry.split('x').map(Number)
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-kasm-'))
  mkdirSync(join(folder, 'Downloads'))
  mkdirSync(join(folder, 'www'))
  writeFileSync(join(folder, 'www', 'index.html'), '<html><body>index</body></html>\n')
  if (options.servesDownloads) symlinkSync('../Downloads', join(folder, 'www', 'Downloads'))
  const hostName = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const machine = new Machine({
    ...{ name: hostName, start: 'desktop', desktop: { moving: true } },
    ...options.machine,
    ...{ widthPx, heightPx },
  })
  const relays = await Promise.all(names.map(each => UnixRelay.start(each, join(folder, `${each}.sock`))))
  const server = new KasmServer(machine, {
    ...{ downloads: join(folder, 'Downloads'), webRoot: join(folder, 'www'), ...options },
    ...{ name, users: new KasmUsers(users), relays },
  })
  const close = async () => {
    await server.close()
    for (const relay of relays) relay.close()
    machine.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const port = await server.listen(options.port)
    const sockets = Object.fromEntries(relays.map(relay => [relay.name, relay.path]))
    return { ...{ port, machine, server, sockets, folder, close }, url: `http://127.0.0.1:${port}` }
  } catch (error) {
    await close()
    throw error
  }
}
