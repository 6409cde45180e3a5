import { readFileSync } from 'node:fs'
import { loadImage } from '@napi-rs/canvas'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Machine } from '../machine/Machine'
import { hasFfmpeg } from './ffmpeg'
import { MachineVideo, type VideoUnit } from './MachineVideo'
import { splitUnits, UnitSplitter } from './splitUnits'

const clip = readFileSync(new URL('harbor.h264', import.meta.url))

let machine: Machine
const videos: MachineVideo[] = []

beforeEach(() => {
  machine = new Machine({ widthPx: 320, heightPx: 200, start: 'desktop', desktop: { moving: true } })
})
afterEach(() => {
  for (const video of videos.splice(0)) video.close()
  machine.dispose()
})

function watch(settings: ConstructorParameters<typeof MachineVideo>[1] = {}, from?: 'clip') {
  const video = new MachineVideo(machine, { fps: 30, gop: 1000, ...settings }, from)
  videos.push(video)
  const units: VideoUnit[] = []
  const stop = video.onUnit(unit => units.push(unit))
  return { video, units, stop }
}

const keys = (units: readonly VideoUnit[]) => units.filter(({ key }) => key).length

/** Kinds of the NAL units in it: what stands behind each start code. */
const kindsOf = (data: Buffer) =>
  data
    .toString('latin1')
    .split('\0\0\x01')
    .slice(1)
    .map(unit => unit.charCodeAt(0) & 31)

describe('the splitter', () => {
  it('finds the same units however the stream is split', () => {
    const whole = splitUnits(clip)
    expect(whole.length).toBeGreaterThan(50)
    expect(Buffer.concat(whole.map(({ data }) => data))).toEqual(clip)
    const part = clip.subarray(0, 12_000)
    const splitter = new UnitSplitter()
    const single = [...part].flatMap(byte => splitter.push(Buffer.from([byte])))
    const count = single.length
    expect(count).toBeGreaterThan(0)
    expect(single).toEqual(whole.slice(0, count))
  })

  it('cuts at slices and parameter sets where there are no delimiters', () => {
    const nal = (...bytes: number[]) => Buffer.from([0, 0, 0, 1, ...bytes])
    const [sps, pps] = [nal(0x67, 66, 0, 30), nal(0x68, 1)]
    const first = Buffer.concat([sps, pps, nal(0x65, 0x88), nal(0x65, 0x20)])
    const [second, third] = [nal(0x41, 0x9a, 7), Buffer.concat([sps, pps, nal(0x65, 0x88)])]
    expect(splitUnits(Buffer.concat([first, second, third]))).toEqual([
      { data: first, key: true },
      { data: second, key: false },
      { data: third, key: true },
    ])
  })
})

describe('JPEG', () => {
  it('comes at the frame rate while somebody listens, with the picture in it', async () => {
    const video = new MachineVideo(machine, { fps: 30 })
    videos.push(video)
    const frames: Buffer[] = []
    const stop = video.onJpeg(({ data }) => frames.push(data))
    await expect.poll(() => frames.length).toBeGreaterThan(3)
    stop()
    const image = await loadImage(frames[0] ?? Buffer.alloc(0))
    expect([image.width, image.height]).toEqual([320, 200])
    const count = frames.length
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(frames.length).toBe(count)
  })

  it('has another size and quality when told so', async () => {
    const video = new MachineVideo(machine, { size: { widthPx: 160, heightPx: 100 }, jpegQuality: 95 })
    videos.push(video)
    const fine = await video.jpeg()
    expect([fine.widthPx, fine.heightPx]).toEqual([160, 100])
    expect((await video.jpeg(20)).data.length).toBeLessThan(fine.data.length)
  })
})

describe.skipIf(!hasFfmpeg())('H.264 by ffmpeg', () => {
  it('begins with a key frame that carries its parameter sets', async () => {
    const { video, units } = watch()
    expect(video.h264From).toBe('ffmpeg')
    await expect.poll(() => units.length, { timeout: 5_000 }).toBeGreaterThan(3)
    expect(units[0]?.key).toBe(true)
    expect(kindsOf(units[0]?.data ?? Buffer.alloc(0))).toEqual(expect.arrayContaining([9, 7, 8, 5]))
    expect(keys(units)).toBe(1)
    expect(units[1]?.timestampUs).toBeGreaterThan(units[0]?.timestampUs ?? 0)
  })

  it('makes a key frame on request, at another size, and at its interval', async () => {
    const { video, units } = watch()
    await expect.poll(() => units.length, { timeout: 5_000 }).toBeGreaterThan(2)
    video.requestKeyFrame()
    await expect.poll(() => keys(units), { timeout: 5_000 }).toBe(2)
    machine.resize(400, 300)
    await expect.poll(() => keys(units), { timeout: 5_000 }).toBe(3)
    video.configure({ gop: 5 })
    await expect.poll(() => keys(units), { timeout: 5_000 }).toBeGreaterThan(5)
  })

  it('ends its encoder with the last listener', async () => {
    const { video, units, stop } = watch()
    await expect.poll(() => units.length, { timeout: 5_000 }).toBeGreaterThan(0)
    stop()
    stop()
    const count = units.length
    await new Promise(resolve => setTimeout(resolve, 150))
    expect(units.length).toBe(count)
    const again = vi.fn<(unit: VideoUnit) => void>()
    video.onUnit(again)
    await expect.poll(() => again.mock.calls.length, { timeout: 5_000 }).toBeGreaterThan(0)
    expect(again.mock.calls[0]?.[0].key).toBe(true)
  })
})

describe('H.264 without ffmpeg', () => {
  it('is the clip in a loop, says so, and jumps to a key frame', async () => {
    const { video, units } = watch({ fps: 200 }, 'clip')
    expect(video.h264From).toBe('clip')
    await expect.poll(() => units.length).toBeGreaterThan(120)
    expect(units[0]?.key).toBe(true)
    const count = units.length
    video.requestKeyFrame()
    await expect.poll(() => units[count]?.key).toBe(true)
  })
})
