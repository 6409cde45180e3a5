import { Machine, type MachineOptions } from '../server-mock/machine/Machine'
import type { KvmdVncOptions } from '../server-mock/pikvm/KvmdVnc'
import { PiKvm, type PiKvmOptions } from '../server-mock/pikvm/PiKvm'
import type { RunningConsole } from '../src/gateway/startConsole'
import { test as base, expect } from './fixtures'
import type { Console } from './page-objects/Console'

export { expect } from './fixtures'

export interface Rack {
  readonly machine: Machine
  readonly pikvm: PiKvm
  readonly port: number
  readonly running: RunningConsole
}

export interface RackOptions extends PiKvmOptions {
  readonly machine?: MachineOptions
  /** The gateway does not know the password: the page asks. */
  readonly asks?: boolean
  /** Its own VNC server runs, and the entry names it. */
  readonly vnc?: KvmdVncOptions
}

/** Starts a simulated machine behind an emulated PiKVM, and a console in front of it; all of it ends with the test. */
export const test = base.extend<{ readonly rack: (options?: RackOptions) => Promise<Rack> }>({
  rack: async ({ page, gateway }, use) => {
    const ends: (() => Promise<void>)[] = []
    await use(async ({ machine: setup, asks = false, vnc, ...options } = {}) => {
      const machine = new Machine({ name: 'rack-7', widthPx: 800, heightPx: 600, start: 'desktop', ...setup })
      const pikvm = new PiKvm(machine, options)
      const port = await pikvm.listen()
      ends.push(async () => {
        await pikvm.close()
        machine.dispose()
      })
      const held = asks ? {} : { credentials: { username: 'admin', password: 'admin' } }
      const named = vnc && { vnc: `vnc://127.0.0.1:${await pikvm.listenVnc(vnc)}` }
      const running = await gateway({
        devices: [{ id: 'rack', name: 'Rack 7', family: 'pikvm', url: `http://127.0.0.1:${port}`, ...held, ...named }],
      })
      return { machine, pikvm, port, running }
    })
    await page.close()
    for (const end of ends) await end()
  },
})

/**
 * What the browser's console says when a device answers with one of these on purpose, or breaks off. One expression: a
 * list of two is a fixture with its options to Playwright.
 */
export const refusals = (...statuses: readonly number[]): RegExp[] => {
  const refused = `Failed to load resource: the server responded with a status of (${statuses.join('|')})`
  return [new RegExp(`${refused}|net::ERR_|WebSocket connection to`)]
}

/** Opens the machine and waits until the bar has found its words: it moves once, when the first figures are known. */
export async function openRack(console: Console, url: string): Promise<void> {
  await console.open(url, 'rack')
  await expect(console.toolbar.getByText(/· \d+ ms/)).toBeVisible()
}
