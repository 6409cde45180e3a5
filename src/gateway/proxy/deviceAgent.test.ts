import { mkdtempSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { decodeConfig } from '../config/readConfig.ts'
import { failureOf } from '../failures.ts'
import { startConsole } from '../startConsole.ts'
import { ask, dial, nextMessage } from '../testing/ask.ts'
import { makePair } from '../testing/certificates.ts'
import { Upstream } from '../testing/Upstream.ts'
import { deviceAgent, watchConnect } from './deviceAgent.ts'

const [pair, other] = [await makePair(), await makePair('elsewhere.example')]
const upstream = await new Upstream({ cert: pair.cert, key: pair.key }).listen()
const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-ca-'))
writeFileSync(join(folder, 'own.pem'), pair.cert)
writeFileSync(join(folder, 'other.pem'), other.cert)

const url = `https://127.0.0.1:${upstream.port}`
const credentials = { username: 'ops', password: 'secret' }
const entry = (id: string, tls?: object, to = url) => ({
  id,
  family: 'kasmvnc',
  url: to,
  credentials,
  ...(tls ? { tls } : {}),
})
const gateway = await startConsole({
  dist: '.',
  config: {
    devices: [
      entry('judged'),
      entry('unverified', { verify: false }),
      entry('pinned', { pin: pair.fingerprint }),
      entry('pinned-wrong', { pin: other.fingerprint }),
      entry('ca', { ca: join(folder, 'own.pem') }),
      entry('ca-wrong', { ca: join(folder, 'other.pem') }),
      entry('plain-to-tls', undefined, `http://127.0.0.1:${upstream.port}`),
    ],
  },
})

afterAll(async () => {
  await gateway.close()
  await upstream.close()
})
beforeEach(() => {
  upstream.arrived.length = 0
})

describe('the certificate of a device', () => {
  test.each(['unverified', 'pinned', 'ca'])('%s is taken, for HTTP and WebSocket', async id => {
    const answer = await ask(gateway.url, `/devices/${id}/echo`)
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body).headers.authorization).toBe(`Basic ${Buffer.from('ops:secret').toString('base64')}`)
    const { status, socket } = await dial(gateway.url, `/devices/${id}/ws`)
    expect(status).toBe(101)
    socket?.send('x')
    expect(socket && (await nextMessage(socket)).toString()).toBe('x')
    socket?.terminate()
  })

  test.each(['judged', 'pinned-wrong', 'ca-wrong'])('%s is not, and no credential goes out', async id => {
    const answer = await ask(gateway.url, `/devices/${id}/echo`)
    expect([answer.status, answer.body]).toEqual([502, '{"error":"tls-untrusted"}'])
    expect((await dial(gateway.url, `/devices/${id}/ws`)).status).toBe(502)
    expect(upstream.arrived).toEqual([])
  })

  test('TLS where the entry says http is refused by the device, in words', async () => {
    const { status } = await ask(gateway.url, '/devices/plain-to-tls/echo')
    expect([400, 502]).toContain(status)
  })
})

test('a device that takes the connection and says nothing is a time-out', async () => {
  const mute = createServer(socket => socket.on('error', () => {}))
  await new Promise<void>(resolve => {
    mute.listen(0, '127.0.0.1', resolve)
  })
  const port = (mute.address() as AddressInfo).port
  const [device] = decodeConfig({ devices: [entry('mute', undefined, `https://127.0.0.1:${port}`)] }).devices
  if (device === undefined) throw new Error('no device')
  const request = https.request({ port, host: '127.0.0.1', agent: deviceAgent(device) })
  request.on('socket', socket => watchConnect(request, socket, device, 50))
  const error = await new Promise(resolve => {
    request.on('error', resolve)
    request.end()
  })
  expect(failureOf(error)).toBe('timeout')
  mute.close()
})
