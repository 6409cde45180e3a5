import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Machine } from '../machine/Machine'
import handshakes from './fixtures/vncHandshakes.json'
import type { KvmdVncOptions } from './KvmdVnc'
import { PiKvm } from './PiKvm'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function start(options: KvmdVncOptions): Promise<number> {
  const machine = new Machine({ widthPx: 640, heightPx: 360, start: 'desktop' })
  const pikvm = new PiKvm(machine)
  ends.push(async () => {
    await pikvm.close()
    machine.dispose()
  })
  return pikvm.listenVnc(options)
}

/** Named in a handshake, not shown in these. */
const certificate = { cert: '', key: '' }

describe('kvmd-vnc as it was recorded', () => {
  const all = [
    ...handshakes.default.map(one => ({ ...one, options: { certificate } })),
    ...handshakes.vncAuth.map(one => ({ ...one, options: { certificate, vncAuthPassword: 'secret' } })),
  ]
  for (const { case: name, log, options } of all) {
    it(name, async () => {
      const port = await start(options)
      const socket = connect(port, '127.0.0.1')
      ends.push(async () => void socket.destroy())
      for (const [from, hex] of log) {
        if (from === 'client') socket.write(Buffer.from(hex ?? '', 'hex'))
        else if (hex === null) await take(socket, 16)
        else expect((await take(socket, String(hex).length / 2)).toString('hex')).toBe(hex)
      }
    })
  }
})

async function take(socket: Socket, bytes: number): Promise<Buffer> {
  for (;;) {
    const part = socket.read(bytes) as Buffer | null
    if (part) return part
    await once(socket, 'readable')
  }
}
