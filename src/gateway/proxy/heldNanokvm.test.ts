import { afterEach, describe, expect, test, vi } from 'vitest'
import { ages } from '../../../server-mock/nanokvm/ages'
import { type NanokvmMachine, startNanokvmMachine } from '../../../server-mock/nanokvm/NanokvmMachine'
import { type RunningConsole, startConsole } from '../startConsole.ts'
import { ask, dial } from '../testing/ask.ts'

let nano: NanokvmMachine | undefined
let gateway: RunningConsole | undefined
afterEach(async () => {
  vi.useRealTimers()
  await gateway?.close()
  await nano?.close()
})

/** Every token is void afterwards, and longer ago than the gateway believes one without asking. */
async function restart({ server, url }: NanokvmMachine): Promise<void> {
  server.restart(0)
  const answers = () => ask(url, '/').then(({ status }) => status, String)
  await expect.poll(answers).toBe(404)
  vi.setSystemTime(Date.now() + 11_000)
}

/* The emulator of every age behind a real gateway; what a page would see of it. */
describe.each(ages)('NanoKVM %s, held by the gateway', age => {
  test('lets the page in, and again after a restart, also where a request cannot be repeated', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    nano = await startNanokvmMachine({ age, pace: 0.01 })
    const credentials = { username: 'admin', password: 'admin' }
    const devices = [{ id: 'nano', family: 'nanokvm', url: nano.url, credentials }]
    gateway = await startConsole({ config: { devices }, dist: '.', log: () => {} })
    const { url } = gateway
    const info = async () => (await ask(url, '/devices/nano/api/vm/info')).status
    expect(await info()).toBe(200)
    await restart(nano)
    expect(await info()).toBe(200)
    await restart(nano)
    const body = JSON.stringify({ type: 'fps', value: 24 })
    const headers = { 'Content-Type': 'application/json' }
    expect((await ask(url, '/devices/nano/api/vm/screen', { method: 'POST', headers, body })).status).toBe(200)
    expect(nano.server.capture.screen.fps).toBe(24)
    const { status, socket } = await dial(url, '/devices/nano/api/ws')
    expect(status).toBe(101)
    socket?.terminate()
  })
})
