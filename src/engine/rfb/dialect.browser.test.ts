import { afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { loadNovnc, type NovncLibrary, type NovncSession, type SessionHooks } from './novnc'
import { plainRfb, type RectPlace, type RfbDialect, type RfbPointer, type RfbRect, type TightKind } from './RfbDialect'
import { encodeQoi } from './testing/encodeQoi'
import { latin1, ScriptedSocket, u16, u32 } from './testing/ScriptedSocket'

/*
 * The hooks that a family has, on a dialect of the test's own. Unless a test says otherwise, every byte from the server
 * comes alone.
 */

const noteType = 178
const bell = [2]
const raw = 0
const rre = 2
const tightPng = -260

let library: NovncLibrary
let place: HTMLElement
const open: NovncSession[] = []

beforeAll(async () => {
  library = await loadNovnc()
})
beforeEach(() => {
  place = document.createElement('div')
  place.style.cssText = 'position: absolute; inset: 0 auto auto 0; width: 80px; height: 60px'
  document.body.append(place)
})
afterEach(() => {
  for (const session of open.splice(0)) session.disconnect()
  place.remove()
})

function hooks() {
  return {
    failed: vi.fn<(details: string) => void>(),
    resized: vi.fn(() => true),
    painted: vi.fn<SessionHooks['painted']>(),
    lost: vi.fn<() => void>(),
    rectangle: vi.fn<(encoding: number) => void>(),
    queued: vi.fn<(ms: number) => void>(),
    roundTrip: vi.fn<(ms: number) => void>(),
    locks: vi.fn<(caps: boolean, num: boolean) => void>(),
    left: vi.fn<(canvas: HTMLCanvasElement) => void>(),
  }
}

/** A session in this dialect, past its handshake. */
function start(dialect: RfbDialect = plainRfb, size: readonly [number, number] | 'not yet' = [8, 6]) {
  const socket = new ScriptedSocket()
  const told = hooks()
  const session = new library.Session(place, socket.asWebSocket, {}, dialect, told)
  open.push(session)
  const rang = vi.fn()
  session.addEventListener('bell', rang)
  if (size !== 'not yet') socket.handshake(...size)
  return { session, socket, told, rang }
}

/** The lists in what was sent, each a SetEncodings. */
function encodingLists(sent: readonly number[]): number[][] {
  const lists: number[][] = []
  const view = new DataView(new Uint8Array(sent).buffer)
  const lengths: Readonly<Record<number, number>> = { 0: 20, 3: 10, 150: 10 }
  for (let at = 0; at < sent.length; ) {
    const type = view.getUint8(at)
    if (type === 2) {
      const count = view.getUint16(at + 2)
      lists.push(Array.from({ length: count }, (_, i) => view.getInt32(at + 4 + i * 4)))
      at += 4 + count * 4
    } else {
      const length = lengths[type]
      if (length === undefined) throw new Error(`message ${type} at ${at}`)
      at += length
    }
  }
  return lists
}

/** What the client says of encodings from here on: its part of the handshake is 12 + 1 + 1 bytes. */
const announced = (socket: ScriptedSocket) => encodingLists(socket.sent().slice(14))

const update = (...rectangles: readonly (readonly number[])[]) => [
  ...[0, 0],
  ...u16(rectangles.length),
  ...rectangles.flat(),
]
const rectangle = (x: number, y: number, w: number, h: number, encoding: number, ...data: readonly number[]) => [
  ...[...u16(x), ...u16(y), ...u16(w), ...u16(h), ...u32(encoding)],
  ...data,
]
/** A pixel of what can be drawn. */
function pixelOf(image: CanvasImageSource, x: number, y: number): number[] {
  const context = Object.assign(document.createElement('canvas'), { width: 100, height: 100 }).getContext('2d')
  context?.drawImage(image, 0, 0)
  return [...(context?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3)
}
/** A pixel of the framebuffer, once everything that came is in it. */
async function pixelAt(session: NovncSession, x: number, y: number): Promise<number[]> {
  await session.settled()
  const blob = await session.capture('image/png')
  if (!blob) throw new Error('no picture')
  return pixelOf(await createImageBitmap(blob), x, y)
}

describe('encodings', () => {
  it('are those of the library in plain RFB', () => {
    const { socket } = start()
    const [list = []] = announced(socket)
    expect(list).toEqual(expect.arrayContaining([raw, rre, 7, tightPng, -312]))
    expect(new Set(list).size).toBe(list.length)
  })

  it('are those that the dialect makes of them', () => {
    let given: readonly number[] = []
    const { socket } = start({
      name: 'test',
      encodings: stock => {
        given = stock
        return [-1024, ...stock.filter(encoding => encoding !== 7)]
      },
    })
    expect(announced(socket)).toEqual([[-1024, ...given.filter(encoding => encoding !== 7)]])
    expect(given).toContain(7)
  })

  it('are adapted again when the quality changes', () => {
    const { session, socket } = start({ name: 'test', encodings: stock => [-1024, ...stock] })
    socket.sent()
    session.qualityLevel = 2
    const [list = []] = encodingLists(socket.sent())
    expect(list[0]).toBe(-1024)
    expect(list).toContain(-32 + 2)
  })

  it('of one session are none of another’s business', () => {
    start({ name: 'test', encodings: () => [raw] })
    const { socket } = start(plainRfb)
    expect(announced(socket)[0]?.length).toBeGreaterThan(5)
  })

  it('leave the library as it was when the dialect throws', () => {
    const send = library.base.messages.clientEncodings
    const { session } = start()
    const broken = start({ name: 'test', encodings: stock => [...stock] }).session
    Object.assign(broken, {
      dialect: {
        name: 'broken',
        encodings: () => {
          throw new Error('no')
        },
      },
    })
    expect(() => broken._sendEncodings()).toThrow('no')
    expect(library.base.messages.clientEncodings).toBe(send)
    expect(() => session._sendEncodings()).not.toThrow()
  })
})

describe('a message of the dialect’s own', () => {
  const note = (text: string) => [noteType, 0, 0, 0, ...u32(text.length), ...latin1(text)]

  /** Three bytes of padding, a length and text. */
  function notes() {
    const read: string[] = []
    let asked = 0
    const dialect: RfbDialect = {
      name: 'test',
      messages: [
        {
          type: noteType,
          read(reader) {
            asked++
            if (!reader.has(7)) return false
            reader.skip(3)
            const length = reader.u32()
            if (!reader.has(length)) return false
            read.push(reader.text(length))
            return true
          },
        },
      ],
    }
    return { dialect, read, asked: () => asked }
  }

  it('is read once, when its last byte is here', () => {
    const { dialect, read, asked } = notes()
    const { socket, told } = start(dialect)
    const bytes = note('nan, 10.0')
    socket.dribble(bytes.slice(0, -1))
    expect(read).toEqual([])
    expect(asked()).toBe(bytes.length - 1)
    socket.dribble(bytes.slice(-1))
    expect(read).toEqual(['nan, 10.0'])
    expect(told.failed).not.toHaveBeenCalled()
  })

  it('leaves what stands before and behind it to the others, wherever the chunks end', () => {
    const bytes = [...bell, ...note('one'), ...note(''), ...bell, ...note('two'), ...bell]
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { dialect, read } = notes()
      const { socket, rang, told } = start(dialect)
      socket.deliver(bytes.slice(0, cut))
      socket.deliver(bytes.slice(cut))
      expect(read, `cut after ${cut}`).toEqual(['one', '', 'two'])
      expect(rang, `cut after ${cut}`).toHaveBeenCalledTimes(3)
      expect(told.failed).not.toHaveBeenCalled()
    }
  })

  it('is not seen in the pixels of an update', async () => {
    const { dialect, read } = notes()
    const { session, socket, told } = start(dialect)
    const pixels = [noteType, noteType, noteType, 0, noteType, 0, 0, 0]
    socket.dribble(update(rectangle(1, 2, 2, 1, raw, ...pixels)))
    socket.dribble(note('after'))
    expect(read).toEqual(['after'])
    expect(told.rectangle.mock.calls).toEqual([[raw]])
    expect(told.failed).not.toHaveBeenCalled()
    expect(await pixelAt(session, 1, 2)).toEqual([noteType, noteType, noteType])
  })

  it('ends the session where no dialect knows it', () => {
    const { socket, told } = start()
    socket.dribble([noteType])
    expect(told.failed).toHaveBeenCalledWith(`Unexpected server message (type ${noteType})`)
  })

  it('cannot take over a message of RFB', () => {
    const read = vi.fn(() => true)
    const taken = [0, 1, 2, 3, 150, 248, 250].map(type => ({ type, read }))
    const { socket, rang } = start({ name: 'greedy', messages: taken })
    socket.dribble([...bell, ...update(rectangle(0, 0, 1, 1, raw, 1, 2, 3, 0)), ...bell])
    expect(rang).toHaveBeenCalledTimes(2)
    expect(read).not.toHaveBeenCalled()
  })
})

describe('the pointer', () => {
  const own: RfbDialect = {
    name: 'test',
    writePointer: ({ xPx, yPx, buttons }: RfbPointer) =>
      new Uint8Array([99, ...u16(buttons), ...u16(xPx), ...u16(yPx)]),
  }

  it('is written in the dialect’s bytes, all of its buttons', () => {
    const { session, socket } = start(own)
    socket.sent()
    session._sendMouse(3, 4, 0b1_0000_0101)
    expect(socket.sent()).toEqual([99, 1, 5, 0, 3, 0, 4])
  })

  it('stays inside the framebuffer, also in a drag beyond its edge', () => {
    const { session, socket } = start(own)
    socket.sent()
    session._sendMouse(-20, 4_000, 1)
    session._sendMouse(8, 6, 0)
    expect(socket.sent()).toEqual([...[99, 0, 1, 0, 0, 0, 5], ...[99, 0, 0, 0, 7, 0, 5]])
  })

  it('follows the operator’s hand, and is let go where it was last', () => {
    const { session, socket } = start(own)
    socket.sent()
    const { left, top } = session.canvas.getBoundingClientRect()
    const mouse = (type: string, buttons: number) =>
      session.canvas.dispatchEvent(
        new MouseEvent(type, { clientX: left + 2, clientY: top + 3, buttons, bubbles: true, cancelable: true }),
      )
    mouse('mousemove', 0)
    mouse('mousedown', 2)
    session.releaseAll()
    session.releaseAll()
    expect(socket.sent()).toEqual([...[99, 0, 0, 0, 2, 0, 3], ...[99, 0, 4, 0, 2, 0, 3], ...[99, 0, 0, 0, 2, 0, 3]])
  })

  it('is not sent in view-only, nor before the session stands', () => {
    const { session, socket } = start(own)
    socket.sent()
    session.viewOnly = true
    session._sendMouse(1, 1, 1)
    expect(socket.sent()).toEqual([])
    const early = start(own, 'not yet')
    early.socket.open()
    early.session._sendMouse(1, 1, 1)
    expect(early.socket.sent()).toEqual([])
  })

  it('is RFB’s where the dialect has none', () => {
    const { session, socket } = start()
    socket.sent()
    session._sendMouse(3, 4, 1)
    expect(socket.sent()).toEqual([5, 1, 0, 3, 0, 4])
  })
})

describe('the clipboard', () => {
  const own: RfbDialect = {
    name: 'test',
    writeClipboard: text => {
      const bytes = new TextEncoder().encode(text)
      return new Uint8Array([180, ...u32(bytes.length), ...bytes])
    },
  }

  it('is written in the dialect’s bytes', () => {
    const { session, socket } = start(own)
    socket.sent()
    session.clipboardPasteFrom('é')
    expect(socket.sent()).toEqual([180, 0, 0, 0, 2, 0xc3, 0xa9])
  })

  it('is sent whole, however long', () => {
    const { session, socket } = start(own)
    socket.sent()
    session.clipboardPasteFrom('x'.repeat(100_000)) // the library sends in pieces of 10 kB
    const sent = socket.sent()
    expect(sent.length).toBe(100_005)
    expect(sent.slice(5).every(byte => byte === 0x78)).toBe(true)
  })

  it('is not sent in view-only, nor before the session stands', () => {
    const { session, socket } = start(own)
    socket.sent()
    session.viewOnly = true
    session.clipboardPasteFrom('a')
    expect(socket.sent()).toEqual([])
    const early = start(own, 'not yet')
    early.socket.open()
    early.session.clipboardPasteFrom('a')
    expect(early.socket.sent()).toEqual([])
  })

  it('is RFB’s where the dialect has none', () => {
    const { session, socket } = start()
    socket.sent()
    session.clipboardPasteFrom('a')
    expect(socket.sent()).toEqual([6, 0, 0, 0, 0, 0, 0, 1, 0x61])
  })
})

describe('rectangles of the dialect’s own', () => {
  const own = -5_000
  const tight = 7
  const compact = (data: ArrayLike<number>) => [(data.length & 0x7f) | 0x80, data.length >> 7, ...Array.from(data)]
  const color = (hue: string, type: string, width: number, height: number): Promise<number[]> => {
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    if (context) context.fillStyle = hue
    context?.fillRect(0, 0, width, height)
    return canvas.convertToBlob({ type, quality: 1 }).then(async blob => [...new Uint8Array(await blob.arrayBuffer())])
  }

  it('are read once whole, and draw in their order among others', async () => {
    const places: RectPlace[] = []
    const image = await color('rgb(0, 255, 0)', 'image/png', 8, 6)
    const { session, socket, told } = start({
      name: 'test',
      rects: [
        {
          encoding: own,
          read(place, reader, picture) {
            if (!reader.has(2)) return false
            const length = reader.u16()
            if (!reader.has(length)) return false
            places.push(place)
            picture.image(place, 'image/png', reader.bytes(length))
            return true
          },
        },
      ],
    })
    const fill = (red: number) => rectangle(0, 0, 4, 6, rre, ...u32(0), red, 0, 0, 0)
    socket.dribble(update(fill(9), rectangle(0, 0, 8, 6, own, ...u16(image.length), ...image), fill(200)))
    expect(places).toEqual([{ x: 0, y: 0, width: 8, height: 6 }])
    expect(await pixelAt(session, 1, 1)).toEqual([200, 0, 0])
    expect(await pixelAt(session, 6, 1)).toEqual([0, 255, 0])
    expect(told.failed).not.toHaveBeenCalled()
  })

  it('may draw nothing', () => {
    const seen: number[] = []
    const read: RfbRect['read'] = (place, reader) => {
      if (!reader.has(1)) return false
      seen.push(place.width, reader.u8())
      return true
    }
    const { socket, rang } = start({ name: 'test', rects: [{ encoding: own, read }] })
    socket.dribble([...update(rectangle(0, 0, 77, 0, own, 5)), ...bell])
    expect(seen).toEqual([77, 5])
    expect(rang).toHaveBeenCalledTimes(1)
  })

  it('end the session when they are wrong', () => {
    const read = () => {
      throw new Error('no such screen')
    }
    const { socket, told } = start({ name: 'test', rects: [{ encoding: own, read }] })
    socket.dribble(update(rectangle(0, 0, 1, 1, own)))
    expect(told.failed.mock.calls[0]?.[0]).toContain('no such screen')
  })

  it('of Tight: WebP and QOI, scaled where they are smaller, and what is no picture', async () => {
    const marks: number[][] = []
    const tightKinds: readonly TightKind[] = [
      { kind: 11, draw: (place, data, picture) => picture.image(place, 'image/webp', data) },
      { kind: 12, draw: (place, data, picture) => picture.qoi(place, data) },
      { kind: 13, draw: (_, data) => void marks.push([...data]) },
    ]
    const { session, socket, told } = start({ name: 'test', tightKinds })
    const webp = await color('rgb(255, 255, 255)', 'image/webp', 2, 2)
    const qoi = encodeQoi(Uint8Array.of(1, 2, 3, 255), 1, 1)
    socket.dribble(
      update(
        rectangle(0, 0, 4, 6, tight, 0xb0, ...compact(webp)),
        rectangle(4, 0, 2, 6, tight, 0xc0, ...compact(qoi)),
        rectangle(0, 0, 8, 6, tight, 0xd0, ...compact([7, 8, 9])),
        rectangle(6, 0, 2, 6, tight, 0x80, 50, 60, 70),
      ),
    )
    expect(marks).toEqual([[7, 8, 9]])
    for (const value of await pixelAt(session, 3, 5)) expect(value).toBeGreaterThan(250)
    expect(await pixelAt(session, 5, 5)).toEqual([1, 2, 3])
    expect(await pixelAt(session, 7, 0)).toEqual([50, 60, 70])
    expect(told.failed).not.toHaveBeenCalled()
  })

  it('of Tight: a JPEG that is smaller than its rectangle is scaled to it', async () => {
    const { session, socket } = start()
    const jpeg = await color('rgb(255, 255, 255)', 'image/jpeg', 2, 2)
    socket.dribble(update(rectangle(0, 0, 8, 6, tight, 0x90, ...compact(jpeg))))
    for (const [x, y] of [
      [0, 0],
      [7, 5],
    ] as const) {
      for (const value of await pixelAt(session, x, y)) expect(value).toBeGreaterThan(250)
    }
  })

  it('of Tight are errors where the dialect has none', () => {
    const { socket, told } = start()
    socket.dribble(update(rectangle(0, 0, 4, 4, tight, 0xb0, 1, 0)))
    expect(told.failed.mock.calls[0]?.[0]).toContain('Illegal tight compression')
  })
})

describe('fences', () => {
  const isRequest = 0x80000000
  const fence = (flags: number, payload: readonly number[]) => [248, 0, 0, 0, ...u32(flags), payload.length, ...payload]

  it('of the server are answered, once whole', () => {
    const { socket } = start()
    socket.sent()
    socket.dribble(fence(isRequest + 1, [7, 8, 9]).slice(0, -1))
    expect(socket.sent()).toEqual([])
    socket.dribble([9])
    expect(socket.sent()).toEqual(fence(1, [7, 8, 9]))
  })

  it('are ours only once the server has shown one', () => {
    const { session, socket } = start()
    expect(session.probeRoundTrip()).toBe(false)
    socket.dribble(fence(isRequest, []))
    expect(session.probeRoundTrip()).toBe(true)
  })

  it('of ours come back as the time they took, wherever the chunks end', () => {
    const { session, socket, told, rang } = start()
    socket.dribble(fence(isRequest, []))
    socket.sent()
    session.probeRoundTrip()
    const probe = socket.sent()
    expect(probe.slice(0, 8)).toEqual([248, 0, 0, 0, 0x80, 0, 0, 1])
    const answer = fence(1, probe.slice(9))
    socket.dribble(answer.slice(0, -1))
    expect(told.roundTrip).not.toHaveBeenCalled()
    socket.dribble([...answer.slice(-1), ...bell])
    expect(told.roundTrip).toHaveBeenCalledTimes(1)
    const [ms = -1] = told.roundTrip.mock.calls[0] ?? []
    expect(ms).toBeGreaterThan(-0.1) // the stamp counts tenths
    expect(ms).toBeLessThan(5_000)
    expect(rang).toHaveBeenCalledTimes(1)
    expect(told.failed).not.toHaveBeenCalled()
  })

  it('that answer somebody else do no harm', () => {
    const { socket, told, rang } = start()
    socket.dribble([...fence(0, []), ...fence(3, latin1('else')), ...bell])
    expect(told.roundTrip).not.toHaveBeenCalled()
    expect(told.failed).not.toHaveBeenCalled()
    expect(rang).toHaveBeenCalledTimes(1)
  })
})

describe('a session that nobody looks at', () => {
  const request = (incremental: number) => [3, incremental, 0, 0, 0, 0, 0, 8, 0, 6]
  const whole = (red: number) => update(rectangle(0, 0, 8, 6, rre, ...u32(0), red, 0, 0, 0))

  it('asks for nothing, keeps nothing, hears everything else, and comes back whole', async () => {
    const { session, socket, rang } = start()
    socket.deliver(whole(9))
    expect(await pixelAt(session, 3, 3)).toEqual([9, 0, 0])
    socket.sent()
    session.pause()
    session.pause()
    await session.settled()
    expect(await session.capture('image/png')).toBeUndefined()
    socket.deliver([...whole(50), ...bell])
    expect(socket.sent()).toEqual([])
    expect(rang).toHaveBeenCalledTimes(1)
    session.resume()
    session.resume()
    expect(socket.sent()).toEqual(request(0))
    socket.deliver(whole(200))
    expect(socket.sent()).toEqual(request(1))
    expect(await pixelAt(session, 3, 3)).toEqual([200, 0, 0])
  })

  it('stops updates that come unasked, and has them begin again', () => {
    const { session, socket } = start()
    const end = [150]
    socket.dribble(end) // the server offers them
    const continuous = (enable: number) => [150, enable, 0, 0, 0, 0, 0, 8, 0, 6]
    expect(socket.sent().slice(-10)).toEqual(continuous(1))
    session.pause()
    expect(socket.sent()).toEqual(continuous(0))
    socket.dribble(end)
    session.resume()
    expect(socket.sent()).toEqual([...request(0), ...continuous(1)])
    socket.deliver(whole(1))
    expect(socket.sent()).toEqual([])
  })
})

describe('what a session tells', () => {
  it('rectangles and paints, as they come', async () => {
    const { session, socket, told } = start()
    const first = rectangle(0, 0, 8, 6, rre, ...u32(0), 16, 32, 64, 0)
    const second = rectangle(7, 5, 1, 1, raw, 1, 2, 3, 0)
    socket.dribble(update(first, second).slice(0, -1))
    expect(told.rectangle.mock.calls).toEqual([[rre]])
    socket.dribble([0])
    expect(told.rectangle.mock.calls).toEqual([[rre], [raw]])
    expect(await pixelAt(session, 7, 5)).toEqual([1, 2, 3])
    expect(await pixelAt(session, 0, 0)).toEqual([16, 32, 64])
    await expect.poll(() => told.painted.mock.calls.some(([report]) => report.painted > 0)).toBe(true)
  })

  it('how long the painter held back the next update, and loses none', async () => {
    const { session, socket, told } = start()
    const dots = Array.from({ length: 8 }, (_, x) => update(rectangle(x, 0, 1, 1, raw, x + 1, 0, 0, 0)))
    for (const dot of dots) {
      socket.deliver(dot)
      await Promise.resolve() // what comes in one message travels together
    }
    expect(told.rectangle.mock.calls.length).toBeLessThan(8)
    await expect.poll(() => told.rectangle.mock.calls.length).toBe(8)
    expect(told.queued).toHaveBeenCalled()
    for (const [ms] of told.queued.mock.calls) expect(ms).toBeGreaterThanOrEqual(0)
    expect(await pixelAt(session, 7, 0)).toEqual([8, 0, 0])
  })

  it('nothing more than a few updates to a painter that has stopped, and asks the server for no more', async () => {
    const { session, socket, told } = start()
    await session.settled()
    Object.assign(session._display, { painted: { send: () => {}, close: () => {} } })
    const dot = update(rectangle(0, 0, 1, 1, raw, 9, 0, 0, 0))
    const deliver = async (count: number) => {
      for (let i = 0; i < count; i++) {
        socket.deliver(dot)
        await Promise.resolve()
      }
    }
    await deliver(8)
    const read = told.rectangle.mock.calls.length
    expect(read).toBeLessThanOrEqual(5)
    socket.sent()
    await deliver(100)
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(told.rectangle.mock.calls.length).toBe(read)
    expect(socket.sent()).toEqual([])
  })

  it('the lock lamps', () => {
    const { socket, told } = start()
    const ledState = -261
    socket.dribble(update(rectangle(0, 0, 0, 0, ledState)))
    expect(told.locks).not.toHaveBeenCalled()
    socket.dribble([0b100])
    expect(told.locks.mock.calls).toEqual([[true, false]])
  })

  it('its size, and ends when that is refused', () => {
    const { socket, told, rang } = start(plainRfb, [80, 60])
    const desktopSize = -223
    told.resized.mockClear()
    socket.dribble(update(rectangle(0, 0, 100, 50, desktopSize)))
    expect(told.resized.mock.calls).toEqual([[100, 50]])
    told.resized.mockReturnValue(false)
    socket.dribble(update(rectangle(0, 0, 60_000, 60_000, desktopSize)))
    expect(told.left).toHaveBeenCalledTimes(1)
    socket.dribble(bell)
    expect(rang).not.toHaveBeenCalled()
  })

  it('how far its handshake came', () => {
    const { session, socket } = start(plainRfb, 'not yet')
    const seen = [session.handshakeStage]
    socket.open()
    seen.push(session.handshakeStage)
    for (const part of [latin1('RFB 003.008\n'), [1, 1], u32(0)]) {
      socket.dribble(part)
      seen.push(session.handshakeStage)
    }
    expect(seen).toEqual(['opening', 'version', 'security', 'result', 'init'])
  })

  it('its canvas, when it is over, with the last frame on it', async () => {
    const { session, socket, told } = start()
    socket.dribble(update(rectangle(0, 0, 8, 6, rre, ...u32(0), 16, 32, 64, 0)))
    await expect.poll(() => pixelOf(session.canvas, 3, 3)).toEqual([16, 32, 64])
    session.disconnect()
    expect(told.left).toHaveBeenCalledWith(session.canvas)
    expect(pixelOf(session.canvas, 3, 3)).toEqual([16, 32, 64])
  })
})

describe('H.264 among other rectangles', () => {
  const h264 = 50
  const [width, height] = [640, 360]

  /** Access units of a moving picture, from a key frame on: `server-mock/video/forTests.ts`. */
  function units(count: number): Promise<readonly (readonly number[])[]> {
    return new Promise(resolve => {
      const all: number[][] = []
      const socket = new WebSocket(`ws://127.0.0.1:${inject('videoPort')}/`)
      socket.binaryType = 'arraybuffer'
      socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
        const [isKey, ...unit] = new Uint8Array(data)
        if (all.length > 0 || isKey === 1) all.push(unit)
        if (all.length < count) return
        socket.close()
        resolve(all.slice(0, count))
      })
    })
  }
  const video = (unit: readonly number[]) =>
    rectangle(0, 0, width, height, h264, ...u32(unit.length), ...u32(0), ...unit)
  const fill = (x: number, ...color: number[]) => rectangle(x, 0, 4, 6, rre, ...u32(0), ...color, 0)

  it('is drawn in its order, however the network cuts it', async () => {
    const { session, socket, told } = start(plainRfb, [width, height])
    const [first = [], second = [], third = []] = await units(3)
    const bytes = update(fill(0, 9, 9, 9), video(first), video(second), video(third), fill(8, 200, 0, 0))
    for (let at = 0; at < bytes.length; at += 1777) socket.deliver(bytes.slice(at, at + 1777))
    expect(await pixelAt(session, 9, 1)).toEqual([200, 0, 0])
    expect(await pixelAt(session, 1, 1)).not.toEqual([9, 9, 9])
    expect(told.painted.mock.calls.reduce((sum, [{ bad }]) => sum + bad, 0)).toBe(0)
    expect(told.failed).not.toHaveBeenCalled()
  })

  it('that nobody can decode holds nothing up, and is told', async () => {
    const { session, socket, told } = start(plainRfb, [width, height])
    const [key = [], delta = []] = await units(2)
    socket.deliver(update(video(delta), video(key.map((byte, i) => (i > 40 ? 255 : byte))), fill(0, 0, 99, 0)))
    expect(await pixelAt(session, 1, 1)).toEqual([0, 99, 0])
    expect(told.painted.mock.calls.some(([{ videoLost }]) => videoLost)).toBe(true)
  })

  it('of no length is read, and begins nothing', async () => {
    const { session, socket, rang } = start()
    socket.dribble([...update(rectangle(0, 0, 8, 6, h264, ...u32(0), ...u32(2)), fill(0, 1, 2, 3)), ...bell])
    expect(await pixelAt(session, 1, 1)).toEqual([1, 2, 3])
    expect(rang).toHaveBeenCalledTimes(1)
  })
})
