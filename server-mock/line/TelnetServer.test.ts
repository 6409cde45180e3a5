import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { Machine } from '../machine/Machine'
import { TelnetServer } from './TelnetServer'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function call() {
  const machine = new Machine({ name: 'lab-1', start: 'login' })
  const server = await TelnetServer.start({ machine })
  const socket = connect(server.port, '127.0.0.1')
  closers.push(
    () => socket.destroy(),
    () => server.close(),
    () => machine.dispose(),
  )
  let heard = Buffer.alloc(0)
  let isClosed = false
  socket.on('data', data => {
    heard = Buffer.concat([heard, data])
  })
  socket.on('error', () => {}) // the server may break off; `close` follows
  socket.on('close', () => {
    isClosed = true
  })
  return { machine, server, socket, text: () => heard.toString(), bytes: () => [...heard], isClosed: () => isClosed }
}

it('opens as a telnetd does, gives a shell, and echoes what is typed', async () => {
  const { socket, text, bytes } = await call()
  await expect.poll(text).toContain('ops@lab-1')
  expect(bytes().slice(0, 6)).toEqual([255, 253, 24, 255, 253, 31])
  socket.write(Buffer.from([...Buffer.from('echo hé'), 13, 0]))
  await expect.poll(text).toMatch(/echo hé\r\nhé\r\n/)
})

it('knows the size it is told, also with 255 in it', async () => {
  const { socket, server, text } = await call()
  await expect.poll(text).toContain('$')
  for (const byte of [255, 250, 31, 0, 255, 255, 0, 40, 255, 240]) socket.write(Uint8Array.of(byte))
  await expect.poll(() => server.sizes).toEqual(['255x40'])
})

it('is the line of its machine: silent while it is down, hung up after a logout', async () => {
  const { machine, socket, text, isClosed } = await call()
  await expect.poll(text).toContain('$')
  socket.write('poweroff\r')
  await expect.poll(text, { timeout: 5_000 }).toContain('The system is going down.')
  expect(machine.state).not.toBe('desktop')
  const other = await call()
  await expect.poll(other.text).toContain('$')
  other.socket.write('\x04')
  await expect.poll(other.isClosed).toBe(true)
  expect(isClosed()).toBe(false)
})
