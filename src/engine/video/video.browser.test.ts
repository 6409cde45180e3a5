import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { HidInput, type HidTarget } from '../input/HidInput'
import { localPainter } from '../painter/localPainter'
import { nalUnits } from '../worker/annexB'
import { H264Source } from './H264Source'
import { h264Support } from './h264Support'
import { type MjpegEnd, MjpegSource, type MjpegStream } from './MjpegSource'
import { SnapshotSource } from './SnapshotSource'
import { VideoSurface } from './VideoSurface'

/* Against real streams of a simulated machine (`server-mock/video/forTests.ts`): 640 x 360, moving. */

const http = (path: string) => `http://127.0.0.1:${inject('videoPort')}${path}`

let place: HTMLElement
let surface: VideoSurface
const ends: (() => void)[] = []

beforeEach(() => {
  place = document.createElement('div')
  place.style.cssText = 'position: absolute; inset: 0 auto auto 0; width: 400px; height: 300px'
  document.body.append(place)
  surface = new VideoSurface()
  place.append(surface.element)
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
  surface.dispose()
  place.remove()
})

const facts = () => surface.facts.getState()

async function openMjpeg(path: string, signal: AbortSignal): Promise<MjpegStream> {
  const response = await fetch(http(path), { signal })
  if (!response.body) throw new Error('no body')
  return { body: response.body, contentType: response.headers.get('content-type') ?? '' }
}

function mjpeg(path = '/mjpeg', into = surface) {
  const ended = vi.fn<(end: MjpegEnd) => void>()
  const source = new MjpegSource(into, { open: signal => openMjpeg(path, signal), ended })
  ends.push(() => source.dispose())
  return { source, ended }
}

/** Access units as the test server frames them: one flag byte in front. */
function h264(path = '/', { breaks }: { breaks?: (unit: Uint8Array<ArrayBuffer>) => boolean } = {}) {
  const socket = new WebSocket(http(path).replace('http', 'ws'))
  socket.binaryType = 'arraybuffer'
  const failed = vi.fn()
  const queued = vi.fn<(units: number) => void>()
  const wantKeyFrame = vi.fn(() => socket.send(Uint8Array.of(1)))
  const source = new H264Source(surface, { failed, queued, wantKeyFrame })
  let units = 0
  socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
    units++
    const unit = new Uint8Array(data)
    if (breaks?.(unit)) return
    source.push({ data: unit.subarray(1), key: unit[0] === 1 })
  })
  ends.push(
    () => source.dispose(),
    () => socket.close(),
  )
  return { source, failed, queued, wantKeyFrame, units: () => units }
}

/** Lets its picture speak of parameters that nobody sent (PPS 126): the decoder gives up. */
function spoil(unit: Uint8Array): void {
  for (const { type, header } of nalUnits(unit)) if (type === 1 || type === 5) unit.set([0xc0, 0xff, 0xff], header + 1)
}

async function colors(): Promise<number> {
  const bitmap = await createImageBitmap(await surface.capture('image/png'))
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  const data = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? []
  return new Set(new Uint32Array(Uint8ClampedArray.from(data).buffer)).size
}

const live = (count = 3) => expect.poll(() => facts().framesPainted, { timeout: 8_000 }).toBeGreaterThan(count)

describe('MJPEG', () => {
  it.each(['kvmd', 'nanokvm', 'bare'])('shows a stream in the style of %s', async style => {
    mjpeg(`/mjpeg?style=${style}`)
    await live()
    expect(facts()).toMatchObject({ widthPx: 640, heightPx: 360, dialect: 'mjpeg', still: false })
    expect(await colors()).toBeGreaterThan(50)
  })

  it('closes its stream while nobody looks, and opens it again', async () => {
    const { source, ended } = mjpeg()
    await live()
    source.pause()
    await new Promise(resolve => setTimeout(resolve, 400))
    const { framesPainted } = facts()
    await new Promise(resolve => setTimeout(resolve, 400))
    expect(facts().framesPainted).toBe(framesPainted)
    source.resume()
    await live(framesPainted + 2)
    expect(ended).not.toHaveBeenCalled()
  })

  it('says how it ended', async () => {
    const refused = mjpeg('/nowhere')
    await expect.poll(() => refused.ended.mock.calls[0]?.[0].cause).toBe('closed')
    const gone = vi.fn<(end: MjpegEnd) => void>()
    new MjpegSource(surface, { open: () => Promise.reject(new Error('no seat')), ended: gone })
    await expect.poll(() => gone.mock.calls[0]?.[0]).toMatchObject({ cause: 'open', images: 0 })
    const page = vi.fn<(end: MjpegEnd) => void>()
    const closed = vi.fn()
    const body = new Blob(['<html>']).stream()
    const open = async () => ({ body, contentType: 'text/html', close: closed })
    new MjpegSource(surface, { open, ended: page })
    await expect.poll(() => page.mock.calls[0]?.[0].cause).toBe('malformed')
    expect(closed).toHaveBeenCalledTimes(1)
  })

  it('measures what it does, each second', async () => {
    mjpeg()
    await live()
    await expect.poll(() => surface.meter.latest.getState().fps, { timeout: 5_000 }).toBeGreaterThan(5)
    const sample = surface.meter.latest.getState()
    expect(sample.bytesPerSecond).toBeGreaterThan(10_000)
    expect(sample.decodeMs).toBeGreaterThan(0)
    expect(surface.meter.rectanglesByEncoding()).toEqual({ JPEG: expect.any(Number) })
  })

  it('shows single images where no stream is to be had', async () => {
    const failed = vi.fn()
    let taken = 0
    const take = async () => {
      if (taken++ === 1) throw new Error('busy')
      return new Uint8Array(await (await fetch(http('/jpeg'))).arrayBuffer())
    }
    const source = new SnapshotSource(surface, { take, everyMs: 20, failed })
    ends.push(() => source.dispose())
    await live()
    expect(failed).toHaveBeenCalledTimes(1)
    source.pause()
    const { framesPainted } = facts()
    source.resume()
    await live(framesPainted)
  })

  it('paints on the main thread, too', async () => {
    const local = new VideoSurface(Promise.resolve(localPainter()))
    place.append(local.element)
    ends.push(() => local.dispose())
    mjpeg('/mjpeg', local)
    await expect.poll(() => local.facts.getState().framesPainted, { timeout: 8_000 }).toBeGreaterThan(3)
    expect((await local.capture('image/jpeg')).type).toBe('image/jpeg')
  })
})

describe('H.264', () => {
  it('is shown by this browser', async () => {
    expect(await h264Support()).toBe('supported')
    expect(await h264Support('avc1.nonsense')).toBe('decoder-failed')
  })

  it('starts at a key frame, and is asked for one by a viewer who comes later', async () => {
    const { failed } = h264()
    await live()
    expect(facts()).toMatchObject({ widthPx: 640, heightPx: 360, dialect: 'h264' })
    expect(await colors()).toBeGreaterThan(50)
    expect(failed).not.toHaveBeenCalled()
  })

  it('plays the clip, of another size', async () => {
    h264('/?from=clip')
    await live()
    expect(facts()).toMatchObject({ widthPx: 1024, heightPx: 576 })
  })

  it('drops what comes while it is paused, and asks for a key frame to go on', async () => {
    const { source, wantKeyFrame } = h264()
    await live()
    source.pause()
    await new Promise(resolve => setTimeout(resolve, 400))
    const { framesPainted } = facts()
    await new Promise(resolve => setTimeout(resolve, 400))
    expect(facts().framesPainted).toBe(framesPainted)
    source.resume()
    expect(wantKeyFrame).toHaveBeenCalledTimes(1)
    await live(framesPainted + 3)
  })

  it('recovers from what cannot be decoded, by a key frame', async () => {
    const { source, wantKeyFrame, failed } = h264()
    await live()
    // A key frame in a profile that no browser has.
    const strange = Uint8Array.from([0, 0, 0, 1, 0x67, 0, 0, 0x1f, 1, 0, 0, 0, 1, 0x68, 1, 0, 0, 0, 1, 0x65, 0x88])
    source.push({ data: strange, key: true })
    await expect.poll(() => wantKeyFrame.mock.calls.length, { timeout: 8_000 }).toBeGreaterThan(0)
    const { framesPainted } = facts()
    await live(framesPainted + 5)
    expect(failed).not.toHaveBeenCalled()
  })

  it('gives up with its reason when nothing can be decoded', async () => {
    const { failed, source } = h264('/', {
      breaks: unit => {
        spoil(unit)
        return false
      },
    })
    await expect.poll(() => failed.mock.calls[0]?.[0], { timeout: 20_000 }).toBe('decoder-failed')
    expect(source.push({ data: Uint8Array.of(0, 0, 1, 0x65), key: true })).toBe(false)
  }, 25_000)
})

describe('the surface', () => {
  it('fits the picture into its place, letterbox left out of it', async () => {
    mjpeg()
    await live()
    const box = surface.picture()
    expect([box.width, box.height]).toEqual([400, 225])
    expect(box.top - place.getBoundingClientRect().top).toBeCloseTo(37.5, 0)
    surface.setScaling('actual')
    expect(surface.picture().width).toBe(640)
    surface.setScaling('fit')
    place.style.width = '200px'
    await expect.poll(() => surface.picture().width).toBe(200)
  })

  it('keeps the last frame when the link is lost, says so, and goes on with the next', async () => {
    const { source } = mjpeg()
    await live()
    source.dispose()
    surface.keepStill()
    expect(facts().still).toBe(true)
    expect(await colors()).toBeGreaterThan(50)
    h264()
    await expect.poll(() => facts().still, { timeout: 8_000 }).toBe(false)
    expect(facts().dialect).toBe('h264')
  })

  it('carries pointer input: places on the picture, none beside it', async () => {
    mjpeg()
    await live()
    const moves: [number, number][] = []
    const target: HidTarget = {
      ...{ key: () => {}, moveBy: () => {}, button: () => {}, wheel: () => {} },
      moveTo: (x, y) => moves.push([x, y]),
    }
    const input = new HidInput(surface.element, target, {
      picture: () => surface.picture(),
      pointer: () => 'absolute',
    })
    ends.push(() => input.dispose())
    const { left, top } = place.getBoundingClientRect()
    const move = (x: number, y: number) =>
      surface.element.dispatchEvent(new PointerEvent('pointermove', { clientX: left + x, clientY: top + y }))
    move(200, 10)
    expect(moves).toEqual([])
    move(200, 150)
    await expect.poll(() => moves.length).toBe(1)
    expect(moves[0]?.[0]).toBeCloseTo(0.5, 2)
    expect(moves[0]?.[1]).toBeCloseTo(0.5, 2)
    surface.focus()
    expect(document.activeElement).toBe(surface.element)
  })
})
