import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KeptWord } from '../../device'
import { KasmVideo } from './KasmVideo'
import type { KasmWire } from './KasmWire'

const software = -1027
let announced: (readonly number[])[]
let wire: { ask: ReturnType<typeof vi.fn>; announce: () => void; rectangles: () => number; size: object }
let came = 0
let video: KasmVideo

beforeEach(() => {
  vi.useFakeTimers()
  came = 0
  announced = []
  wire = {
    ask: vi.fn(),
    announce: () => void announced.push(video.encodings()),
    rectangles: () => came,
    size: { widthPx: 800, heightPx: 600 },
  }
  video = make()
  browser(true)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function make(kept?: KeptWord): KasmVideo {
  return new KasmVideo(wire as unknown as KasmWire, kept)
}

function browser(decodes: boolean | undefined, isSecureContext = true): void {
  const VideoDecoder = { isConfigSupported: async () => ({ supported: decodes }) }
  vi.stubGlobal('isSecureContext', isSecureContext)
  if (decodes !== undefined) vi.stubGlobal('VideoDecoder', VideoDecoder)
}

const state = () => video.sources.getState()
/** Whole pictures asked for: type 3, not incremental. */
const wholes = () => wire.ask.mock.calls.filter(([bytes]) => bytes[0] === 3 && bytes[1] === 0).length

async function chosen() {
  video.answered([-1032, -1028, software])
  video.choose('h264')
  await vi.advanceTimersByTimeAsync(0)
}

describe('video of a KasmVNC', () => {
  it('asks the server what it has, and announces nothing by itself', () => {
    video.ask()
    expect([...(wire.ask.mock.calls[0]?.[0] ?? [])].slice(0, 2)).toEqual([184, 1])
    video.answered([-1032, software])
    expect(state()).toEqual({ available: ['images', 'h264'], active: 'images' })
    expect([video.encodings(), announced]).toEqual([[], []])
  })

  it('begins by itself where it was chosen on an earlier visit', async () => {
    const kept = { known: () => 'h264', remember: vi.fn() }
    video = make(kept)
    video.answered([-1028])
    await vi.advanceTimersByTimeAsync(0)
    expect(state().active).toBe('h264')
    video.choose('images')
    expect(kept.remember).toHaveBeenLastCalledWith('images')
  })

  it('is not offered by a server that lists no H.264', () => {
    video.answered([-1032, -1025])
    expect(state().available).toEqual(['images'])
  })

  it('is announced by the first encoder of the server’s list, with a whole picture to begin with', async () => {
    await chosen()
    expect(announced).toEqual([[-1028]])
    expect(state()).toEqual({ available: ['images', 'h264'], active: 'h264' })
    expect(wholes()).toBe(1)
  })

  it.each([
    ['no decoder for pages', undefined, true, 'no-webcodecs'],
    ['no secure page', undefined, false, 'insecure-context'],
    ['no H.264', false, true, 'decoder-failed'],
  ] as const)('is never announced with %s, and says so', async (_, decodes, isSecure, fallback) => {
    vi.unstubAllGlobals()
    browser(decodes, isSecure)
    await chosen()
    expect(announced).toEqual([])
    expect(state()).toMatchObject({ active: 'images', fallback })
  })

  it('goes back to images by name: a mode holds until another is chosen', async () => {
    await chosen()
    video.choose('images')
    expect(announced.at(-1)).toEqual([-1025])
    expect(state()).toEqual({ available: ['images', 'h264'], active: 'images' })
  })

  it('asks for a key frame when one is lost, and gives up after three', async () => {
    await chosen()
    came = 1
    video.lost()
    video.lost() // of the same loss
    expect(wholes()).toBe(2)
    await vi.advanceTimersByTimeAsync(2_000)
    video.lost()
    expect([wholes(), state().active]).toEqual([3, 'h264'])
    await vi.advanceTimersByTimeAsync(2_000)
    video.lost()
    expect(announced.at(-1)).toEqual([-1025])
    expect(state()).toMatchObject({ active: 'images', fallback: 'decoder-failed' })
    expect(wholes()).toBe(4)
  })

  it('forgives losses that lie far apart', async () => {
    await chosen()
    came = 1
    for (let i = 0; i < 5; i++) {
      video.lost()
      await vi.advanceTimersByTimeAsync(61_000)
    }
    expect(state().active).toBe('h264')
  })

  it('notices a server that goes on with images', async () => {
    await chosen()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(state()).toMatchObject({ active: 'images', fallback: 'not-offered' })
  })

  it('begins anew with the next connection, for an operator who wants it', async () => {
    await chosen()
    video.forget()
    expect([video.encodings(), state()]).toEqual([[], { available: ['images'], active: 'images' }])
    video.answered([software])
    await vi.advanceTimersByTimeAsync(0)
    expect(announced.at(-1)).toEqual([software])
    video.forget()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(state().fallback).toBeUndefined()
  })
})
