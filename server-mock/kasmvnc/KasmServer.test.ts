import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { u8, u16, u32 } from '../vnc/bytes'
import type { TestViewer } from '../vnc/TestViewer'
import { connectViewer, usualEncodings } from './connectViewer'
import { type KasmMachine, type KasmMachineOptions, startKasmMachine } from './KasmMachine'
import { rawHttp } from './rawHttp'

/* The half of the server that needs viewers: what the recordings of sessions say it does. */

const owner = 'owner:owner-pass-1'
const viewer = 'viewer:viewer-pass-1'
const nobody = 'nobody-rights:norights-pass-1'
/** The desktop's clock changes once a second. */
const poll = <T>(ask: () => T) => expect.poll(ask, { timeout: 4_000 })
const started: { close(): unknown }[] = []

afterEach(async () => {
  for (const each of started.splice(0).reverse()) await each.close()
})

async function start(options: KasmMachineOptions = {}): Promise<KasmMachine> {
  const kasm = await startKasmMachine({ geometry: '320x200', ...options })
  started.push(kasm)
  return kasm
}
async function signIn(kasm: KasmMachine, login: string, encodings?: readonly number[]): Promise<TestViewer> {
  const joined = await connectViewer(kasm, login, encodings)
  started.push(joined)
  return joined
}
async function api(kasm: KasmMachine, call: string, login = owner) {
  const basic = Buffer.from(login).toString('base64')
  const head = `GET /api/${call} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${basic}\r\n\r\n`
  const { statusLine, body } = await rawHttp(kasm.port, [Buffer.from(head)])
  return { status: statusLine, text: body.toString() }
}
const others = (of: TestViewer, type: number) => of.of('other').filter(each => each.type === type)
const bodies = (of: TestViewer, type: number) => others(of, type).map(({ body }) => body.toString('latin1'))
const pointer = (mask: number, x: number, y: number, scroll = 0) =>
  Buffer.concat([u8(5), u16(mask, x, y, 0, scroll & 0xffff)])
const continuous = (of: TestViewer) => of.send(Buffer.concat([u8(150, 1), u16(0, 0, of.width, of.height)]))

describe('a session begins', () => {
  it('with VncAuth and the empty password, a fence and 150, and an update without pixels', async () => {
    const kasm = await start()
    const one = await signIn(kasm, owner)
    continuous(one)
    await poll(() => one.updates).toBeGreaterThan(1)
    expect(one.name).toBe('kasm:1 (demo)')
    expect(one.heard[0]).toMatchObject({ kind: 'fence', flags: 0x80000000, payload: Buffer.from([0]) })
    expect(one.heard[1]).toEqual({ kind: 'end-of-continuous-updates' })
    const first = one.heard
      .slice(2)
      .filter(each => each.kind === 'rect')
      .slice(0, 4)
    expect(first.map(each => each.encoding)).toEqual([0x574d5664, -261, -258, -308])
    expect(one.of('cursor')[0]?.rect).toMatchObject({ width: 0, height: 0 })
  })

  it('follows every update of pixels with a fence, and measures by it', async () => {
    const kasm = await start()
    const one = await signIn(kasm, owner)
    continuous(one)
    await expect
      .poll(() => one.of('fence').filter(each => each.payload.equals(Buffer.from([1]))).length)
      .toBeGreaterThan(2)
    await poll(() => kasm.server.connected[0]?.pingMs ?? 1e9).toBeLessThan(1_000)
  })

  it('shows the pixels of the machine', async () => {
    const kasm = await start({ machine: { desktop: { moving: false } } })
    const one = await signIn(kasm, viewer)
    continuous(one)
    await poll(() => one.updates).toBeGreaterThan(1)
    const { data } = kasm.machine.frame()
    await poll(() => one.at(3, 3)).toEqual([...data.subarray((3 * 320 + 3) * 4, (3 * 320 + 3) * 4 + 3)])
  })
})

describe('what a viewer may', () => {
  it('nothing comes without the read right, until it is given', async () => {
    const kasm = await start()
    const one = await signIn(kasm, nobody)
    one.send(Buffer.from([178, 0, 0, 0]))
    await poll(() => bodies(one, 178)).toEqual(['[ -nan, -nan, -nan, -nan ]'])
    expect(one.updates).toBe(0)
    expect((await api(kasm, 'update_user?name=nobody-rights&read=true')).status).toContain('200')
    one.request(true)
    await poll(() => one.updates).toBeGreaterThan(0)
  })

  it('keys and pointer count only with the write right', async () => {
    const kasm = await start()
    const reader = await signIn(kasm, viewer)
    reader.key(97, true)
    reader.send(pointer(1, 20, 30))
    const writer = await signIn(kasm, owner)
    writer.key(98, true)
    await poll(() => kasm.machine.inputs.filter(({ kind }) => kind === 'keysym').length).toBe(1)
    expect(kasm.machine.inputs).toEqual([expect.objectContaining({ kind: 'keysym', keysym: 98 })])
  })

  it('a removed user is thrown out at the next change of the screen', async () => {
    const kasm = await start()
    const one = await signIn(kasm, viewer)
    await api(kasm, 'remove_user?name=viewer')
    await poll(() => one.ended).toBe(true)
  })

  it('a size is changed by writers; others are told that it is prohibited', async () => {
    const kasm = await start()
    const size = Buffer.concat([u8(251, 0), u16(400, 300), u8(1, 0), u32(1), u16(0, 0, 400, 300), u32(0)])
    const reader = await signIn(kasm, viewer)
    reader.send(size)
    await poll(() => reader.of('size').at(-1)).toMatchObject({ reason: 1, status: 1, width: 320 })
    const writer = await signIn(kasm, owner)
    writer.send(size)
    await poll(() => writer.of('size').at(-1)).toMatchObject({ reason: 1, status: 0, width: 400, height: 300 })
  })
})

describe('the pointer', () => {
  it('does with each recorded message what a real desktop saw', async () => {
    const { steps } = JSON.parse(readFileSync(new URL('fixtures/pointer-and-wheel.json', import.meta.url), 'utf8')) as {
      steps: readonly { readonly sent: string; readonly messages: readonly string[]; readonly desktopSaw: string }[]
    }
    const kasm = await start({ geometry: '1024x768' })
    const one = await signIn(kasm, 'writer:writer-pass-1')
    const buttonOf: Readonly<Record<string, number>> = { left: 1, middle: 2, right: 3, back: 8, forward: 9 }
    const click = (button: number) => `ButtonPress button ${button} ButtonRelease button ${button}`
    const sees = (from: number) =>
      kasm.machine.inputs.slice(from).flatMap(input => {
        if (input.kind === 'button')
          return [`Button${input.down ? 'Press' : 'Release'} button ${buttonOf[input.button]}`]
        if (input.kind !== 'wheel') return []
        const { dx, dy } = input
        return [
          ...Array<string>(Math.abs(dy)).fill(click(dy < 0 ? 4 : 5)),
          ...Array<string>(Math.abs(dx)).fill(click(dx < 0 ? 6 : 7)),
        ]
      })
    for (const { sent, messages, desktopSaw } of steps) {
      const before = kasm.machine.inputs.length
      for (const message of messages) one.send(Buffer.from(message, 'hex'))
      // What is answered at once comes after it.
      const answers = others(one, 190).length
      one.send(u8(190, 0, 0, 0))
      await poll(() => others(one, 190).length).toBeGreaterThan(answers)
      expect(sees(before).join(' '), sent).toBe(desktopSaw)
    }
  })

  it('is eleven bytes: place, ten buttons and scrolling, which is all it does then', async () => {
    const kasm = await start()
    const one = await signIn(kasm, owner)
    one.send(pointer(0x81, 40, 50))
    one.send(pointer(0, 99, 99, 50))
    one.send(pointer(0, 99, 99, 25))
    one.send(pointer(0, 40, 50, -120)) // of which 25 go back on the 25 before
    const of = (kind: string) => kasm.machine.inputs.filter(each => each.kind === kind)
    await poll(() => of('wheel')).toMatchObject([{ dy: 1 }, { dy: -1 }])
    expect(of('button')).toMatchObject([{ button: 'left' }, { button: 'back' }])
    expect(of('pointer')).toMatchObject([{ x: 40, y: 50 }])
  })

  it('of six bytes holds up every viewer, and its sender is dropped when it stays so', async () => {
    const kasm = await start({ waitMs: 400 })
    const [stock, other] = [await signIn(kasm, owner), await signIn(kasm, owner)]
    continuous(other)
    await poll(() => other.updates).toBeGreaterThan(2)
    stock.pointer(10, 10, 0)
    await poll(() => kasm.server.isStalled).toBe(true)
    const before = other.updates
    expect((await api(kasm, 'get_users')).status).toContain('200') // HTTP has threads of its own
    await poll(() => stock.ended).toBe(true)
    await poll(() => other.updates).toBeGreaterThan(before)
  })

  it('is painted into the picture until a viewer has put it where it is', async () => {
    const kasm = await start()
    const one = await signIn(kasm, owner)
    await poll(() => one.of('cursor').length).toBe(1)
    one.send(pointer(0, 30, 30))
    one.request(true)
    await poll(() => one.of('cursor').at(-1)?.rect.width ?? 0).toBeGreaterThan(0)
  })
})

describe('messages of its own', () => {
  it('253 and 254 name who comes and goes; sessions list them and are never emptied', async () => {
    const kasm = await start()
    const one = await signIn(kasm, owner)
    const two = await connectViewer(kasm, viewer)
    await poll(() => bodies(one, 253)).toEqual(['viewer'])
    expect(JSON.parse((await api(kasm, 'get_sessions')).text)).toMatchObject({
      users: [{ username: 'viewer' }, { username: 'owner' }],
    })
    two.close()
    await poll(() => bodies(one, 254)).toEqual(['viewer'])
    one.close()
    await poll(() => kasm.server.connected.length).toBe(0)
    expect((await api(kasm, 'get_sessions')).text).toContain('owner')
  })

  it('180 carries the clipboard both ways, to writers only, within its list of kinds', async () => {
    const kasm = await start()
    const [writer, reader] = [await signIn(kasm, owner), await signIn(kasm, viewer)]
    kasm.machine.clipboard.set('copied there')
    await poll(() => bodies(writer, 180)).toEqual(['text/plain=copied there;'])
    const item = (mime: string, text: string) =>
      Buffer.concat([u8(mime.length), Buffer.from(mime), u32(text.length), Buffer.from(text)])
    writer.send(Buffer.concat([u8(180, 2), item('text/plain', 'from here'), item('application/x-secret', 'no')]))
    await poll(() => kasm.machine.clipboard.get()).toBe('from here')
    expect(kasm.server.clipboard.items.map(({ mime }) => mime)).toEqual(['text/plain'])
    await api(kasm, 'clear_clipboard')
    await poll(() => bodies(writer, 180)).toEqual(['text/plain=copied there;', 'text/plain=;'])
    expect(bodies(reader, 180)).toEqual([])
  })

  it('186 and 187 go to those who announced them', async () => {
    const kasm = await start({ idleTimeoutMs: 300, forcesGameMode: true })
    const plain = await signIn(kasm, owner)
    const told = await signIn(kasm, owner, [...usualEncodings, -1885, -1884])
    await poll(() => [plain.ended, told.ended]).toEqual([true, true])
    expect([bodies(told, 187), bodies(told, 186)]).toEqual([[''], ['Idle timeout']])
    expect([bodies(plain, 187), bodies(plain, 186)]).toEqual([[], []])
  })

  it('184, 185, 189, 190 and 191 are answered by servers that know them, and end older ones', async () => {
    const kasm = await start()
    const one = await signIn(kasm, owner)
    one.send(Buffer.concat([u8(184, 1), u32(-1026), u8(185), u8(189, 0, 0, 0), u32(7), u8(190, 0, 0, 0, 191, 0, 0, 0)]))
    await poll(() => one.of('other').map(({ type }) => type)).toEqual([184, 189, 190, 191])
    const old = await start({ version: '1.4' })
    const two = await signIn(old, owner)
    two.send(u8(184, 0))
    await poll(() => two.ended).toBe(true)
  })

  it('settings hidden among encodings are the server’s, and only writers make them', async () => {
    const kasm = await start()
    await signIn(kasm, viewer, [...usualEncodings, -2034])
    expect(kasm.server.settings.values.frameRate).toBe(60)
    await signIn(kasm, owner, [-2034, ...usualEncodings, -2048, -993])
    await poll(() => kasm.server.settings.values).toMatchObject({ frameRate: 24, treatLossless: 10 })
  })

  it('clipboard text of RFB’s own is skipped by its length, and XVP ends the session', async () => {
    const kasm = await start()
    const one = await signIn(kasm, owner)
    one.send(Buffer.concat([u8(6, 0, 0, 0), u32(3), Buffer.from('abc'), u8(178, 0, 0, 0)]))
    await poll(() => others(one, 178).length).toBe(1)
    expect(kasm.machine.clipboard.get()).toBe('')
    one.send(u8(250, 0, 1, 2))
    await poll(() => one.ended).toBe(true)
  })
})

describe('statistics', () => {
  it('bottlenecks stand by user and connection from the first update on', async () => {
    const kasm = await start()
    expect((await api(kasm, 'get_bottleneck_stats')).text).toBe('{\n}\n')
    await signIn(kasm, nobody)
    const one = await signIn(kasm, owner)
    continuous(one)
    await poll(() => one.updates).toBeGreaterThan(1)
    const { text } = await api(kasm, 'get_bottleneck_stats')
    const shape = text.replace(/127\.0\.0\.1_\d+\.\d+/g, 'id').replace(/\d+\.\d/g, 'n')
    expect(shape).toBe(
      '{\n\t"nobody-rights": {\n\t\t"id::websocket": [ -nan, -nan, -nan, -nan ]\n\t},\n' +
        '\t"owner": {\n\t\t"id::websocket": [ n, n, n, n ]\n\t}\n}\n',
    )
  })

  // common/network/GetAPIMessager.cxx, seen on a real server with owner and owner2
  it('bottlenecks of a name that begins another stand under the longer one', async () => {
    const rights = { read: true, write: true, owner: true }
    const kasm = await start({ users: ['owner', 'owner2', 'zoe'].map(name => ({ name, password: 'p', ...rights })) })
    const viewers = []
    for (const name of ['owner', 'owner2', 'zoe']) viewers.push(await signIn(kasm, `${name}:p`))
    for (const viewer of viewers) continuous(viewer)
    const table = async () => {
      const { text } = await api(kasm, 'get_bottleneck_stats', 'zoe:p')
      const users = Object.entries(JSON.parse(text.replaceAll('-nan', 'null')) as Record<string, object>)
      return users.map(([name, rows]) => [name, Object.keys(rows).length])
    }
    await poll(table).toEqual([
      ['owner2', 2],
      ['zoe', 1],
    ])
  })

  it('one frame: asks the viewers before their updates, and waits for what they answer', async () => {
    const kasm = await start()
    const one = await signIn(kasm, owner)
    continuous(one)
    await poll(() => one.updates).toBeGreaterThan(2)
    const asked = api(kasm, 'get_frame_stats?client=auto')
    expect((await api(kasm, 'get_frame_stats?client=all')).status).toContain('400') // one at a time
    await poll(() => others(one, 179).length).toBeGreaterThan(0)
    // Asked again as long as frames are too quick to count: every question gets its answer.
    let answered = 0
    const answering = setInterval(() => {
      for (; answered < others(one, 179).length; answered++) {
        one.send(Buffer.concat([u8(179, 0, 0, 0), u32(31), u32(4)]))
      }
    }, 5)
    started.push({ close: () => clearInterval(answering) })
    const { status, text } = await asked
    expect(status).toContain('200')
    const frame = JSON.parse(text) as { frame: object; client_side: object[] }
    expect(frame.frame).toMatchObject({ resx: 320, resy: 200 })
    expect(frame.client_side).toMatchObject([
      { client_time: 31, processes: [{ process_name: 'scanRenderQ', time: 4 }] },
    ])
  })

  it('a viewer that says nothing is left out after two seconds; nobody and unknown ones are no error', async () => {
    const kasm = await start()
    const one = await signIn(kasm, owner)
    continuous(one)
    for (const client of ['none', 'someone-else']) {
      const { status, text } = await api(kasm, `get_frame_stats?client=${client}`)
      expect(status).toContain('200')
      expect(JSON.parse(text)).toMatchObject({ client_side: [] })
    }
  })

  it('on a still screen it gives up after ten seconds, and leaves its question for the next viewer', async () => {
    const kasm = await start({ frameWaitMs: 500, machine: { desktop: { moving: false } } })
    expect((await api(kasm, 'get_frame_stats?client=all')).status).toContain('503')
    const next = await signIn(kasm, owner)
    continuous(next)
    await poll(() => others(next, 179).length).toBe(1)
  })
})

describe('a relay', () => {
  it('passes datagrams to every subscriber, and answers to whoever spoke last', async () => {
    const kasm = await start({ relays: ['demo'] })
    const [one, two] = [await signIn(kasm, owner), await signIn(kasm, owner)]
    const reader = await signIn(kasm, viewer)
    const subscribe = (name: string) => Buffer.concat([u8(182, name.length), Buffer.from(name)])
    const data = (text: string) => Buffer.concat([u8(183, 4), Buffer.from('demo'), u32(text.length), Buffer.from(text)])
    one.send(data('before subscribing: dropped'))
    one.send(
      Buffer.concat([subscribe('nosuch'), subscribe('demo'), subscribe('x'.repeat(64)), data('nobody there: lost')]),
    )
    two.send(subscribe('demo'))
    reader.send(subscribe('nosuch'))
    await poll(() => bodies(one, 182)).toEqual(['\0No such unix channel', '\u0001Ok'])
    await poll(() => bodies(reader, 182)).toEqual(['\0No permissions'])

    const folder = mkdtempSync(join(tmpdir(), 'kasm-relay-test-'))
    const app = join(folder, 'app.py')
    writeFileSync(
      app,
      `import socket, sys, os
app = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
app.bind(sys.argv[2])
os.chmod(sys.argv[2], 0o777)
app.sendto(b"hello", sys.argv[1])
print(app.recv(100).decode(), flush=True)
`,
    )
    const program = spawn('python3', [app, kasm.sockets.demo ?? '', join(folder, 'own.sock')])
    let said = ''
    program.stdout.on('data', part => {
      said += String(part)
    })
    await poll(() => [bodies(one, 183), bodies(two, 183)]).toEqual([['demo:hello'], ['demo:hello']])
    expect(bodies(reader, 183)).toEqual([])
    two.send(data('thanks'))
    await poll(() => said).toBe('thanks\n')
    rmSync(folder, { recursive: true, force: true })
  })

  // kasmtech/KasmVNC common/rfb/VNCSConnectionST.cxx: subscribeUnixRelay
  it('without a name takes no place, and refuses by the password file as it is now', async () => {
    const kasm = await start({ relays: ['demo'] })
    const one = await signIn(kasm, owner)
    const subscribe = (name: string) => Buffer.concat([u8(182, name.length), Buffer.from(name)])
    one.send(Buffer.concat([...Array.from({ length: 6 }, () => subscribe('')), subscribe('demo')]))
    await poll(() => bodies(one, 182)).toEqual(Array.from({ length: 7 }, () => '\u0001Ok'))
    one.send(Buffer.concat([u8(183, 4), Buffer.from('demo'), u32(2), Buffer.from('hi')])) // it is subscribed
    const { password } = kasm.server.users.find('owner') ?? {}
    kasm.server.users.put({ name: 'owner', password, read: true, write: false, owner: true })
    one.send(subscribe(''))
    await poll(() => bodies(one, 182).at(-1)).toBe('\0No permissions')
  })
})

describe('faults', () => {
  it('can split every byte, and break off in the middle', async () => {
    const split = await start({ geometry: '64x64', faults: { splitEveryByte: true } })
    const one = await signIn(split, owner)
    continuous(one)
    await poll(() => one.updates).toBeGreaterThan(1)
    const cut = await start({ faults: { dropAfterBytes: 300 } })
    const two = await signIn(cut, owner)
    continuous(two)
    await poll(() => two.ended).toBe(true)
  })

  it('dies of a screenshot whose side rounds to nothing', async () => {
    const kasm = await start({ screenshot: { firstMs: 0 } })
    const one = await signIn(kasm, owner)
    kasm.server.screenshot.copy()
    expect((await api(kasm, 'get_screenshot?width=1&height=1')).status).toBeNull()
    await poll(() => one.ended).toBe(true)
  })
})
