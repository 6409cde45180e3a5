import { connect } from 'node:net'
import { deflateSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { HarbourApp } from '../machine/desktop/HarbourApp'
import type { MachineOptions } from '../machine/Machine'
import { u8, u16, u32, withLength } from './bytes'
import { encoding } from './encodings'
import { TestViewer, type TestViewerOptions } from './TestViewer'
import { startVncMachine, type VncMachine, type VncMachineOptions } from './VncMachine'

const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A desktop that stands still, so that pixels can be compared. */
async function start(
  options: Partial<VncMachineOptions> = {},
  machine: Partial<MachineOptions> = {},
): Promise<VncMachine> {
  const vnc = await startVncMachine({
    ...{ name: 'desk', geometry: '640x480' },
    ...options,
    machine: { start: 'desktop', desktop: { moving: false }, ...machine },
  })
  ends.push(() => vnc.close())
  return vnc
}

async function view(vnc: VncMachine, options: TestViewerOptions = {}): Promise<TestViewer> {
  const viewer = await TestViewer.connect(vnc.port, options)
  ends.push(() => viewer.close())
  return viewer
}

/** Largest difference of any channel between what the viewer has and what the machine shows, the clock left out. */
function difference(vnc: VncMachine, viewer: TestViewer): number {
  const { data, width, height } = vnc.machine.frame()
  if (width !== viewer.width || height !== viewer.height) return 256
  let largest = 0
  for (let at = 40 * width * 4; at < data.length; at++) {
    largest = Math.max(largest, Math.abs((data[at] ?? 0) - (viewer.pixels[at] ?? 0)))
  }
  return largest
}

/** Asks again after each update, until what it has is what the machine shows. */
async function catchUp(vnc: VncMachine, viewer: TestViewer, tolerance = 0): Promise<void> {
  let asked = -1
  await vi.waitFor(
    () => {
      if (asked !== viewer.updates) viewer.request()
      asked = viewer.updates
      expect(viewer.updates).toBeGreaterThan(0)
      expect(difference(vnc, viewer)).toBeLessThanOrEqual(tolerance)
    },
    { timeout: 8000, interval: 30 },
  )
}

const lossless = [encoding.copyRect, encoding.tight, encoding.raw, encoding.alphaCursor]

test('lets a viewer in without a password and names the desktop', async () => {
  const vnc = await start()
  const viewer = await view(vnc)
  expect([viewer.width, viewer.height, viewer.name]).toEqual([640, 480, 'desk'])
})

test.each(['003.003', '003.007', '003.008'])('speaks RFB %s with a password', async version => {
  const vnc = await start({ password: 'anchor' })
  const viewer = await view(vnc, { password: 'anchor', version })
  expect(viewer.name).toBe('desk')
})

test('refuses a wrong password with a reason', async () => {
  const vnc = await start({ password: 'anchor' })
  const viewer = await view(vnc, { password: 'sail' })
  expect(viewer.refusal).toBe('Authentication failure')
  await vi.waitFor(() => expect(viewer.ended).toBe(true))
})

test('sends Raw to a viewer that names no encoding, with the pointer drawn in', async () => {
  const vnc = await start()
  const viewer = await view(vnc, { dribble: true })
  viewer.request(false)
  await vi.waitFor(() => expect(viewer.updates).toBeGreaterThan(0))
  expect(viewer.of('rect').every(({ encoding: used }) => used === encoding.raw)).toBe(true)
  const { data } = vnc.machine.capture()
  const at = (240 * 640 + 320) * 4
  expect(viewer.at(320, 240)).toEqual([...data.subarray(at, at + 3)])
})

test('sends Tight that decodes to the same pixels when no quality is asked for', async () => {
  const vnc = await start()
  const viewer = await view(vnc, { encodings: lossless })
  await catchUp(vnc, viewer)
  const kinds = new Set(viewer.of('rect').map(({ tight }) => tight))
  for (const kind of ['fill', 'palette', 'copy']) expect(kinds).toContain(kind)
  expect(kinds).not.toContain('jpeg')
})

test('sends photographs as JPEG at the quality asked for, and drawings without loss', async () => {
  const vnc = await start()
  const viewer = await view(vnc, { encodings: [...lossless, -23] })
  await catchUp(vnc, viewer, 48)
  expect(viewer.of('rect').some(({ tight }) => tight === 'jpeg')).toBe(true)
  const terminal = vnc.machine.desktop?.frames.find(({ title }) => title.startsWith('Terminal'))?.frame
  const [x = 0, y = 0] = [terminal?.x, terminal?.y]
  const { data } = vnc.machine.frame()
  for (let column = x + 10; column < x + 150; column++) {
    const at = ((y + 50) * 640 + column) * 4
    expect(viewer.at(column, y + 50)).toEqual([...data.subarray(at, at + 3)])
  }
})

test.each([
  ['16 bits', Buffer.from([16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0, 0, 0, 0]), 9],
  ['8 bits', Buffer.from([8, 8, 0, 1, 0, 7, 0, 7, 0, 3, 5, 2, 0, 0, 0, 0]), 48],
])('converts to %s', async (_name, pixelFormat, tolerance) => {
  const vnc = await start()
  const viewer = await view(vnc, { pixelFormat, encodings: [encoding.raw, encoding.alphaCursor] })
  await catchUp(vnc, viewer, tolerance)
})

test('answers an incremental request only when something changed, and then with what changed', async () => {
  const vnc = await start()
  const viewer = await view(vnc, { encodings: lossless })
  await catchUp(vnc, viewer)
  viewer.heard.length = 0
  vnc.machine.type('x')
  await catchUp(vnc, viewer)
  const area = viewer.of('rect').reduce((sum, { rect }) => sum + rect.width * rect.height, 0)
  expect(area).toBeLessThan(640 * 480 * 0.2)
})

test('carries a window that is dragged by CopyRect, to the same pixels', async () => {
  const vnc = await start()
  const viewer = await view(vnc, { encodings: lossless })
  await catchUp(vnc, viewer)
  const frame = vnc.machine.desktop?.frames.at(-1)?.frame
  if (!frame) throw new Error('no window')
  const [x, y] = [frame.x + 60, frame.y + 12]
  viewer.pointer(x, y, 0)
  viewer.pointer(x, y, 1)
  await vi.waitFor(() => expect(vnc.machine.inputs.at(-1)?.kind).toBe('button'))
  await catchUp(vnc, viewer)
  viewer.heard.length = 0
  for (let step = 1; step <= 12; step++) {
    viewer.pointer(x + step * 9, y + step * 4, 1)
    if (step % 3 === 0) await catchUp(vnc, viewer)
    // Something changes in the window while it moves.
    if (step % 4 === 0) vnc.machine.type('w')
  }
  viewer.pointer(x + 108, y + 48, 0)
  await catchUp(vnc, viewer)
  expect(viewer.of('rect').filter(({ encoding: used }) => used === encoding.copyRect).length).toBeGreaterThan(2)
})

test('keeps up with a moving picture by continuous updates, never more than two unconfirmed', async () => {
  const vnc = await start({}, { desktop: { moving: true } })
  const viewer = await view(vnc, {
    encodings: [...lossless, encoding.fence, encoding.continuousUpdates, -26],
  })
  await vi.waitFor(() => expect(viewer.of('end-of-continuous-updates')).toHaveLength(1))
  viewer.send(Buffer.concat([u8(150, 1), u16(0, 0, 640, 480)]))
  await vi.waitFor(() => expect(viewer.updates).toBeGreaterThan(10), 5000)
  vnc.machine.desktop?.app(HarbourApp)?.toggle()
  await vi.waitFor(() => expect(difference(vnc, viewer)).toBeLessThan(60), { timeout: 3000, interval: 50 })
  viewer.send(Buffer.concat([u8(150, 0), u16(0, 0, 640, 480)]))
  await vi.waitFor(() => expect(viewer.of('end-of-continuous-updates')).toHaveLength(2))
})

test('answers a fence with the flags it knows', async () => {
  const vnc = await start()
  const viewer = await view(vnc, { encodings: [encoding.fence] })
  viewer.send(Buffer.concat([u8(248, 0, 0, 0), u32(0x80000103), u8(3), Buffer.from('abc')]))
  await vi.waitFor(() => {
    expect(viewer.of('fence').at(-1)).toMatchObject({ flags: 3, payload: Buffer.from('abc') })
  })
})

test("changes size at run time and at a viewer's wish", async () => {
  const vnc = await start()
  const viewer = await view(vnc, { encodings: [...lossless, encoding.extendedDesktopSize] })
  const other = await view(vnc, { encodings: [...lossless, encoding.desktopSize] })
  await catchUp(vnc, viewer)
  await catchUp(vnc, other)
  vnc.machine.resize(800, 600)
  await catchUp(vnc, viewer)
  await catchUp(vnc, other)
  expect([other.width, other.height]).toEqual([800, 600])
  const screen = Buffer.concat([u32(1), u16(0, 0, 720, 500), u32(0)])
  viewer.send(Buffer.concat([u8(251, 0), u16(720, 500), u8(1, 0), screen]))
  await vi.waitFor(() => expect(vnc.machine.widthPx).toBe(720))
  await catchUp(vnc, viewer)
  await catchUp(vnc, other)
  expect(viewer.of('size').at(-1)).toMatchObject({ width: 720, height: 500, reason: 1, status: 0 })
})

test('says why a size is not possible', async () => {
  const vnc = await start({ fixedSize: true })
  const viewer = await view(vnc, { encodings: [encoding.extendedDesktopSize] })
  const screen = Buffer.concat([u32(1), u16(0, 0, 720, 500), u32(0)])
  viewer.send(Buffer.concat([u8(251, 0), u16(720, 500), u8(1, 0), screen]))
  viewer.request()
  await vi.waitFor(() => {
    viewer.request()
    expect(viewer.of('size').at(-1)).toMatchObject({ reason: 1, status: 1 })
  })
})

test('types keysyms and scan codes, one byte at a time', async () => {
  const vnc = await start()
  const viewer = await view(vnc, { encodings: lossless, dribble: true })
  vnc.machine.key('AltLeft', true)
  vnc.machine.key('Tab', true)
  vnc.machine.key('Tab', false)
  vnc.machine.key('AltLeft', false)
  const editor = vnc.machine.desktop?.frames.at(-1)
  expect(editor?.title).toBe('notes.txt')
  for (const keysym of [0x68, 0xe9, 0x010020ac]) {
    viewer.key(keysym, true)
    viewer.key(keysym, false)
  }
  // Ctrl+S as QEMU's extended events, without a keysym.
  for (const [scanCode, down] of [
    [29, 1],
    [31, 1],
    [31, 0],
    [29, 0],
  ] as const) {
    viewer.send(Buffer.concat([u8(255, 0), u16(down), u32(0), u32(scanCode)]))
  }
  await vi.waitFor(() => expect(vnc.machine.files.read('/home/ops/notes.txt')).toMatch(/hé€$/))
})

test('releases what a viewer held when it goes', async () => {
  const vnc = await start()
  const viewer = await view(vnc)
  viewer.key(0xffe3, true)
  viewer.pointer(10, 300, 1)
  await vi.waitFor(() => expect(vnc.machine.inputs.at(-1)).toMatchObject({ button: 'left', down: true }))
  viewer.close()
  await vi.waitFor(() => expect(vnc.machine.inputs.at(-1)).toMatchObject({ button: 'left', down: false }))
  expect(vnc.machine.inputs).toContainEqual(expect.objectContaining({ keysym: 0xffe3, down: false }))
})

test('tells of lock keys, the bell, a new name and a new pointer', async () => {
  const vnc = await start()
  const viewer = await view(vnc, { encodings: [...lossless, encoding.qemuLeds, encoding.desktopName] })
  await catchUp(vnc, viewer)
  expect(viewer.of('locks').at(-1)?.bits).toBe(2)
  expect(viewer.of('cursor').at(-1)?.rect).toMatchObject({ width: 18, height: 24 })
  vnc.machine.key('CapsLock', true)
  vnc.machine.key('CapsLock', false)
  vnc.machine.type('bell\n')
  vnc.server.rename('desk, renamed')
  const frame = vnc.machine.desktop?.frames.at(-1)?.frame
  vnc.machine.pointerToPixel((frame?.x ?? 0) + 100, (frame?.y ?? 0) + 100)
  await catchUp(vnc, viewer)
  expect(viewer.of('locks').at(-1)?.bits).toBe(6)
  expect(viewer.of('bell')).toHaveLength(1)
  expect(viewer.name).toBe('desk, renamed')
  expect(viewer.of('cursor').at(-1)?.rect).toMatchObject({ width: 12, height: 22 })
})

test('carries Latin-1 text both ways for old viewers', async () => {
  const vnc = await start()
  const viewer = await view(vnc)
  viewer.send(Buffer.concat([u8(6, 0, 0, 0), withLength(Buffer.from('naïve', 'latin1'))]))
  await vi.waitFor(() => expect(vnc.machine.clipboard.get()).toBe('naïve'))
  vnc.machine.clipboard.set('déjà vu')
  await vi.waitFor(() => expect(viewer.of('cut-text').map(({ text }) => text)).toEqual(['déjà vu']))
})

test('carries any text both ways by the extended clipboard', async () => {
  const vnc = await start()
  const viewer = await view(vnc, { encodings: [encoding.extendedClipboard] })
  const say = (body: Buffer) => viewer.send(Buffer.concat([u8(6, 0, 0, 0), u32(-body.length), body]))
  await vi.waitFor(() => expect(viewer.of('cut-text')).toHaveLength(1))
  say(u32((1 << 27) | 1))
  await vi.waitFor(() => expect(viewer.of('cut-text').at(-1)?.extended).toEqual(u32((1 << 25) | 1)))
  say(Buffer.concat([u32((1 << 28) | 1), deflateSync(withLength('ahoy €\r\nтут\0'))]))
  await vi.waitFor(() => expect(vnc.machine.clipboard.get()).toBe('ahoy €\nтут'))
  vnc.machine.clipboard.set('back ✓')
  await vi.waitFor(() => expect(viewer.of('cut-text').at(-1)?.extended).toEqual(u32((1 << 27) | 1)))
  say(u32((1 << 25) | 1))
  await vi.waitFor(() => expect(viewer.of('cut-text').at(-1)?.extended?.readUInt32BE(0)).toBe((1 << 28) | 1))
})

test('drives the power by XVP', async () => {
  const vnc = await start()
  const viewer = await view(vnc, { encodings: [encoding.xvp] })
  await vi.waitFor(() => expect(viewer.of('xvp')).toEqual([{ kind: 'xvp', code: 1 }]))
  viewer.send(u8(250, 0, 1, 4))
  await vi.waitFor(() => expect(vnc.machine.state).toBe('firmware'))
  viewer.send(u8(250, 0, 1, 2))
  await vi.waitFor(() => expect(vnc.machine.state).toBe('off'))
  viewer.send(u8(250, 0, 1, 2))
  await vi.waitFor(() => expect(viewer.of('xvp').at(-1)?.code).toBe(0))
  viewer.send(u8(250, 0, 1, 3))
  await vi.waitFor(() => expect(vnc.machine.leds.power).toBe(true))
})

test('ends the others for a viewer that does not share', async () => {
  const vnc = await start()
  const first = await view(vnc)
  const second = await view(vnc, { shared: false })
  await vi.waitFor(() => expect(first.ended).toBe(true))
  expect(second.ended).toBe(false)
})

test.each([
  ['no greeting', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['an unknown message', Buffer.from([...Buffer.from('RFB 003.008\n'), 1, 1, 99])],
  ['a text beyond reason', Buffer.from([...Buffer.from('RFB 003.008\n'), 1, 1, 6, 0, 0, 0, 0x7f, 0, 0, 0])],
  ['a colour map', Buffer.from([...Buffer.from('RFB 003.008\n'), 1, 1, 0, 0, 0, 0, 8, 8, ...Array(14).fill(0)])],
])('drops a viewer with %s, and serves on', async (_name, garbage) => {
  const vnc = await start()
  const socket = connect(vnc.port, '127.0.0.1')
  let closed = false
  socket.on('close', () => (closed = true))
  socket.on('data', () => {})
  socket.on('error', () => {})
  socket.write(garbage)
  await vi.waitFor(() => expect(closed).toBe(true))
  expect((await view(vnc)).name).toBe('desk')
})
