import { SwitchedSurface } from '../../../engine/SwitchedSurface'
import type { Scaling } from '../../../engine/surface'
import { H264Source } from '../../../engine/video/H264Source'
import { h264Support } from '../../../engine/video/h264Support'
import { MjpegSource } from '../../../engine/video/MjpegSource'
import { SnapshotSource } from '../../../engine/video/SnapshotSource'
import { VideoSurface } from '../../../engine/video/VideoSurface'
import { derived } from '../../../lib/derived'
import { Lifetime } from '../../../lib/lifetime'
import { writable } from '../../../lib/readable'
import { socketUrl } from '../../../net/deviceUrl'
import { longRequests } from '../../../net/http'
import type { DisplayCapability, SignalState, Sources } from '../../capabilities/display'
import type { KeptWord } from '../../device'
import { type Fallback, type Running, StreamSwitch } from '../../kvm/StreamSwitch'
import type { Kvmd } from './Kvmd'
import type { KvmdState } from './KvmdState'
import { MediaSocket } from './MediaSocket'
import { streamerTuning } from './streamerTuning'
import type { PictureAsk, VncPicture } from './VncPicture'
import { mediaReplyWire } from './wire'

type SourceId = 'h264' | 'mjpeg' | 'vnc'

/** The daemon starts within a second or two of the first viewer; later it is down. */
const startWithinMs = 12_000
const againAfterMs = 1_000
/** H.264 was asked for and nothing came, though the device says that there is a picture. */
const firstFrameMs = 8_000
const snapshotEveryMs = 1_000
/** Looks for a video service that was not there, each twice as late as the one before. */
const mediaAgainMs = { first: 5_000, most: 300_000 }

/** The device's own VNC server, where the entry names it. */
export interface VncWay {
  readonly url: string
  ask(ask: PictureAsk): void
}

interface PictureWays {
  readonly vnc: VncWay | undefined
  /** What was chosen on an earlier visit. */
  readonly kept: KeptWord | undefined
}

/**
 * The picture of a PiKVM: H.264 where device and browser can, MJPEG otherwise and after a failure, with the reason told;
 * through VNC only when somebody chose that. It runs while the device's video daemon does and somebody looks.
 */
export class PikvmDisplay {
  readonly surface: SwitchedSurface
  readonly capability: DisplayCapability
  private readonly kvmd: Kvmd
  private readonly vncWay: VncWay | undefined
  private readonly video = new VideoSurface()
  private vnc: VncPicture | undefined
  private readonly lifetime = new Lifetime()
  private readonly signal = writable<SignalState>({ signal: 'unknown' })
  private readonly sources = writable<Sources>({ available: ['mjpeg'], active: 'mjpeg' })
  private readonly streams: StreamSwitch<SourceId>
  private isLinked = false
  private vncFailed: Fallback | undefined
  /**
   * Why kvmd-media gives no H.264. The device's own `features` speak of its encoder: up to 4.20 without that service, and
   * today while it is down.
   */
  private mediaLack: Extract<Fallback, 'media-down' | 'not-offered'> | undefined
  private cancelLook = () => {}
  private lookAfterMs = mediaAgainMs.first
  private nullSinceMs: number | undefined

  constructor(kvmd: Kvmd, { vnc, kept }: PictureWays) {
    this.kvmd = kvmd
    this.vncWay = vnc
    this.surface = new SwitchedSurface(this.video)
    this.streams = new StreamSwitch({
      ways: vnc ? ['h264', 'mjpeg', 'vnc'] : ['h264', 'mjpeg'],
      ...{ kept, lifetime: this.lifetime, againAfterMs },
      follow: () => this.follow(),
      prepare: () => this.prepare(),
    })
    this.capability = {
      surface: this.surface,
      signal: this.signal,
      scalings: writable<readonly Scaling[]>(['fit', 'actual']),
      sources: this.sources,
      chooseSource: id => this.choose(id),
      tuning: streamerTuning(kvmd),
      refresh: () => this.streams.restart(),
    }
    const picture = derived(kvmd.state, pictureState)
    this.lifetime.add(picture.subscribe(() => this.follow()))
  }

  get mode(): string {
    return this.sources.getState().active
  }

  /** Of whatever way the picture comes. */
  get meter() {
    return this.video.meter
  }

  /** What the device's VNC server was told is forgotten. */
  forget(): void {
    this.vnc?.forget()
  }

  /** The device's socket stands or fell: without it the daemon stops. */
  linked(isLinked: boolean): void {
    this.isLinked = isLinked
    if (isLinked) return this.follow()
    this.mediaIsBack() // as far as anybody knows
    this.streams.stop()
    this.nullSinceMs = undefined
    this.video.keepStill()
    this.signal.set({ signal: 'unknown' })
  }

  dispose(): void {
    this.streams.stop()
    this.lifetime.dispose()
    this.vnc?.close()
    this.video.dispose()
    this.surface.dispose()
  }

  private choose(id: string): void {
    this.vncFailed = undefined
    this.streams.choose(id)
  }

  /** Brings what runs in line with what the device says. */
  private follow(): void {
    if (!this.isLinked || this.lifetime.ended) return
    const { isUp, hasSignal } = pictureState(this.kvmd.state.getState())
    this.tellSignal(isUp, hasSignal)
    // kvmd-vnc keeps its viewers while the daemon starts anew.
    if (!isUp && this.mode === 'vnc' && this.streams.isRunning) return
    if (!isUp) {
      this.streams.stop()
      return this.video.keepStill()
    }
    if (!hasSignal) this.video.keepStill()
    this.streams.run()
  }

  private tellSignal(isUp: boolean | undefined, hasSignal: boolean): void {
    const { state } = this.kvmd
    const name = state.getState().info?.meta?.server?.host ?? undefined
    const named = name === undefined ? {} : { name }
    if (isUp) this.nullSinceMs = undefined
    else if (this.nullSinceMs === undefined) {
      this.nullSinceMs = Date.now()
      this.lifetime.timeout(() => this.follow(), startWithinMs)
    }
    const isLate = this.nullSinceMs !== undefined && Date.now() - this.nullSinceMs >= startWithinMs
    const signal = isUp ? (hasSignal ? 'live' : 'no-signal') : isLate ? 'offline' : 'starting'
    this.signal.set({ signal, ...named })
  }

  private async prepare(): Promise<() => Running> {
    const lack = await this.h264Lack()
    const vnc = this.streams.wanted === 'vnc' ? await this.loadVnc().catch(() => undefined) : undefined
    return () => this.begin(lack, vnc)
  }

  private begin(lack: Fallback | undefined, vnc: VncPicture | undefined): Running {
    const { wanted } = this.streams
    if (wanted === 'vnc' && !vnc) this.vncFailed = 'vnc-failed'
    const id: SourceId = vnc ? 'vnc' : wanted === 'mjpeg' || lack !== undefined ? 'mjpeg' : 'h264'
    const fallback = this.vncFailed ?? (this.hasEncoder && id === 'mjpeg' && wanted !== 'mjpeg' ? lack : undefined)
    this.sources.set({ available: this.available(), active: id, ...(fallback && { fallback }) })
    if (vnc) return this.startVnc(vnc)
    this.surface.show(this.video)
    return id === 'h264' ? this.startH264() : this.startMjpeg()
  }

  private get hasEncoder(): boolean {
    return this.kvmd.state.getState().streamer?.features?.h264 === true
  }

  private available(): readonly SourceId[] {
    const isOffered = this.hasEncoder && this.mediaLack === undefined
    return [...(isOffered ? (['h264'] as const) : []), 'mjpeg', ...(this.vncWay ? (['vnc'] as const) : [])]
  }

  /** Why there is no H.264; `undefined` where there is. */
  private async h264Lack(): Promise<Fallback | undefined> {
    if (this.streams.failed) return this.streams.failed
    if (!this.hasEncoder) return 'not-offered'
    if (this.mediaLack) return this.mediaLack
    const support = await h264Support()
    return support === 'supported' ? undefined : support
  }

  /** Loaded when it is first chosen; one for the device's life, so that its last frame stays over reconnects. */
  private async loadVnc(): Promise<VncPicture | undefined> {
    const way = this.vncWay
    if (!way || this.vnc) return this.vnc
    const { VncPicture } = await import('./VncPicture')
    if (this.lifetime.ended) return undefined
    this.vnc ??= new VncPicture({
      ...way,
      meter: this.meter,
      painted: engine => this.surface.show(engine),
      left: why => this.leaveVnc(why),
    })
    return this.vnc
  }

  private startVnc(vnc: VncPicture): Running {
    vnc.look(this.kvmd.state.getState().streamer?.params?.quality ?? 80)
    // A hidden page pauses it by itself.
    return { pause: () => {}, resume: () => {}, dispose: () => vnc.rest() }
  }

  private leaveVnc(why: 'failed' | 'cancelled'): void {
    if (why === 'cancelled') return this.streams.forget()
    this.vncFailed = 'vnc-failed'
    this.streams.wanted = undefined // for now: on the next visit it is tried again
    this.streams.restart()
  }

  private startH264(): Running {
    let socket: MediaSocket | undefined
    const framesBefore = this.video.facts.getState().framesPainted
    const hasPainted = () => this.video.facts.getState().framesPainted > framesBefore
    const source = new H264Source(this.video, {
      wantKeyFrame: () => socket?.wantKeyFrame(),
      failed: why => this.streams.fallBack(why),
    })
    const connect = () => {
      socket = new MediaSocket({
        url: socketUrl(this.kvmd.client.url('api/media/ws'), this.kvmd.client.base),
        source,
        notOffered: () => this.mediaIsGone('not-offered'),
        ended: offered => {
          if (hasPainted()) {
            this.streams.misses = 0
            this.lookAfterMs = mediaAgainMs.first
          }
          // Where it does not even open there is no service: nobody waits for the picture of one.
          if (!offered || ++this.streams.misses >= 3) this.mediaIsGone('media-down')
          else this.streams.againSoon()
        },
      })
    }
    connect()
    const cancelWatch = this.lifetime.timeout(() => {
      const { hasSignal } = pictureState(this.kvmd.state.getState())
      if (!hasPainted() && hasSignal && !document.hidden) this.streams.fallBack('stalled')
    }, firstFrameMs)
    return {
      pause() {
        source.pause()
        socket?.close()
        socket = undefined
      },
      resume() {
        if (socket) return
        source.resume()
        connect()
      },
      dispose() {
        cancelWatch()
        socket?.close()
        source.dispose()
      },
    }
  }

  private mediaIsGone(why: 'media-down' | 'not-offered'): void {
    this.mediaLack = why
    this.streams.misses = 0
    this.streams.restart()
    this.lookAgain()
  }

  private mediaIsBack(): void {
    this.cancelLook()
    this.mediaLack = undefined
  }

  private lookAgain(): void {
    this.cancelLook()
    this.cancelLook = this.lifetime.timeout(() => void this.lookForMedia(), this.lookAfterMs)
    this.lookAfterMs = Math.min(mediaAgainMs.most, this.lookAfterMs * 2)
  }

  private async lookForMedia(): Promise<void> {
    if (document.hidden) return this.lookAgain()
    const { signal } = this.lifetime
    const offers = await this.kvmd.client.get('api/media', mediaReplyWire, { signal }).catch(() => undefined)
    if (!this.isLinked || this.mediaLack === undefined) return
    if (offers?.media.video.h264 === undefined) return this.lookAgain()
    this.mediaIsBack()
    if (this.streams.wanted === undefined || this.streams.wanted === 'h264') this.streams.restart()
    else this.sources.set({ ...this.sources.getState(), available: this.available() })
  }

  private startMjpeg(): Running {
    const seat = longRequests.tryTake()
    if (!seat) return this.startSnapshots()
    const key = crypto.getRandomValues(new Uint32Array(2)).join('')
    const source = new MjpegSource(this.video, {
      open: async signal => {
        const params = { key, extra_headers: true }
        const answer = await this.kvmd.client.open('streamer/stream', { params, signal })
        if (!answer.body) throw new Error('no body')
        return { body: answer.body, contentType: answer.headers.get('content-type') ?? '' }
      },
      ended: () => this.streams.againSoon(),
    })
    return {
      pause: () => source.pause(),
      resume: () => source.resume(),
      dispose() {
        source.dispose()
        seat()
      },
    }
  }

  /** Past the page's budget of long requests: one picture after another. */
  private startSnapshots(): Running {
    return new SnapshotSource(this.video, {
      everyMs: snapshotEveryMs,
      take: async signal => {
        const answer = await this.kvmd.client.open('api/streamer/snapshot', { params: { allow_offline: true }, signal })
        return new Uint8Array(await answer.arrayBuffer())
      },
    })
  }
}

/** `isUp` is `undefined` until the device told anything of its video. */
function pictureState({ streamer }: KvmdState): { readonly isUp: boolean | undefined; readonly hasSignal: boolean } {
  const daemon = streamer?.streamer
  return {
    isUp: streamer === undefined ? undefined : daemon !== undefined && daemon !== null,
    hasSignal: daemon?.source?.online ?? false,
  }
}
