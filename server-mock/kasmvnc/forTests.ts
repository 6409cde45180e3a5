import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TestProject } from 'vitest/node'
import { hasFfmpeg } from '../video/ffmpeg'
import { type KasmMachine, type KasmMachineOptions, startKasmMachine } from './KasmMachine'
import type { KasmUser } from './KasmUsers'

/**
 * KasmVNC servers for browser tests, whose page stands elsewhere: `/<id>/…` is a server of its own, made by
 * `/~make/<id>` with its options as JSON and the login that requests go out with, as a gateway that holds it would.
 * `/~about/<id>` tells what happened on it, `/~drop/<id>` breaks its connections, `/~copy/<id>` copies text there,
 * `/~user/<id>` puts a user into its password file, `/~remove/<id>` takes one out.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const made = new Map<string, Made>()
  const server = createServer((incoming, response) => {
    answer(made, incoming, response).catch(() => response.destroy())
  })
  server.on('upgrade', (incoming, socket, head) => upgrade(made, incoming, socket, head))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  project.provide('kasmPort', (server.address() as AddressInfo).port)
  project.provide('kasmStreams', hasFfmpeg())
  return async () => {
    for (const { kasm } of made.values()) await kasm.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}

type ToMake = KasmMachineOptions & { readonly login: string; readonly isMarked?: boolean }

interface Made {
  readonly kasm: KasmMachine
  readonly login: string
}

async function answer(made: Map<string, Made>, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Access-Control-Allow-Headers', '*')
  if (incoming.method === 'OPTIONS') return void response.end()
  const [, first = '', second = ''] = (incoming.url ?? '').split('/')
  if (first === '~make') {
    const { login, isMarked, ...options } = JSON.parse(await textOf(incoming)) as ToMake
    // Red over the left half.
    const watermark = { rgba: [255, 0, 0, 255] as const, coverage: (x: number) => (x < 160 ? 15 : 0) }
    const faults = isMarked ? { faults: { watermark } } : {}
    made.set(second, { login, kasm: await startKasmMachine({ geometry: '320x200', ...faults, ...options }) })
    return void response.end()
  }
  const one = made.get(first.startsWith('~') ? second : first)
  if (!one) return void response.writeHead(404).end()
  const { kasm } = one
  if (first === '~about') return void response.end(JSON.stringify(about(kasm)))
  if (first === '~drop') kasm.server.crash()
  if (first === '~copy') kasm.machine.clipboard.set(await textOf(incoming))
  if (first === '~remove') kasm.server.users.remove(await textOf(incoming))
  if (first === '~user') kasm.server.users.put(JSON.parse(await textOf(incoming)) as KasmUser)
  if (first.startsWith('~')) return void response.end()
  forward(one, incoming, response)
}

function about({ server, machine }: KasmMachine) {
  const { requests, connected, settings, blacklist } = server
  const failures = blacklist.failuresOf('127.0.0.1')
  const clipboard = machine.clipboard.get()
  return {
    requests,
    connected: connected.length,
    settings: { ...settings.values, maxVideoWidth: settings.maxVideo.width },
    failures,
    clipboard,
    inputs: machine.inputs,
  }
}

function forward({ kasm, login }: Made, incoming: IncomingMessage, response: ServerResponse): void {
  const path = pathOf(incoming)
  const { origin, referer, ...headers } = incoming.headers
  const options = { host: '127.0.0.1', port: kasm.port, path, method: incoming.method ?? 'GET' }
  const outgoing = request(
    { ...options, headers: { ...headers, ...(login && { authorization: basic(login) }) } },
    answered => {
      response.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(response)
    },
  )
  outgoing.on('error', () => response.writeHead(502).end('{"error":"refused"}'))
  incoming.pipe(outgoing)
}

function upgrade(made: Map<string, Made>, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const one = made.get((incoming.url ?? '').split('/')[1] ?? '')
  if (!one) return void socket.destroy()
  const lines = [`GET ${pathOf(incoming)} HTTP/1.1`, ...(one.login ? [`Authorization: ${basic(one.login)}`] : [])]
  for (const [name, value] of Object.entries(incoming.headers)) lines.push(`${name}: ${String(value)}`)
  const upstream = connect(one.kasm.port, '127.0.0.1', () => {
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`)
    upstream.write(head)
    upstream.pipe(socket).pipe(upstream)
  })
  for (const [from, to] of [
    [upstream, socket],
    [socket, upstream],
  ] as const) {
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
  }
}

function pathOf({ url = '' }: IncomingMessage): string {
  return `/${url.split('/').slice(2).join('/')}`
}

function basic(login: string): string {
  return `Basic ${Buffer.from(login).toString('base64')}`
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
