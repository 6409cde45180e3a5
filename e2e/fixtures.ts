import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { test as base, expect } from '@playwright/test'
import { type KasmMachine, type KasmMachineOptions, startKasmMachine } from '../server-mock/kasmvnc/KasmMachine'
import type { Machine } from '../server-mock/machine/Machine'
import {
  type NanokvmMachine,
  type NanokvmMachineOptions,
  startNanokvmMachine,
} from '../server-mock/nanokvm/NanokvmMachine'
import { freePort, hasTigerVnc, TigerVnc, type TigerVncOptions } from '../server-mock/tigervnc/TigerVnc'
import { startVncMachine, type VncMachine, type VncMachineOptions } from '../server-mock/vnc/VncMachine'
import { type ConsoleOptions, type RunningConsole, startConsole } from '../src/gateway/startConsole'
import { Console } from './page-objects/Console'
import { Home } from './page-objects/Home'

interface Fixtures {
  /** Messages of the browser console that this journey provokes on purpose; anything else there fails it. */
  readonly expectedErrors: RegExp[]
  readonly guard: undefined
  /** Starts TigerVNC desktops that end with the test. */
  readonly desktop: (options?: TigerVncOptions) => Promise<TigerVnc>
  /** Starts simulated machines, with power, that end with the test. */
  readonly simulated: (options?: Partial<VncMachineOptions>) => Promise<VncMachine>
  /** Starts KasmVNC desktops that end with the test. */
  readonly kasm: (options?: KasmMachineOptions) => Promise<KasmMachine>
  /** Starts NanoKVMs of an age that end with the test; quicker than real ones where those only wait, and with few pictures a second. */
  readonly nano: (options: NanokvmMachineOptions) => Promise<NanokvmMachine>
  /** Starts consoles with their gateway that end with the test. */
  readonly gateway: (config: object, options?: Partial<ConsoleOptions>) => Promise<RunningConsole>
  /** Starts a simulated machine and opens it in the console. */
  readonly openDesk: () => Promise<Machine>
  /** Starts Debian's websockify in front of a port; gives its own. */
  readonly websockify: (targetPort: number) => Promise<number>
  readonly console: Console
  readonly home: Home
}

export { expect }

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  expectedErrors: async ({}, use) => use([]),

  guard: [
    async ({ page, expectedErrors }, use) => {
      const errors: string[] = []
      page.on('console', message => {
        if (message.type() === 'error') errors.push(`console: ${message.text()}`)
      })
      page.on('pageerror', error => errors.push(`page: ${error.stack ?? error.message}`))
      await use(undefined)
      expect(errors.filter(error => !expectedErrors.some(expected => expected.test(error)))).toEqual([])
    },
    { auto: true },
  ],

  // A page that is still open when its servers end tells of it in its console: each of these closes it first.
  desktop: async ({ page }, use) => {
    test.skip(!hasTigerVnc(), 'needs Xtigervnc (apt-get install tigervnc-standalone-server)')
    const started: TigerVnc[] = []
    await use(async options => {
      const machine = await TigerVnc.start(options)
      started.push(machine)
      return machine
    })
    await page.close()
    for (const machine of started) await machine.stop()
  },

  simulated: async ({ page }, use) => {
    const started: VncMachine[] = []
    await use(async (options = {}) => {
      const machine = await startVncMachine({ name: 'Desk', geometry: '1024x640', ...options })
      started.push(machine)
      return machine
    })
    await page.close()
    for (const machine of started) await machine.close()
  },

  kasm: async ({ page }, use) => {
    const started: KasmMachine[] = []
    await use(async (options = {}) => {
      const machine = await startKasmMachine({ geometry: '1024x640', ...options })
      started.push(machine)
      return machine
    })
    await page.close()
    for (const machine of started) await machine.close()
  },

  nano: async ({ page }, use) => {
    const started: NanokvmMachine[] = []
    await use(async options => {
      const machine = await startNanokvmMachine({ pace: 0.1, mostFps: 8, ...options })
      started.push(machine)
      return machine
    })
    await page.close()
    for (const machine of started) await machine.close()
  },

  gateway: async ({ page }, use) => {
    const started: RunningConsole[] = []
    await use(async (config, options = {}) => {
      const running = await startConsole({ config, dist: process.env.WHEELHOUSE_DIST ?? '', ...options })
      started.push(running)
      return running
    })
    await page.close()
    for (const running of started) await running.close()
  },

  websockify: async ({ page }, use) => {
    const program = '/usr/bin/websockify'
    test.skip(!existsSync(program), 'needs websockify (apt-get install websockify)')
    const children: ReturnType<typeof spawn>[] = []
    await use(async targetPort => {
      const port = await freePort()
      children.push(spawn(program, [`127.0.0.1:${port}`, `127.0.0.1:${targetPort}`], { stdio: 'ignore' }))
      await expect.poll(() => listens(port)).toBe(true)
      return port
    })
    await page.close()
    for (const child of children) child.kill()
  },

  openDesk: async ({ simulated, gateway, console }, use) =>
    use(async () => {
      const { machine, port } = await simulated()
      const { url } = await gateway({ devices: [vncDevice({ port })] })
      await console.open(url)
      return machine
    }),

  console: async ({ page }, use) => use(new Console(page)),
  home: async ({ page }, use) => use(new Home(page)),
})

/** Whether somebody takes connections on this port of loopback. */
export function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** One VNC machine in a configuration. */
export function vncDevice(machine: Pick<TigerVnc, 'port'>, id = 'desk', more: object = {}): object {
  return { id, family: 'vnc', url: `vnc://127.0.0.1:${machine.port}`, ...more }
}

/** One KasmVNC server in a configuration, as one of the recordings' users unless nobody's login is held. */
export function kasmDevice({ url }: KasmMachine, as?: keyof typeof kasmPasswords, more: object = {}): object {
  const credentials = as && { credentials: { username: as, password: kasmPasswords[as] } }
  return { id: 'kasm', family: 'kasmvnc', url, ...credentials, ...more }
}

const kasmPasswords = { owner: 'owner-pass-1', viewer: 'viewer-pass-1', writer: 'writer-pass-1' }

/** One NanoKVM in a configuration; the gateway signs in where it is told to. */
export function nanokvmDevice({ url }: NanokvmMachine, isHeld = false, more: object = {}): object {
  process.env.NANO_PASSWORD = 'admin'
  const credentials = isHeld && { credentials: { username: 'admin', passwordEnv: 'NANO_PASSWORD' } }
  return { id: 'nano', name: 'Rack 7', family: 'nanokvm', url, ...credentials, ...more }
}
