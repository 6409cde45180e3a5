import { h264Support } from '../../../engine/video/h264Support'
import { writable } from '../../../lib/readable'
import type { Sources } from '../../capabilities/display'
import type { KeptWord } from '../../device'
import type { KasmWire } from './KasmWire'
import { fullUpdateMessage, videoEncodersRequest } from './messages'

type Way = 'images' | 'h264'
type Fallback = NonNullable<Sources['fallback']>

/** Streaming modes of H.264, of whatever makes it: kasmtech/KasmVNC common/rfb/encodings.h. */
const firstH264 = -1030
const lastH264 = -1027
const imagesMode = -1025
/** A server that ignores its clients' settings goes on with images, and says nothing. */
const firstVideoMs = 5_000
/** A key frame is asked for no sooner than this after the last time. */
const askAgainMs = 2_000
/** Losses without this much time between them, after which trying again is no use. */
const quietMs = 60_000
const mostLosses = 3

/**
 * Video instead of images, where the operator chooses it. Nothing of it is announced before the server has listed an
 * encoder and this browser has shown that it decodes H.264; the server is asked only when it has shown that it knows the
 * question. What fails goes back to images, with its reason.
 */
export class KasmVideo {
  readonly sources = writable<Sources>({ available: ['images'], active: 'images' })
  private readonly wire: KasmWire
  private wanted: Way
  private readonly kept: KeptWord | undefined
  private encoder: number | undefined
  /** Announced over this connection: a mode holds until another is named. */
  private mode: number | undefined
  private isAsked = false
  private losses = 0
  private lostAtMs = Number.NEGATIVE_INFINITY
  private watch: ReturnType<typeof setTimeout> | undefined

  constructor(wire: KasmWire, kept?: KeptWord) {
    this.wire = wire
    this.kept = kept
    this.wanted = kept?.known() === 'h264' ? 'h264' : 'images'
  }

  /** A connection stands, may set what it wants, and belongs to a server of 1.5 or later. Once for each. */
  ask(): void {
    if (this.isAsked) return
    this.isAsked = true
    this.wire.ask(videoEncodersRequest)
  }

  /** The server's answer. True: it has what this page can show. */
  answered(encodings: readonly number[]): boolean {
    this.encoder = encodings.find(each => each >= firstH264 && each <= lastH264)
    if (this.encoder === undefined) return false
    this.sources.set({ available: ['images', 'h264'], active: 'images' })
    if (this.wanted === 'h264') void this.begin()
    return true
  }

  choose(id: string): void {
    this.wanted = id === 'h264' ? 'h264' : 'images'
    this.kept?.remember(this.wanted)
    this.losses = 0
    if (this.wanted === 'h264') void this.begin()
    else this.end()
  }

  /** What came as video cannot be shown: a whole picture, which is a key frame, or images again. */
  lost(): void {
    const nowMs = performance.now()
    if (this.sources.getState().active !== 'h264' || nowMs - this.lostAtMs < askAgainMs) return
    this.losses = nowMs - this.lostAtMs > quietMs ? 1 : this.losses + 1
    this.lostAtMs = nowMs
    if (this.losses >= mostLosses) this.end('decoder-failed')
    else this.askWhole()
  }

  /** The number to announce, where there is one. */
  encodings = (): readonly number[] => (this.mode === undefined ? [] : [this.mode])

  /** The connection is gone, and with it what was agreed; what the operator wants stays. */
  forget(): void {
    clearTimeout(this.watch)
    this.encoder = this.mode = undefined
    this.isAsked = false
    this.losses = 0
    this.sources.set({ available: ['images'], active: 'images' })
  }

  private async begin(): Promise<void> {
    const support = await h264Support()
    const { encoder } = this
    if (encoder === undefined || this.wanted !== 'h264' || this.mode === encoder) return
    if (support !== 'supported') return this.tell('images', support)
    this.announce(encoder)
    this.tell('h264')
    const before = this.wire.rectangles('KasmVideo')
    this.watch = setTimeout(() => {
      if (this.wire.rectangles('KasmVideo') === before) this.end('not-offered')
    }, firstVideoMs)
  }

  private end(fallback?: Fallback): void {
    clearTimeout(this.watch)
    if (this.mode !== undefined) this.announce(imagesMode)
    this.tell('images', fallback)
  }

  private announce(mode: number): void {
    this.mode = mode
    this.wire.announce()
    this.askWhole()
  }

  private askWhole(): void {
    const { widthPx, heightPx } = this.wire.size
    this.wire.ask(fullUpdateMessage(widthPx, heightPx))
  }

  private tell(active: Way, fallback?: Fallback): void {
    const { available } = this.sources.getState()
    this.sources.set({ available, active, ...(fallback && { fallback }) })
  }
}
