import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket as NodeSocket, type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import { LineSession } from './LineSession'
import { lineKeysChoice } from './lineKeysChoice'

let server: WebSocketServer
let callers: ServerSocket[] = []
let heard: number[][] = []
const sessions: LineSession[] = []

beforeEach(async () => {
  callers = []
  heard = []
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', socket => {
    callers.push(socket)
    socket.on('message', data => heard.push([...(data as Buffer)]))
  })
  await new Promise(resolve => server.once('listening', resolve))
})
afterEach(async () => {
  for (const session of sessions.splice(0)) session.close()
  for (const caller of callers) caller.terminate()
  await new Promise(resolve => server.close(resolve))
})

function open(protocol: 'telnet' | 'raw' = 'telnet', echo: 'auto' | 'on' = 'auto') {
  const { port } = server.address() as AddressInfo
  const session = new LineSession({
    protocol,
    size: { columns: 80, rows: 24 },
    keys: lineKeysChoice({ echo }),
    openSocket: () => {
      const socket = new NodeSocket(`ws://127.0.0.1:${port}/`)
      socket.binaryType = 'arraybuffer'
      socket.on('error', () => {}) // `ws` throws what nobody hears; a browser's socket only closes
      return socket as unknown as WebSocket
    },
  })
  sessions.push(session)
  return session
}
const phase = (session: LineSession) => () => session.link.getState().phase
const why = (session: LineSession) => () => {
  const state = session.link.getState()
  return 'why' in state && state.why !== 'by-user' ? state.why.reason : undefined
}
const bytes = (text: string) => new TextEncoder().encode(text)

describe('LineSession', () => {
  it('is connected when something comes, and after a while of silence', async () => {
    const session = open()
    await expect.poll(() => callers.length).toBe(1)
    expect(phase(session)()).toBe('connecting')
    callers[0]?.send('login: ')
    await expect.poll(phase(session)).toBe('online')
    const silent = open()
    await expect.poll(phase(silent), { timeout: 4_000 }).toBe('online')
  })

  it('keeps what came before anybody listened', async () => {
    const session = open()
    await expect.poll(() => callers.length).toBe(1)
    callers[0]?.send(bytes('login: '))
    await expect.poll(phase(session)).toBe('online')
    let text = ''
    session.onData(data => {
      text += new TextDecoder().decode(data)
    })
    expect(text).toBe('login: ')
  })

  it('shows what is typed on a raw line where that was chosen', async () => {
    const session = open('raw', 'on')
    await expect.poll(() => callers.length).toBe(1)
    callers[0]?.send('> ')
    await expect.poll(phase(session)).toBe('online')
    let text = ''
    session.onData(data => {
      text += new TextDecoder().decode(data)
    })
    session.write(bytes('ls\r\n'))
    expect(text).toBe('> ls\r\n')
    await expect.poll(() => heard.flat()).toEqual([...bytes('ls\r\n')])
  })

  it('speaks telnet when the other side does, and begins anew with each connection', async () => {
    const session = open()
    await expect.poll(() => callers.length).toBe(1)
    session.resize({ columns: 100, rows: 30 })
    callers[0]?.send(Uint8Array.of(255, 253, 31))
    await expect.poll(() => heard.flat()).toEqual([255, 251, 31, 255, 250, 31, 0, 100, 0, 30, 255, 240])
    session.write(bytes('\r'))
    await expect.poll(() => heard.at(-1)).toEqual([13, 0])
    callers[0]?.close(1000)
    await expect.poll(why(session)).toBe('line-closed')
    session.retryNow()
    await expect.poll(() => callers.length).toBe(2)
    heard = []
    callers[1]?.send(Uint8Array.of(255, 253, 31))
    await expect.poll(() => heard.flat()).toEqual([255, 251, 31, 255, 250, 31, 0, 100, 0, 30, 255, 240])
  })

  it('leaves everything as it is on a raw line', async () => {
    const session = open('raw')
    const data: number[] = []
    session.onData(part => data.push(...part))
    await expect.poll(() => callers.length).toBe(1)
    callers[0]?.send(Uint8Array.of(255, 253, 31, 13, 0))
    await expect.poll(() => data).toEqual([255, 253, 31, 13, 0])
    session.write(bytes('\r'))
    await expect.poll(() => heard.flat()).toEqual([13])
  })

  const ends: readonly [string, (socket: ServerSocket) => void, string][] = [
    ['nothing listens behind the bridge', socket => socket.close(4001, 'refused'), 'gateway-refused'],
    ['its name is not known', socket => socket.close(4003, 'dns'), 'gateway-dns'],
    ['websockify starts its program anew', socket => socket.close(1011, 'Failed to connect'), 'gateway-unreachable'],
    ['somebody logged out', socket => socket.close(1000), 'line-closed'],
    ['the network broke', socket => socket.terminate(), 'connection-lost'],
  ]
  for (const [name, end, reason] of ends) {
    it(`says why when ${name}, and comes back by itself`, async () => {
      const session = open()
      await expect.poll(() => callers.length).toBe(1)
      const [caller] = callers
      if (caller) end(caller)
      await expect.poll(why(session)).toBe(reason)
      await expect.poll(() => callers.length, { timeout: 4_000 }).toBe(2)
    })
  }

  it('ends for good, twice without harm', async () => {
    const session = open()
    await expect.poll(() => callers.length).toBe(1)
    session.close()
    session.close()
    expect(session.link.getState()).toEqual({ phase: 'ended', why: 'by-user' })
    await expect.poll(() => server.clients.size).toBe(0)
    session.write(bytes('x'))
    session.retryNow()
    expect(phase(session)()).toBe('ended')
  })
})
