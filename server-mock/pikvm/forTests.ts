import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { TestProject } from 'vitest/node'
import { Machine } from '../machine/Machine'
import { before421 } from './ages'
import { PiKvm } from './PiKvm'

interface House {
  readonly pikvm: PiKvm
  readonly machine: Machine
  readonly port: number
}

/**
 * Emulated PiKVMs for browser tests, one for each first part of a path (`/today-a/api/…`, `/old-b/api/ws`), made when it
 * is first asked for; `oldslow-…` takes 3.5 s to gather its
 * states, `todayswitch-…` has a switch of four ports before it, `oldjanus-…` an
 * encoder for Janus and no kvmd-media. In front of them stands what a gateway does for a page: it signs in, and lets the test's own
 * origin read. `/<name>/~lose` breaks every socket, `~change` changes the picture, `~facts`
 * tells what is connected and held.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const houses = new Map<string, Promise<House>>()
  const houseOf = (name: string) => {
    const known = houses.get(name) ?? start(name)
    houses.set(name, known)
    return known
  }
  const server = createServer((incoming, outgoing) => serve(incoming, outgoing).catch(() => outgoing.destroy()))
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy()) // a test may give up before its house stands
    upgrade(incoming, socket, head).catch(() => socket.destroy())
  })

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [name, path] = split(incoming)
    const { pikvm, port, machine } = await houseOf(name)
    const cors = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' }
    if (incoming.method === 'OPTIONS') return void outgoing.writeHead(204, cors).end()
    if (path === '/~lose') pikvm.events.cut()
    if (path === '/~change') machine.type('x')
    if (path.startsWith('/~media-')) pikvm.setMedia(path === '/~media-on')
    if (path === '/~no-port') pikvm.switch.setActive(-1)
    if (path.startsWith('/~')) {
      const { events, hid, streamer } = pikvm
      const facts = {
        ...{ sockets: events.count, held: hid.held, streams: streamer.streams },
        ...{ inputs: machine.inputs, leds: machine.leds, ports: pikvm.switch.cases },
      }
      return void outgoing.writeHead(200, { ...cors, 'Content-Type': 'application/json' }).end(JSON.stringify(facts))
    }
    const headers = { ...incoming.headers, ...signedIn }
    const asked = request({ host: '127.0.0.1', port, path, method: incoming.method, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...cors })
      answer.pipe(outgoing)
    })
    asked.on('error', () => outgoing.destroy())
    outgoing.on('close', () => asked.destroy())
    incoming.pipe(asked)
  }

  async function upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const [name, path] = split(incoming)
    const { port } = await houseOf(name)
    const upstream = connect(port, '127.0.0.1', () => {
      const headers = Object.entries({ ...incoming.headers, ...signedIn }).map(([key, value]) => `${key}: ${value}`)
      upstream.write(`GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    for (const [one, other] of [[socket, upstream] as const, [upstream, socket] as const]) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
    }
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  project.provide('pikvmPort', (server.address() as AddressInfo).port)
  return async () => {
    for (const house of houses.values()) {
      const { pikvm, machine } = await house
      await pikvm.close()
      machine.dispose()
    }
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
}

const signedIn = { 'x-kvmd-user': 'admin', 'x-kvmd-passwd': 'admin' }

async function start(name: string): Promise<House> {
  const machine = new Machine({ widthPx: 640, heightPx: 360, start: 'desktop' })
  const pikvm = new PiKvm(machine, {
    ...(name.startsWith('old') && { age: before421 }),
    ...(name.startsWith('oldjanus') && { streamer: { h264: true } }),
    ...(name.startsWith('oldslow') && { gatherMs: 3_500 }),
    msd: { storageBytes: 1 << 26 },
    ...(name.startsWith('todayswitch') && { switchPorts: 4 }),
  })
  pikvm.msd.store.add('tools.iso', 1 << 20)
  pikvm.msd.reindex()
  return { pikvm, machine, port: await pikvm.listen() }
}

function split({ url = '/' }: IncomingMessage): readonly [name: string, path: string] {
  const [, name = '', path = '/'] = /^\/([^/]+)(\/.*)?$/.exec(url) ?? []
  return [name, path]
}
