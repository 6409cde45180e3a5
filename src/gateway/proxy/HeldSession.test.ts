import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type RunningConsole, startConsole } from '../startConsole.ts'
import { ask, dial, nextMessage } from '../testing/ask.ts'
import { FakeNano } from '../testing/FakeNano.ts'

let nano: FakeNano
let gateway: RunningConsole
const logged: string[] = []

beforeEach(async () => {
  logged.length = 0
  nano = await new FakeNano().listen()
  const credentials = { username: 'admin', password: 'admin' }
  gateway = await startConsole({
    config: { devices: [{ id: 'nano', family: 'nanokvm', url: nano.url, credentials }] },
    dist: '.',
    log: message => logged.push(message),
  })
})
afterEach(async () => {
  vi.useRealTimers()
  await gateway.close()
  nano.close()
})

const get = (headers = {}) => ask(gateway.url, '/devices/nano/api/vm/hardware', { headers })
const post = () => ask(gateway.url, '/devices/nano/api/vm/gpio', { method: 'POST', body: '{}' })

describe('a session that the gateway holds', () => {
  test.each(['cookie', 'body'] as const)('signs in once, with the token from the %s', async mode => {
    nano.mode = mode
    const answers = await Promise.all([get(), get(), post()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(nano.counts.logins).toBe(1)
    expect(new Set(nano.cookies)).toEqual(new Set([`nano-kvm-token=${nano.token}`]))
  })

  test('never shows the token to the page, and does not believe the page’s', async () => {
    const { headers, body } = await get({ Cookie: 'nano-kvm-token=evil; theme=dark' })
    expect(nano.cookies).toEqual([`theme=dark; nano-kvm-token=${nano.token}`])
    expect(headers['set-cookie']).toEqual(['lang=en; Path=/devices/nano/'])
    expect(JSON.stringify(headers) + body).not.toContain('jwt')
  })

  test('signs in again when the device has forgotten it, and the page sees nothing of it', async () => {
    await get()
    nano.restart()
    const answers = await Promise.all([get(), get()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(nano.counts.logins).toBe(2)
  })

  test('asks first where a request cannot be repeated', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    await get()
    vi.setSystemTime(Date.now() + 11_000)
    nano.restart()
    expect((await post()).status).toBe(200)
    expect(nano.counts).toEqual({ logins: 2, checks: 1 })
    vi.setSystemTime(Date.now() + 11_000)
    nano.restart()
    const { status, socket } = await dial(gateway.url, '/devices/nano/api/ws')
    expect(status).toBe(101)
    socket?.send('?')
    expect(socket && (await nextMessage(socket)).toString()).toBe('hello')
  })

  test('signs in before a WebSocket', async () => {
    expect((await dial(gateway.url, '/devices/nano/api/ws')).status).toBe(101)
  })

  test('goes without where authentication is off', async () => {
    nano.mode = 'off'
    expect((await get()).status).toBe(200)
    expect((await post()).status).toBe(200)
    expect(nano.cookies).toEqual([undefined, undefined])
    expect(nano.counts.logins).toBe(1)
  })

  test('does not hammer a device that refuses the password, and says so once', async () => {
    nano.mode = 'wrong'
    for (let i = 0; i < 4; i++) expect((await get()).status).toBe(401)
    expect(nano.counts.logins).toBe(1)
    expect(logged).toEqual(['nano: the gateway could not sign in: invalid username or password'])
  })

  test('leaves a device that is not there to the answer', async () => {
    nano.close()
    const { status, body } = await get()
    expect([status, body]).toEqual([502, '{"error":"refused"}'])
  })
})
