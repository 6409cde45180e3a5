import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hasFullColor } from '../worker/NativeJpeg'
import { loadNovnc, type NovncLibrary } from './novnc'
import { plainRfb } from './RfbDialect'
import { RectangleGenerator, seeded } from './testing/rectangles'
import { ScriptedSocket, u16 } from './testing/ScriptedSocket'

/*
 * The painter paints what noVNC would: the same bytes into @novnc/novnc as published and into ours, whatever the
 * rectangles and however the network cuts them.
 */

const widthPx = 220
const heightPx = 160
const nothing = () => {}
const hooks = {
  failed: (details: string) => {
    throw new Error(details)
  },
  resized: () => true,
  painted: nothing,
  lost: nothing,
  rectangle: nothing,
  queued: nothing,
  roundTrip: nothing,
  locks: nothing,
  left: nothing,
}

let library: NovncLibrary
const ends: (() => void)[] = []
beforeAll(async () => {
  library = await loadNovnc()
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

function start() {
  const sockets = { reference: new ScriptedSocket(), ours: new ScriptedSocket() }
  const reference = new library.base(document.body, sockets.reference.asWebSocket)
  const ours = new library.Session(document.body, sockets.ours.asWebSocket, {}, plainRfb, hooks)
  ends.push(
    () => reference.disconnect(),
    () => ours.disconnect(),
  )
  // A first update that covers everything, as every server sends: what was never painted is transparent in noVNC.
  const whole = [...u16(0), ...u16(0), ...u16(widthPx), ...u16(heightPx), 0, 0, 0, 7, 0x80, 30, 60, 90]
  for (const socket of Object.values(sockets)) {
    socket.handshake(widthPx, heightPx)
    socket.deliver([0, 0, ...u16(1), ...whole])
  }
  return { sockets, reference, ours }
}

type Started = ReturnType<typeof start>

/** Until everything that came is drawn: noVNC goes on with the rest of its queue a turn after the last flush. */
async function drawn(session: Reference): Promise<void> {
  do {
    await session._display.flush()
    await new Promise(resolve => setTimeout(resolve))
  } while (session._flushing || session._display.pending())
}

interface Reference {
  readonly _flushing: boolean
  readonly _display: { pending(): boolean; flush(): Promise<void> }
  getImageData(): ImageData
}

async function picturesOf({ reference, ours }: Started): Promise<{ expected: ImageData; got: ImageData }> {
  const stock = reference as unknown as Reference
  await drawn(stock)
  await drawn(ours as unknown as Reference)
  await ours.settled()
  const blob = await ours.capture('image/png')
  if (!blob) throw new Error('nothing painted')
  const context = new OffscreenCanvas(widthPx, heightPx).getContext('2d')
  context?.drawImage(await createImageBitmap(blob), 0, 0)
  const got = context?.getImageData(0, 0, widthPx, heightPx)
  if (!got) throw new Error('no context')
  return { expected: stock.getImageData(), got }
}

/** Where the two first differ, in words; `undefined` when they are the same. */
function difference(expected: ImageData, got: ImageData): string | undefined {
  for (let i = 0; i < expected.data.length; i++) {
    if (i % 4 === 3 || expected.data[i] === got.data[i]) continue
    const pixel = Math.floor(i / 4)
    const at = `${pixel % widthPx},${Math.floor(pixel / widthPx)}`
    const start = pixel * 4
    return `${at}: [${expected.data.slice(start, start + 3)}] there, [${got.data.slice(start, start + 3)}] here`
  }
  return undefined
}

/** Half of the screen in soft colours and noise, as a JPEG. */
async function photograph(seed: number, quality: number): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(widthPx, heightPx / 2)
  const context = canvas.getContext('2d')
  const image = new ImageData(widthPx, heightPx / 2)
  const random = seeded(seed)
  for (let i = 0; i < image.data.length; i += 4) {
    const x = (i / 4) % widthPx
    image.data.set([(x * seed) & 255, random(60) + 80, 200 - (x >> 1) + random(30), 255], i)
  }
  context?.putImageData(image, 0, 0)
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality })).arrayBuffer())
}

function tightJpeg(y: number, jpeg: Uint8Array): number[] {
  const { length } = jpeg
  const compact = [(length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14]
  return [...u16(0), ...u16(y), ...u16(widthPx), ...u16(heightPx / 2), 0, 0, 0, 7, 0x90, ...compact, ...jpeg]
}

describe('pixels are those of noVNC', () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`over 40 updates of every encoding, seed ${seed}`, async () => {
      const both = start()
      const generator = new RectangleGenerator(seed, widthPx, heightPx)
      for (let update = 0; update < 40; update++) {
        const rectangles: number[][] = []
        // One: noVNC copies rows behind an image in the same update from the wrong place (novnc.md §6, D1).
        const count = 1
        for (let i = 0; i < count; i++) rectangles.push(await generator.next())
        const message = [0, 0, ...u16(count), ...rectangles.flat()]
        // Cut somewhere, as networks do.
        const cut = (seed * 31 + update * 17) % message.length
        for (const socket of Object.values(both.sockets)) {
          socket.deliver(message.slice(0, cut))
          socket.deliver(message.slice(cut))
        }
        const { expected, got } = await picturesOf(both)
        expect(difference(expected, got), `update ${update}`).toBeUndefined()
      }
    })
  }

  it('over large images, of full and of halved colour, several in one update', async () => {
    const both = start()
    const kinds = new Set<boolean>()
    for (let turn = 0; turn < 6; turn++) {
      const jpegs = [await photograph(turn, 1), await photograph(turn + 50, 0.5)]
      for (const jpeg of jpegs) kinds.add(hasFullColor(jpeg))
      const message = [0, 0, ...u16(2), ...jpegs.flatMap((jpeg, i) => tightJpeg(i * (heightPx / 2), jpeg))]
      for (const socket of Object.values(both.sockets)) socket.deliver(message)
      const { expected, got } = await picturesOf(both)
      expect(difference(expected, got), `turn ${turn}`).toBeUndefined()
    }
    expect(kinds.size).toBe(2)
  })

  it('one byte at a time', async () => {
    const both = start()
    const generator = new RectangleGenerator(99, 40, 30)
    for (let update = 0; update < 12; update++) {
      const message = [0, 0, ...u16(1), ...(await generator.next())]
      for (const socket of Object.values(both.sockets)) socket.dribble(message)
      const { expected, got } = await picturesOf(both)
      expect(difference(expected, got), `update ${update}`).toBeUndefined()
    }
  })
})

describe('what cannot be decoded', () => {
  it('is skipped, and what follows is painted', async () => {
    const both = start()
    const garbage = [0xff, 0xd8, 1, 2, 3, 4, 5, 6]
    const head = (encoding: readonly number[]) => [...u16(10), ...u16(10), ...u16(20), ...u16(20), ...encoding]
    const broken = [...head([0, 0, 0, 7]), 0x90, garbage.length, ...garbage]
    const fill = [...head([0, 0, 0, 7]), 0x80, 200, 100, 50]
    both.sockets.ours.deliver([0, 0, 0, 1, ...broken])
    both.sockets.ours.deliver([0, 0, 0, 1, ...fill])
    await both.ours.settled()
    const blob = await both.ours.capture('image/png')
    if (!blob) throw new Error('nothing painted')
    const context = new OffscreenCanvas(widthPx, heightPx).getContext('2d')
    context?.drawImage(await createImageBitmap(blob), 0, 0)
    expect([...(context?.getImageData(15, 15, 1, 1).data ?? [])].slice(0, 3)).toEqual([200, 100, 50])
  })
})
