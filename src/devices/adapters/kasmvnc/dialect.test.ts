import { describe, expect, it, vi } from 'vitest'
import { steps } from '../../../../server-mock/kasmvnc/fixtures/pointer-and-wheel.json'
import { ByteReader } from '../../../engine/rfb/ByteReader'
import { type KasmEvents, kasmDialect } from './dialect'
import {
  bottleneckRequest,
  clipboardMessage,
  frameTimesMessage,
  pointerMessage,
  relativePointerMessage,
  relayMessage,
  subscribeMessage,
  videoEncodersRequest,
} from './messages'

const u16 = (value: number) => [(value >> 8) & 255, value & 255]
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value)]
const utf8 = (text: string) => [...new TextEncoder().encode(text)]
const bytes = (text: string) => new Uint8Array(utf8(text))

function heard() {
  return {
    bottleneck: vi.fn<KasmEvents['bottleneck']>(),
    frameTimesWanted: vi.fn<KasmEvents['frameTimesWanted']>(),
    clipboard: vi.fn<KasmEvents['clipboard']>(),
    subscribed: vi.fn<KasmEvents['subscribed']>(),
    relayData: vi.fn<KasmEvents['relayData']>(),
    goodbye: vi.fn<KasmEvents['goodbye']>(),
    gameMode: vi.fn<KasmEvents['gameMode']>(),
    joined: vi.fn<KasmEvents['joined']>(),
    left: vi.fn<KasmEvents['left']>(),
    watermark: vi.fn<KasmEvents['watermark']>(),
    settings: vi.fn<KasmEvents['settings']>(() => []),
    videoEncoders: vi.fn<KasmEvents['videoEncoders']>(),
    pointed: vi.fn<KasmEvents['pointed']>(),
    videoMode: vi.fn<KasmEvents['videoMode']>(() => []),
    wantsLossless: vi.fn<KasmEvents['wantsLossless']>(() => false),
  }
}

/** Gives the message byte by byte; nothing may be told, and nothing counted as read, before the last one. */
function dribble(events: KasmEvents, [type = 0, ...body]: readonly number[]): void {
  const message = kasmDialect(events).messages?.find(each => each.type === type)
  if (!message) throw new Error(`no message ${type}`)
  for (let here = 0; here <= body.length; here++) {
    const part = new Uint8Array([type, ...body.slice(0, here)])
    const reader = new ByteReader({ available: () => part.length, peek: count => part.subarray(0, count) }, 1)
    const isWhole = message.read(reader)
    expect(isWhole, `${here} of ${body.length}`).toBe(here === body.length)
    if (isWhole) expect(reader.consumed).toBe(part.length)
  }
}

const clipboardItem = (id: number, mime: string, data: readonly number[]) => [
  ...[...u32(id), mime.length, ...utf8(mime)],
  ...[...u32(data.length), ...data],
]

describe('server messages, one byte at a time', () => {
  it('178: bottleneck figures, as text that may be no JSON', () => {
    const events = heard()
    dribble(events, [178, 0, 0, 0, ...u32(25), ...utf8('[ -nan, 10.0, -nan, 10.0]')])
    expect(events.bottleneck.mock.calls).toEqual([['[ -nan, 10.0, -nan, 10.0]']])
  })

  it('179: a single byte', () => {
    const events = heard()
    dribble(events, [179])
    expect(events.frameTimesWanted).toHaveBeenCalledTimes(1)
  })

  it('180: several items, and an empty one', () => {
    const events = heard()
    const png = [137, 80, 78, 71]
    dribble(events, [180, 2, ...clipboardItem(10, 'text/plain', utf8('äöü €')), ...clipboardItem(11, 'image/png', png)])
    dribble(events, [180, 1, ...clipboardItem(12, 'text/plain', [])])
    dribble(events, [180, 0])
    expect(events.clipboard.mock.calls).toEqual([
      [
        [
          { mime: 'text/plain', data: bytes('äöü €') },
          { mime: 'image/png', data: new Uint8Array(png) },
        ],
      ],
      [[{ mime: 'text/plain', data: new Uint8Array() }]],
      [[]],
    ])
  })

  it('180: refuses an item that no queue could hold', () => {
    const huge = [180, 1, ...u32(1), 10, ...utf8('text/plain'), ...u32(0x7fffffff)]
    expect(() => dribble(heard(), huge)).toThrow('clipboard item of 2147483647 bytes')
  })

  it('184: encoders of video, whatever presets of quality each has', () => {
    const events = heard()
    const encoder = (encoding: number, ...presets: number[]) => [
      ...[...u32(encoding), ...u32(0), ...u32(50), presets.length],
      ...presets.flatMap(u32),
    ]
    dribble(events, [184, 3, ...encoder(-1027, 9, 18), ...encoder(-1032), ...encoder(-1028, 7)])
    dribble(events, [184, 0])
    expect(events.videoEncoders.mock.calls).toEqual([[[-1027, -1032, -1028]], [[]]])
  })

  it('181, 189, 190, 191: answers to what was not asked, read and let go', () => {
    const events = heard()
    dribble(events, [181, ...u16(3), ...utf8('HTT')])
    dribble(events, [189, 0, 0, 0, ...u32(7)])
    dribble(events, [190, 0, 0, 0, ...u32(2), ...utf8('[]')])
    dribble(events, [191, 0, 0, 0, ...u32(0)])
    for (const told of Object.values(events)) expect(told).not.toHaveBeenCalled()
  })

  it('182: taken or not, with words and without a name', () => {
    const events = heard()
    dribble(events, [182, 1, 2, ...utf8('Ok')])
    dribble(events, [182, 0, 14, ...utf8('No permissions')])
    expect(events.subscribed.mock.calls).toEqual([
      [true, 'Ok'],
      [false, 'No permissions'],
    ])
  })

  it('183: data under its name', () => {
    const events = heard()
    dribble(events, [183, 4, ...utf8('demo'), ...u32(3), 0, 255, 7])
    expect(events.relayData.mock.calls).toEqual([['demo', new Uint8Array([0, 255, 7])]])
  })

  it('186: the reason of the end', () => {
    const events = heard()
    dribble(events, [186, 1, 0, 0, 0, ...u32(12), ...utf8('Idle timeout')])
    expect(events.goodbye.mock.calls).toEqual([['Idle timeout']])
  })

  it('187: a single byte', () => {
    const events = heard()
    dribble(events, [187])
    expect(events.gameMode).toHaveBeenCalledTimes(1)
  })

  it('253 and 254: who comes and goes', () => {
    const events = heard()
    dribble(events, [253, ...u32(6), ...utf8('viewer')])
    dribble(events, [254, ...u32(6), ...utf8('viewer')])
    expect([events.joined.mock.calls, events.left.mock.calls]).toEqual([[['viewer']], [['viewer']]])
  })
})

describe('rectangles of video, one byte at a time', () => {
  const place = { x: 0, y: 0, width: 640, height: 480 }

  function draw(body: readonly number[]) {
    const rect = kasmDialect(heard()).rects?.find(({ encoding }) => encoding === 17)
    const picture = { image: vi.fn(), qoi: vi.fn(), video: vi.fn() }
    for (let here = 0; here <= body.length; here++) {
      const part = new Uint8Array(body.slice(0, here))
      const reader = new ByteReader({ available: () => part.length, peek: count => part.subarray(0, count) })
      const isWhole = rect?.read(place, reader, picture)
      expect(isWhole, `${here} of ${body.length}`).toBe(here === body.length)
      expect(picture.video.mock.calls.length).toBe(isWhole && body.length > 2 ? 1 : 0)
      if (isWhole) expect(reader.consumed).toBe(body.length)
    }
    return picture.video.mock.calls
  }

  it('give the display and the bytes, with lengths of one to three bytes', () => {
    for (const [length, head] of [
      [0, [0]],
      [5, [5]],
      [200, [0x80 | 72, 1]],
      [16_500, [0x80 | 0x74, 0x80, 1]],
    ] as const) {
      const data = Array.from({ length }, (_, i) => i & 255)
      // The longest one is not worth trying at each of its bytes.
      const given =
        length > 1000 ? drawWhole([3, 0x10, 2, 1, ...head, ...data]) : draw([3, 0x10, 2, 1, ...head, ...data])
      expect(given).toEqual([[place, 3, new Uint8Array(data)]])
    }
  })

  it('may say that nothing is new', () => {
    expect(draw([0, 0])).toEqual([])
  })

  it('of a codec that nobody asked for are an error', () => {
    expect(() => drawWhole([0, 0x20, 7, 1, 1, 9])).toThrow('video of codec 2')
  })

  function drawWhole(body: readonly number[]) {
    const picture = { image: vi.fn(), qoi: vi.fn(), video: vi.fn() }
    const all = new Uint8Array(body)
    const reader = new ByteReader({ available: () => all.length, peek: count => all.subarray(0, count) })
    expect(kasmDialect(heard()).rects?.[0]?.read(place, reader, picture)).toBe(true)
    return picture.video.mock.calls
  }
})

describe('what the client says', () => {
  const dialect = kasmDialect(heard())

  it('has the sub-protocol and the empty password without which nobody gets in', () => {
    expect(dialect).toMatchObject({ wsProtocols: ['binary'], credentials: { password: '' } })
  })

  it('writes a pointer event in eleven bytes, ten buttons in it', () => {
    expect([...(dialect.writePointer?.({ xPx: 0x1234, yPx: 0x0567, buttons: 0x181 }) ?? [])]).toEqual([
      ...[5, 0x01, 0x81, 0x12, 0x34, 0x05, 0x67],
      ...[0, 0, 0, 0],
    ])
  })

  it('writes scrolling as a real client did, at the place that was last pointed to', () => {
    const recorded = steps.filter(({ sent }) => sent.startsWith('scroll')).flatMap(({ messages }) => messages)
    const written = [1, -1, 10, -10, 25, -25, 50, -50, 100, -100, 120, -120].map(y => ({ x: 0, y }))
    const all = [...written, { x: 50, y: 0 }, { x: -50, y: 0 }].map(scroll =>
      Buffer.from(pointerMessage({ xPx: 120, yPx: 550, buttons: 0 }, scroll)).toString('hex'),
    )
    expect(all).toEqual(recorded)
  })

  it('announces what it can read, settings first, and leaves out what this server has otherwise', () => {
    const events = heard()
    events.settings.mockReturnValue([-2034])
    const list = kasmDialect(events).encodings?.([7, 1, -26, -309, -316, -1063131698, -308]) ?? []
    expect(list).toEqual([-2034, 7, 1, -26, -308, -1024, -1885, -1884])
    events.wantsLossless.mockReturnValue(true)
    expect(kasmDialect(events).encodings?.([7])).toContain(-1886)
    events.videoMode.mockReturnValue([-1027])
    expect(kasmDialect(events).encodings?.([7]).at(-1)).toBe(-1027)
  })

  it('writes the clipboard without ids', () => {
    const plain = [180, 1, 10, ...utf8('text/plain'), ...u32(3), ...utf8('abc')]
    expect([...(dialect.writeClipboard?.('abc') ?? [])]).toEqual(plain)
    expect([...clipboardMessage([])]).toEqual([180, 0])
  })

  it('asks, answers, subscribes and sends', () => {
    const moved = relativePointerMessage(5, { dx: -1, dy: 2, scrollY: -120 })
    expect([...moved]).toEqual([188, 5, 255, 255, 0, 2, 0, 0, 255, 136])
    expect([...bottleneckRequest]).toEqual([178, 0, 0, 0])
    expect([...videoEncodersRequest]).toEqual([184, 1, ...u32(-1026)])
    expect([...frameTimesMessage(31.4, 4)]).toEqual([179, 0, 0, 0, ...u32(31), ...u32(4)])
    expect([...subscribeMessage('demo')]).toEqual([182, 4, ...utf8('demo')])
    expect([...relayMessage('demo', new Uint8Array([1, 2]))]).toEqual([183, 4, ...utf8('demo'), ...u32(2), 1, 2])
  })
})
