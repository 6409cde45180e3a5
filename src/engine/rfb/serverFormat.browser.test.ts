import { deflate } from 'pako'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Three } from '../worker/pixelFormat'
import { loadNovnc, type NovncLibrary } from './novnc'
import { plainRfb } from './RfbDialect'
import { ScriptedSocket, u16, u32 } from './testing/ScriptedSocket'

/*
 * Servers that write pixels in their own format, whatever they are asked for (seen on small and on old ones): every
 * encoding that the console announces to them shows the colours that were meant.
 */

interface Native {
  readonly bitsPerPixel: number
  readonly isBigEndian: boolean
  readonly max: Three
  readonly shift: Three
}

const rgbx: Native = { bitsPerPixel: 32, isBigEndian: false, max: [255, 255, 255], shift: [0, 8, 16] }
const bgrx: Native = { ...rgbx, shift: [16, 8, 0] }
const natives: Readonly<Record<string, Native>> = {
  'R, G, B, X': rgbx,
  'B, G, R, X': bgrx,
  'X, R, G, B': { bitsPerPixel: 32, isBigEndian: true, max: [255, 255, 255], shift: [16, 8, 0] },
  'X, B, G, R': { bitsPerPixel: 32, isBigEndian: false, max: [255, 255, 255], shift: [24, 16, 8] },
  '565, little-endian': { bitsPerPixel: 16, isBigEndian: false, max: [31, 63, 31], shift: [11, 5, 0] },
  '565, big-endian': { bitsPerPixel: 16, isBigEndian: true, max: [31, 63, 31], shift: [11, 5, 0] },
  '555, blue first': { bitsPerPixel: 16, isBigEndian: false, max: [31, 31, 31], shift: [0, 5, 10] },
}

const colors: readonly [Three, Three, Three, Three] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
]
const size = 8
const half = size / 2
/** A quarter of the picture for each colour. */
const meant = Array.from({ length: size * size }, (_, i): Three => {
  const isRight = i % size >= half
  const [upperLeft, upperRight, lowerLeft, lowerRight] = colors
  if (i < size * half) return isRight ? upperRight : upperLeft
  return isRight ? lowerRight : lowerLeft
})

let library: NovncLibrary
const ends: (() => void)[] = []
beforeAll(async () => {
  library = await loadNovnc()
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

function start(format: readonly number[]) {
  const { socket, session, failures } = open()
  socket.handshake(size, size, format)
  return { socket, session, failures, asked: socket.sent() }
}

function open() {
  const failures: string[] = []
  const nothing = () => {}
  const socket = new ScriptedSocket()
  const session = new library.Session(document.body, socket.asWebSocket, {}, plainRfb, {
    failed: details => void failures.push(details),
    resized: () => true,
    painted: nothing,
    rectangle: nothing,
    queued: nothing,
    roundTrip: nothing,
    locks: nothing,
    left: nothing,
  })
  ends.push(() => session.disconnect())
  return { socket, session, failures }
}

/** Where the client asked for this format, in what it sent. */
function placeOf(format: readonly number[], asked: readonly number[]): number {
  const request = [0, 0, 0, 0, ...format]
  return asked.findIndex((_, i) => request.every((byte, j) => asked[i + j] === byte))
}

function formatBytes({ bitsPerPixel, isBigEndian, max, shift }: Native): number[] {
  const depth = bitsPerPixel === 32 ? 24 : max.reduce((sum, most) => sum + Math.log2(most + 1), 0)
  return [bitsPerPixel, depth, isBigEndian ? 1 : 0, 1, ...max.flatMap(u16), ...shift, 0, 0, 0]
}

/** A pixel's bytes as a server of this format writes them. */
function pixel(native: Native, [red, green, blue]: Three): number[] {
  const scale = (value: number, i: 0 | 1 | 2) => (Math.round((value * native.max[i]) / 255) << native.shift[i]) >>> 0
  const value = (scale(red, 0) | scale(green, 1) | scale(blue, 2)) >>> 0
  const bytes = u32(value).slice(4 - native.bitsPerPixel / 8)
  return native.isBigEndian ? bytes : bytes.reverse()
}

/** ZRLE's compact pixel: the three bytes that hold the colour. */
function compact(native: Native, color: Three): number[] {
  const bytes = pixel(native, color)
  if (bytes.length < 4) return bytes
  const isUpper = Math.min(...native.shift) === 8
  return isUpper === native.isBigEndian ? bytes.slice(0, 3) : bytes.slice(1)
}

function tight(native: Native, color: Three): readonly number[] {
  return native.bitsPerPixel === 32 ? color : pixel(native, color)
}

function update(encoding: number, data: readonly number[]): number[] {
  return [0, 0, ...u16(1), ...u16(0), ...u16(0), ...u16(size), ...u16(size), ...u32(encoding), ...data]
}

function withLength(data: Uint8Array): number[] {
  return data.length < 128 ? [data.length, ...data] : [(data.length & 127) | 128, data.length >> 7, ...data]
}

const indexes = meant.map(color => colors.indexOf(color))

/** The picture in each encoding. */
const encoders: Readonly<Record<string, (native: Native) => number[]>> = {
  raw: native =>
    update(
      0,
      meant.flatMap(color => pixel(native, color)),
    ),
  'tight, colours': native =>
    update(7, [0x00, ...withLength(deflate(new Uint8Array(meant.flatMap(color => tight(native, color)))))]),
  'tight, palette': native =>
    update(7, [
      0x40,
      1,
      colors.length - 1,
      ...colors.flatMap(color => tight(native, color)),
      ...withLength(deflate(new Uint8Array(indexes))),
    ]),
  'tight, gradient': native => update(7, [0x40, 2, ...withLength(deflate(new Uint8Array(gradient(native))))]),
  'zrle, colours': native => zrle([0, ...meant.flatMap(color => compact(native, color))]),
  'zrle, runs of a palette': native =>
    zrle([128 + colors.length, ...colors.flatMap(color => compact(native, color)), ...indexes]),
}

function zrle(tile: readonly number[]): number[] {
  const data = deflate(new Uint8Array(tile))
  return update(16, [...u32(data.length), ...data])
}

/** Each component's difference to left + above - above left, in the server's own range. */
function gradient(native: Native): number[] {
  const max = native.bitsPerPixel === 32 ? ([255, 255, 255] as const) : native.max
  const value = (column: number, row: number, i: 0 | 1 | 2) =>
    column < 0 || row < 0 ? 0 : Math.round(((meant[row * size + column]?.[i] ?? 0) * max[i]) / 255)
  return meant.flatMap((_, at) => {
    const [column, row] = [at % size, Math.floor(at / size)]
    const difference = (i: 0 | 1 | 2) => {
      const guess = value(column - 1, row, i) + value(column, row - 1, i) - value(column - 1, row - 1, i)
      return (value(column, row, i) - Math.max(0, Math.min(max[i], guess))) & max[i]
    }
    const parts: Three = [difference(0), difference(1), difference(2)]
    if (native.bitsPerPixel === 32) return parts
    return u16bytes(native, parts)
  })
}

function u16bytes(native: Native, parts: Three): number[] {
  const value = (parts[0] << native.shift[0]) | (parts[1] << native.shift[1]) | (parts[2] << native.shift[2])
  return native.isBigEndian ? u16(value) : u16(value).reverse()
}

async function shown(session: ReturnType<typeof start>['session']): Promise<Three[]> {
  await session.settled()
  const blob = await session.capture('image/png')
  if (!blob) throw new Error('nothing painted')
  const context = new OffscreenCanvas(size, size).getContext('2d')
  context?.drawImage(await createImageBitmap(blob), 0, 0)
  const data = context?.getImageData(0, 0, size, size).data ?? new Uint8ClampedArray()
  return Array.from({ length: size * size }, (_, i) => [data[i * 4] ?? 0, data[i * 4 + 1] ?? 0, data[i * 4 + 2] ?? 0])
}

describe('a server’s own pixel format', () => {
  for (const [name, native] of Object.entries(natives)) {
    it(`is asked for: ${name}`, () => {
      const { asked } = start(formatBytes(native))
      expect(placeOf(formatBytes(native), asked), `${asked}`).toBeGreaterThan(0)
    })

    for (const [encoding, encode] of Object.entries(encoders)) {
      it(`is shown in its colours: ${name}, ${encoding}`, async () => {
        const { socket, session, failures } = start(formatBytes(native))
        socket.dribble(encode(native))
        expect(await shown(session)).toEqual(meant)
        expect(failures).toEqual([])
      })
    }

    it(`gives the cursor its colours: ${name}`, async () => {
      const { socket, session } = start(formatBytes(native))
      const cursor = colors.flatMap(color => pixel(native, color))
      const head = [...u16(1), ...u16(0), ...u16(2), ...u16(2), ...u32(-239 >>> 0)]
      socket.dribble([0, 0, ...u16(1), ...head, ...cursor, 0b1100_0000, 0b0100_0000])
      // Of a pixel that is not seen, the colour means nothing.
      const shownPixels = () => {
        const rgba = Array.from(session._cursorImage.rgbaPixels)
        return rgba.map((value, i) => (rgba[i | 3] === 0 ? 0 : value))
      }
      await expect.poll(shownPixels).toEqual([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 255, 255, 255, 255])
      expect(session._cursorImage).toMatchObject({ hotx: 1, hoty: 0, w: 2, h: 2 })
    })
  }

  it.each([
    ['a colour map', [8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['ten bits a component', [32, 30, 0, 1, 3, 255, 3, 255, 3, 255, 20, 10, 0, 0, 0, 0]],
    ['components that overlap', [16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 10, 5, 0, 0, 0, 0]],
  ])('is not asked for where the painter cannot read it: %s', (_, format) => {
    expect(placeOf(formatBytes(rgbx), start(format).asked)).toBeGreaterThan(0)
  })
})

describe('a server that names its colours wrongly', () => {
  it('is put right by hand: picture, still and cursor, those that are there and those that come', async () => {
    const { socket, session } = start(formatBytes(rgbx))
    socket.deliver(
      update(
        0,
        meant.flatMap(color => pixel(bgrx, color)),
      ),
    )
    const head = [...u16(0), ...u16(0), ...u16(1), ...u16(1), ...u32(-239 >>> 0)]
    const cursor = [0, 0, ...u16(1), ...head, ...pixel(bgrx, [255, 0, 0]), 0x80]
    socket.deliver(cursor)
    expect((await shown(session))[0]).toEqual([0, 0, 255])
    session.swapColors = true
    expect(await shown(session)).toEqual(meant)
    expect(Array.from(session._cursorImage.rgbaPixels)).toEqual([255, 0, 0, 255])
    socket.deliver(cursor)
    expect(Array.from(session._cursorImage.rgbaPixels)).toEqual([255, 0, 0, 255])
    session.swapColors = false
    expect((await shown(session))[0]).toEqual([0, 0, 255])
  })
})

describe('version lines', () => {
  for (const [version, answer] of [
    ['003.004', '003.003'],
    ['003.010', '003.008'],
    ['003.130', '003.008'],
    ['003.007', '003.007'],
  ] as const) {
    it(`${version} is answered with ${answer}, as RFC 6143 §7.1.1 wants`, () => {
      const { socket, session, failures } = open()
      socket.open()
      socket.dribble([...`RFB ${version}\n`].map(letter => letter.charCodeAt(0)))
      expect(String.fromCharCode(...socket.sent())).toBe(`RFB ${answer}\n`)
      expect(session.handshakeStage).toBe('security')
      expect(failures).toEqual([])
    })
  }
})
