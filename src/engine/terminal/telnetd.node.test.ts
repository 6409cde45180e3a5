import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTelnetd, type Telnetd } from '../../../e2e/telnetd'
import { Telnet } from './telnet'

let daemon: Telnetd | undefined
const sockets: Socket[] = []

beforeAll(async () => {
  daemon = await startTelnetd()
}, 60_000)
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await daemon?.stop()
})

/** A caller whose every byte arrives alone: nothing may depend on neat packets. */
function call(port: number) {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  const shown: number[] = []
  const telnet = new Telnet({
    terminalType: 'XTERM-256COLOR',
    columns: 91,
    rows: 33,
    echo: () => 'auto',
    send: bytes => socket.write(bytes),
    show: bytes => shown.push(...bytes),
  })
  socket.on('data', data => {
    for (const byte of data) telnet.receive(Uint8Array.of(byte))
  })
  const text = () => new TextDecoder().decode(Uint8Array.from(shown))
  return {
    telnet,
    text,
    type: (line: string) => telnet.type(new TextEncoder().encode(line)),
    says: (what: string | RegExp) => expect.poll(text, { timeout: 10_000 }).toMatch(what),
  }
}

describe('the telnet of Debian’s telnetd', () => {
  it('agrees on terminal, size and echo, and follows a new size', async context => {
    if (!daemon) return context.skip('needs inetutils-telnetd from Debian’s archive')
    const { telnet, type, says, text } = call(daemon.port)
    await says(/TERM is xterm-256color/i)
    await says(/line> $/)
    type('stty size\r')
    await says(/33 91/)
    telnet.resize(120, 40)
    type('stty size\r')
    await says(/40 120/)
    // The echo is the other side's, and there once.
    expect(text().split('stty size')).toHaveLength(3)
    expect(telnet.isTelnet).toBe(true)
  })

  it('passes UTF-8 and a doubled 255 both ways, and shows no command', async context => {
    if (!daemon) return context.skip('needs inetutils-telnetd from Debian’s archive')
    const { type, says, text } = call(daemon.port)
    await says(/line> $/)
    type('echo héllo € ÿ\r')
    await says(/\rhéllo € ÿ\r/)
    expect(text()).not.toContain('\ufffd')
    // 255 alone is no UTF-8: one replacement character shows that it came once, undoubled.
    type("printf '<\\377>\\n'\r")
    await says(/\r<\ufffd>\r/)
  })
})
