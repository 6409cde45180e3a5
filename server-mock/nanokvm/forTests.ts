import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TestProject } from 'vitest/node'
import type { Age } from './ages'
import { cookieName } from './authRoutes'
import { type NanokvmMachine, startNanokvmMachine } from './NanokvmMachine'

/**
 * NanoKVMs for browser tests, whose page stands elsewhere: `/<id>/…` is a device of its own, made at the first request by
 * `/~make/<id>` with its options as JSON. What stands between does what a gateway and a browser would do together: it
 * keeps the device's cookie and shows it again. `/~about/<id>` tells what happened on the machine,
 * `/~image/<name>` is an ISO to fetch.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const made = new Map<string, Made>()
  const server = createServer((incoming, response) => {
    answer(made, incoming, response).catch(() => response.destroy())
  })
  server.on('upgrade', (incoming, socket, head) => upgrade(made, incoming, socket, head))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  project.provide('nanokvmPort', (server.address() as AddressInfo).port)
  return async () => {
    for (const { nano } of made.values()) await nano.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}

/** What `/~image/<name>` gives to a device that fetches it. */
const image = Buffer.alloc(0x20000)
image.write('CD001', 0x8001)

/** `slow.iso` begins and never ends. */
function sendImage(name: string, response: ServerResponse): void {
  if (name !== 'slow.iso') return void response.end(image)
  response.writeHead(200, { 'Content-Length': 2 * image.length })
  response.write(image)
}

interface Made {
  readonly nano: NanokvmMachine
  cookie: string | undefined
}

const acts: Readonly<Record<string, (nano: NanokvmMachine) => unknown>> = {
  drop: ({ server }) => server.dropConnections(),
  restart: ({ server }) => server.restart(50),
  close: nano => nano.close(),
  revoke: ({ server }) => server.dropSessions(server.accounts.owner),
  spoil: ({ server }) => server.capture.spoil(34),
  off: ({ machine }) => machine.shutDown('off'),
}

async function answer(made: Map<string, Made>, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Access-Control-Allow-Headers', '*')
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE')
  if (incoming.method === 'OPTIONS') return void response.end()
  const [, first = '', second = ''] = (incoming.url ?? '').split('/')
  if (first === '~image') return sendImage(second, response)
  if (first === '~make') {
    const { age, ...more } = JSON.parse(await textOf(incoming)) as { age: Age }
    const machine = { widthPx: 640, heightPx: 360, desktop: { moving: true } }
    const images = { '/data/boot.iso': 1 << 20, '/data/tools.img': 1 << 20 }
    made.set(second, {
      nano: await startNanokvmMachine({ age, pace: 0.02, machine, images, ...more }),
      cookie: undefined,
    })
    return void response.end('{}')
  }
  const one = made.get(first.startsWith('~') ? second : first)
  if (!one) return void response.writeHead(404).end()
  if (first === '~about') return void response.end(JSON.stringify(about(one.nano)))
  if (first === '~close') made.delete(second) // what still asks for it finds nothing
  if (first.startsWith('~')) {
    await acts[first.slice(1)]?.(one.nano)
    return void response.end('{}')
  }
  forward(one, incoming, response)
}

function about({ machine, server }: NanokvmMachine): object {
  const { reports } = server.hid
  return {
    ...{ leds: machine.leds, media: machine.media, state: machine.state, reports, crashes: server.crashes },
    ...{ inputs: machine.inputs, requests: server.requests, sockets: server.sockets.count },
    ...{
      screen: server.capture.screen,
      viewers: server.capture.viewers,
      resyncs: server.capture.resyncs,
      accounts: server.accounts.list,
    },
    ...{ detect: server.detect.enabled, virtual: server.storage.virtual },
  }
}

function forward(one: Made, incoming: IncomingMessage, response: ServerResponse): void {
  const { port } = one.nano.server
  const path = (incoming.url ?? '').replace(/^\/[^/]+/, '')
  const { origin: _origin, cookie: _cookie, ...headers } = incoming.headers
  const cookie = one.cookie ? { cookie: one.cookie } : {}
  const outgoing = request({ port, path, method: incoming.method, headers: { ...headers, ...cookie } }, answered => {
    const set = answered.headers['set-cookie']?.[0]
    if (set) one.cookie = set.split(';')[0]
    const isLogin = path === '/api/auth/login' && !set
    response.writeHead(answered.statusCode ?? 0, { 'content-type': answered.headers['content-type'] ?? '' })
    answered.on('data', (bytes: Buffer) => {
      // The page of an old device writes the cookie itself.
      const token = isLogin ? /"token":"([^"]+)"/.exec(bytes.toString())?.[1] : undefined
      if (token) one.cookie = `${cookieName}=${token}`
      response.write(bytes)
    })
    answered.on('end', () => response.end())
    answered.on('close', () => response.destroy())
  })
  outgoing.on('error', () => response.destroy())
  response.on('close', () => outgoing.destroy())
  incoming.pipe(outgoing)
}

function upgrade(made: Map<string, Made>, { url = '', headers }: IncomingMessage, socket: Duplex, head: Buffer): void {
  const one = made.get(url.split('/')[1] ?? '')
  if (!one) return void socket.destroy()
  const upstream = connect(one.nano.server.port, '127.0.0.1')
  const { origin: _origin, cookie: _cookie, ...rest } = headers
  const passed = Object.entries({ ...rest, ...(one.cookie && { cookie: one.cookie }) })
  upstream.write(
    `GET ${url.replace(/^\/[^/]+/, '')} HTTP/1.1\r\n${passed.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`,
  )
  upstream.write(head)
  upstream.pipe(socket).pipe(upstream)
  for (const [one, other] of [
    [socket, upstream],
    [upstream, socket],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of incoming) text += piece
  return text
}
