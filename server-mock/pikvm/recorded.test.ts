import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Machine } from '../machine/Machine'
import { before421 } from './ages'
import auth from './fixtures/auth.json'
import bundle from './fixtures/bundle.json'
import httpErrors from './fixtures/httpErrors.json'
import off from './fixtures/off.json'
import oldBundle from './fixtures/oldBundle.json'
import oldHttp from './fixtures/oldHttp.json'
import stateGet from './fixtures/stateGet.json'
import streamerEvents from './fixtures/streamerEvents.json'
import { noGpio } from './gpioExample'
import { PiKvm, type PiKvmOptions } from './PiKvm'
import { shapeDifferences } from './sameShape'

/*
 * The emulator against what real kvmd servers answered: the same requests, status by status and word by word for
 * refusals, by shape for states.
 */

interface Exchange {
  readonly note?: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
  readonly answer: {
    readonly status: number
    readonly type?: string
    readonly allow?: string
    readonly location?: string
    readonly cookie?: string
    readonly json?: unknown
    readonly text?: string
  }
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function start(options: PiKvmOptions = {}): Promise<{ pikvm: PiKvm; port: number; machine: Machine }> {
  const machine = new Machine({ start: 'off', widthPx: 640, heightPx: 480 })
  const pikvm = new PiKvm(machine, options)
  const port = await pikvm.listen()
  closers.push(async () => {
    await pikvm.close()
    machine.dispose()
  })
  return { pikvm, port, machine }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

function ask(port: number, { method, path, headers = {}, body = '' }: Exchange['request']): Promise<Answer> {
  const dressed = { ...headers, ...(method === 'GET' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }) }
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers: dressed }, response => {
      let text = ''
      response.on('data', part => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
      response.on('error', reject)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

function compare({ answer }: Exchange, found: Answer): void {
  expect(found.status).toBe(answer.status)
  if (answer.type) expect(found.headers['content-type']).toBe(answer.type)
  if (answer.allow) expect(found.headers.allow).toBe(answer.allow)
  if (answer.location) expect(found.headers.location).toBe(answer.location)
  if (answer.cookie) {
    expect(String(found.headers['set-cookie']).replace(/[0-9a-f]{64}/, '<64 hex>')).toBe(answer.cookie)
  }
  if (answer.json === undefined) {
    if (answer.text !== undefined && answer.status >= 400) expect(found.text).toBe(answer.text)
    return
  }
  const json: unknown = JSON.parse(found.text)
  if (isOk(answer.json)) expect(shapeDifferences(answer.json, json)).toEqual([])
  else expect(json).toEqual(answer.json)
}

function isOk(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'ok' in json && json.ok === true
}

/** Left out: Redfish is not emulated; a host that does not answer is worded by the system underneath. */
const notEmulated = /redfish|192\.0\.2\.1:1\/x\.iso$/

describe('kvmd 4.197', () => {
  for (const exchange of httpErrors as readonly Exchange[]) {
    const { method, path } = exchange.request
    if (notEmulated.test(path)) continue
    it(`${method} ${path}${exchange.request.body ? ` with ${exchange.request.body.slice(0, 20)}` : ''}`, async () => {
      const { port } = await start()
      compare(exchange, await ask(port, exchange.request))
    })
  }

  for (const exchange of stateGet as readonly Exchange[]) {
    const { path } = exchange.request
    // The recorded device had no H.264 encoder: a JPEG sink instead.
    if (notEmulated.test(path) || path.startsWith('/api/media')) continue
    it(`answers ${path} with the recorded shape`, async () => {
      const { port } = await start()
      compare(exchange, await ask(port, exchange.request))
    })
  }

  it('signs in, refuses and signs out as recorded', async () => {
    const { port } = await start()
    const cookies: string[] = []
    for (const exchange of auth as readonly Exchange[]) {
      const { path, headers = {} } = exchange.request
      if (notEmulated.test(path) || path === '/api/media' || path === '/') continue
      // Tokens of that server, in the order in which they were given.
      const cookie = headers.Cookie && /0{64}|zzz/.test(headers.Cookie) ? headers.Cookie : cookies.at(-1)
      const request = headers.Cookie
        ? { ...exchange.request, headers: { ...headers, Cookie: cookie ?? '' } }
        : exchange.request
      if (exchange.note === 'token after logout')
        await ask(port, { ...request, method: 'POST', path: '/api/auth/logout' })
      if (exchange.note === '2.2 s later') await new Promise(resolve => setTimeout(resolve, 1_100))
      const found = await ask(port, request)
      const given = /auth_token=[0-9a-f]{64}/.exec(String(found.headers['set-cookie'] ?? ''))?.[0]
      const isRedirect = path.endsWith('login') && found.status === 302
      if (given && !isRedirect) cookies.push(given)
      compare(exchange, found)
    }
  })

  it('sends the bundle of the recording: the same events, each of the same shape', async () => {
    const { port } = await start()
    const events = await listen(port, '/api/ws', 400)
    expect(events[0]).toEqual({ event_type: 'loop', event: { version: { major: 4, minor: 197 } } })
    expect(namesOf(events)).toEqual(namesOf(bundle))
    for (const recorded of bundle) {
      const found = events.find(event => nameOf(event) === nameOf(recorded))
      expect(shapeDifferences(recorded.event, found?.event), nameOf(recorded)).toEqual([])
    }
  })

  it('starts the video daemon for a viewer, and says so in the recorded shape', async () => {
    const { port } = await start({ streamer: { h264: true } })
    const events = await listen(port, '/api/ws', 1_800)
    const started = events.filter(({ event_type }) => event_type === 'streamer').at(-1)
    const recorded = streamerEvents[0]?.event.streamer
    const { h264: _, sinks: _sinks, ...found } = recordOf(started?.event.streamer)
    const { sinks: _other, ...wanted } = recordOf(recorded)
    expect(shapeDifferences(wanted, found)).toEqual([])
  })
})

describe('kvmd with its plugins disabled and without sign-in', () => {
  for (const exchange of off.http as readonly Exchange[]) {
    const { method, path } = exchange.request
    if (notEmulated.test(path)) continue
    it(`${method} ${path}`, async () => {
      const { port } = await start({
        ...{ users: false, atx: false, msd: { enabled: false }, gpio: noGpio, log: false, media: false },
        streamer: { quality: false, h264: false, resolutions: ['640x480', '1280x720'] },
      })
      compare(exchange, await ask(port, exchange.request))
    })
  }
})

describe('kvmd 4.20', () => {
  for (const exchange of oldHttp as readonly Exchange[]) {
    const { method, path } = exchange.request
    if (notEmulated.test(path)) continue
    it(`${method} ${path}`, async () => {
      const { port } = await start({ age: before421, streamer: { h264: true } })
      compare(exchange, await ask(port, exchange.request))
    })
  }

  it('sends the old bundle: whole states under the old names, loop last', async () => {
    const { port, pikvm } = await start({ age: before421, streamer: { h264: true } })
    pikvm.msd.store.add('a.iso', 1000)
    pikvm.msd.reindex()
    const events = await listen(port, '/api/ws?stream=0', 400)
    expect(namesOf(events)).toEqual(namesOf(oldBundle))
    expect(events.at(-1)).toEqual({ event_type: 'loop', event: {} })
    for (const recorded of oldBundle) {
      const found = events.find(({ event_type }) => event_type === recorded.event_type)
      expect(shapeDifferences(recorded.event, found?.event), recorded.event_type).toEqual([])
    }
  })
})

interface Event {
  readonly event_type: string
  readonly event: Readonly<Record<string, unknown>>
}

/** What a new socket hears in its first moments. */
async function listen(port: number, path: string, ms: number): Promise<Event[]> {
  const headers = { 'X-KVMD-User': 'admin', 'X-KVMD-Passwd': 'admin' }
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
  const events: Event[] = []
  socket.on('message', (data: Buffer) => events.push(JSON.parse(data.toString())))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  await new Promise(resolve => setTimeout(resolve, ms))
  socket.terminate()
  return events
}

/** `info` comes with one field an event: each is a kind of its own. */
function nameOf({ event_type, event }: { event_type: string; event: object }): string {
  return event_type === 'info' ? `info.${Object.keys(event)[0]}` : event_type
}

function namesOf(events: readonly { event_type: string; event: object }[]): string[] {
  return [...new Set(events.map(nameOf))].sort()
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
