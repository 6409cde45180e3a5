import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadNovnc, type NovncLibrary, type NovncSession, type SessionHooks } from '../../../engine/rfb/novnc'
import { ScriptedSocket } from '../../../engine/rfb/testing/ScriptedSocket'
import { type KasmEvents, kasmDialect } from './dialect'
import recorded from './fixtures/sessions.json'

/*
 * What a real server sent in whole sessions, read by our client: nothing is left over, nothing fails, and every message
 * is told. Cut at sizes that fall anywhere.
 */

/*
 * Recorded too, and not played, each with its reason:
 * - upstream-*, browser-upstream-*, client-unknown-message: what a stock client does to itself. The server's side of them
 *   is in those played here: 180 in fork-clipboard, 179 in fork-stats, 253 and 254 in fork-users-owner, 186 in fork-idle-….
 * - encoding-hextile, -zrle, -raw, -rre, -tightpng: this client announces Tight first, and then gets nothing else.
 * - encoding-tight-quality-0, -9, -no-quality, quality-levels: the same rectangles as fork-jpeg and fork-plain.
 * - fork-users-guest, fork-unix-relay-nobody-rights: what is not sent; the refusal is that of fork-unix-relay-viewer.
 * - vnc-auth-nonempty-password: the password that is always empty here.
 * - pointer-and-wheel: what a client sends; its bytes in dialect.test.ts, what they do in KasmServer.test.ts.
 */

let library: NovncLibrary
let place: HTMLElement
let session: NovncSession | undefined

beforeAll(async () => {
  library = await loadNovnc()
})
beforeEach(() => {
  place = document.createElement('div')
  document.body.append(place)
})
afterEach(() => {
  session?.disconnect()
  place.remove()
})

const tolds = {
  bottleneck: 'BottleneckStats(178)',
  frameTimesWanted: 'RequestFrameStats(179)',
  clipboard: 'BinaryClipboard(180)',
  subscribed: 'SubscribeUnixRelay(182) result',
  relayData: 'UnixRelay(183)',
  goodbye: 'ServerDisconnect(186)',
  gameMode: 'ForceGameMode(187)',
  joined: 'UserAddedToSession(253)',
  left: 'UserRemovedFromSession(254)',
  videoEncoders: 'VideoEncoders(184)',
} as const satisfies Partial<Record<keyof KasmEvents, string>>

async function play(name: string, step: number, spoil: (bytes: Uint8Array) => void = () => {}) {
  const events = {
    ...Object.fromEntries(Object.keys(tolds).map(key => [key, vi.fn()])),
    ...{ watermark: vi.fn(), settings: () => [], videoMode: () => [], pointed: () => {}, wantsLossless: () => true },
  } as unknown as KasmEvents & Record<keyof typeof tolds | 'watermark', ReturnType<typeof vi.fn>>
  const hooks = {
    failed: vi.fn<SessionHooks['failed']>(),
    painted: vi.fn<SessionHooks['painted']>(),
    screens: vi.fn<NonNullable<SessionHooks['screens']>>(),
    ...{ resized: () => true, rectangle: () => {}, queued: () => {}, roundTrip: () => {} },
    ...{ locks: () => {}, left: () => {} },
  }
  const socket = new ScriptedSocket()
  const dialect = kasmDialect(events)
  const options = { shared: true, credentials: { ...dialect.credentials } }
  session = new library.Session(place, socket.asWebSocket, options, dialect, hooks)
  const response = await fetch(new URL(`./fixtures/${name}.bin`, import.meta.url))
  const bytes = new Uint8Array(await response.arrayBuffer())
  spoil(bytes)
  socket.open()
  for (let at = 0; at < bytes.length; at += step) {
    socket.deliver([...bytes.subarray(at, at + step)])
    // noVNC waits for its display between updates; what comes meanwhile it keeps.
    if (session._flushing) await session.settled()
  }
  await session.settled()
  return { events, hooks, left: session._sock.rQlen() }
}

describe('recorded sessions', () => {
  for (const [name, { messages, widthPx, heightPx }] of Object.entries(recorded.sessions)) {
    it(name, async () => {
      const { events, hooks, left } = await play(name, 1777)
      expect(hooks.failed).not.toHaveBeenCalled()
      await expect.poll(() => session?._sock.rQlen() ?? left).toBe(0)
      const counts = messages as Partial<Record<string, number>>
      for (const [event, message] of Object.entries(tolds) as [keyof typeof tolds, string][]) {
        expect(events[event].mock.calls.length, message).toBe(counts[message] ?? 0)
      }
      const blob = await session?.capture('image/png')
      if (!blob) throw new Error('no picture')
      const { width, height } = await createImageBitmap(blob)
      // Some of them change the size later on.
      if (!/watermark|plain/.test(name)) expect([width, height]).toEqual([widthPx, heightPx])
      const bad = hooks.painted.mock.calls.reduce((sum, [report]) => sum + report.bad, 0)
      expect(bad, 'pictures that could not be decoded').toBe(0)
      // One screen, as every recorded desktop has; one client had not asked to be told.
      if (name !== 'fork-latency-no-read-right') expect(hooks.screens.mock.calls.at(-1)?.[0].length).toBe(1)
      if (name === 'fork-watermark-image') expect(events.watermark.mock.calls.length).toBe(3)
    }, 20_000)
  }

  it('one byte at a time', async () => {
    const { hooks, events } = await play('fork-latency-no-read-right', 1)
    expect(hooks.failed).not.toHaveBeenCalled()
    expect(events.bottleneck).toHaveBeenCalledWith('[ -nan, -nan, -nan, -nan ]')
    await expect.poll(() => session?._sock.rQlen()).toBe(0)
  }, 30_000)
})

describe('video among the rectangles', () => {
  /** What is shown, as a few large dots: codecs differ in the small. */
  async function dots(): Promise<number[]> {
    await expect.poll(() => session?._sock.rQlen()).toBe(0)
    await session?.settled()
    const blob = await session?.capture('image/png')
    if (!blob) throw new Error('no picture')
    const context = new OffscreenCanvas(16, 12).getContext('2d')
    if (!context) throw new Error('no canvas')
    context.imageSmoothingQuality = 'high'
    context.drawImage(await createImageBitmap(blob), 0, 0, 16, 12)
    return [...context.getImageData(0, 0, 16, 12).data]
  }

  it('shows the desktop that images showed', async () => {
    await play('fork-jpeg', 1777)
    const expected = await dots()
    session?.disconnect()
    await play('fork-video-h264', 1777)
    // The upper third: below it a picture was moved to another place.
    const third = (await dots()).slice(0, 16 * 4 * 4)
    expect(Math.max(...third.map((value, i) => Math.abs(value - (expected[i] ?? 0))))).toBeLessThan(24)
    expect(new Set(expected).size).toBeGreaterThan(20)
  }, 20_000)

  it('that cannot be decoded is told, and the session goes on', async () => {
    const { hooks } = await play('fork-video-h264', 1777, bytes => {
      // The first parameter set of the only key frame (Annex B): no decoder knows that profile.
      const at = bytes.findIndex(
        (_, i) => bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1 && bytes[i + 3] === 0x67,
      )
      bytes[at + 4] = 0
    })
    const reports = hooks.painted.mock.calls.map(([report]) => report)
    expect(reports.some(({ videoLost }) => videoLost)).toBe(true)
    expect(hooks.failed).not.toHaveBeenCalled()
    await expect.poll(() => session?._sock.rQlen()).toBe(0)
  }, 20_000)
})
