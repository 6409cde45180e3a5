import type { Scaling } from '../../../engine/surface'
import { H264Source } from '../../../engine/video/H264Source'
import { h264Support } from '../../../engine/video/h264Support'
import { MjpegSource } from '../../../engine/video/MjpegSource'
import { VideoSurface } from '../../../engine/video/VideoSurface'
import { Lifetime } from '../../../lib/lifetime'
import { writable } from '../../../lib/readable'
import { socketUrl } from '../../../net/deviceUrl'
import { longRequests } from '../../../net/http'
import type { DisplayCapability, Signal, SignalState, Sources } from '../../capabilities/display'
import type { KeptWord } from '../../device'
import { type Fallback, type Running, StreamSwitch } from '../../kvm/StreamSwitch'
import { DirectSocket } from './DirectSocket'
import type { Nanokvm } from './Nanokvm'
import type { CaptureResult } from './NanokvmState'
import { screenTuning } from './screenTuning'

type SourceId = 'h264' | 'mjpeg'

/** Without a word from the device, a picture that stays away for so long is no picture. */
const silentMs = 4_000
/** Sockets that ended without one picture, after which H.264 is not tried again. */
const mostMisses = 3
const againAfterMs = 1_500

/** What a result of the capture chip means (server/include/kvm_vision.h). */
const signals: Readonly<Record<number, Signal>> = {
  [-1]: 'no-signal',
  [-4]: 'starting',
  [-5]: 'starting',
  [-6]: 'unsupported',
  [-7]: 'unsupported',
}

/** The picture of a NanoKVM: H.264 by WebCodecs where both sides can, MJPEG otherwise, with the reason. */
export class NanokvmDisplay {
  readonly surface = new VideoSurface()
  readonly capability: DisplayCapability
  /** Of another connection: nothing that was set is believed any more. */
  readonly forgetTuning: ReturnType<typeof screenTuning>['forget']
  private readonly nanokvm: Nanokvm
  private readonly screen: ReturnType<typeof screenTuning>
  private readonly lifetime = new Lifetime()
  private readonly signal = writable<SignalState>({ signal: 'unknown' })
  private readonly sources = writable<Sources>({ available: ['mjpeg'], active: 'mjpeg' })
  private readonly streams: StreamSwitch<SourceId>
  private isLinked = false
  private isDetecting = false
  private startedMs = 0

  constructor(nanokvm: Nanokvm, kept?: KeptWord) {
    this.nanokvm = nanokvm
    this.screen = screenTuning(nanokvm)
    this.forgetTuning = this.screen.forget
    this.streams = new StreamSwitch({
      ...{ ways: ['h264', 'mjpeg'], kept, lifetime: this.lifetime, againAfterMs },
      follow: () => this.follow(),
      prepare: () => this.prepare(),
    })
    this.capability = {
      surface: this.surface,
      signal: this.signal,
      scalings: writable<readonly Scaling[]>(['fit', 'actual']),
      sources: this.sources,
      chooseSource: id => this.streams.choose(id),
      tuning: this.screen.tuning,
      refresh: () => this.streams.restart(),
    }
    this.lifetime.add(nanokvm.state.subscribe(() => this.tellSignal()))
    this.lifetime.add(this.surface.facts.subscribe(() => this.tellSignal()))
    this.lifetime.interval(() => this.tellSignal(), 1_000)
  }

  /** What carries the picture: `h264` or `mjpeg`. */
  get mode(): string {
    return this.sources.getState().active
  }

  /** The device can be reached and lets us in, or no longer. */
  linked(isLinked: boolean): void {
    if (isLinked === this.isLinked) return
    this.isLinked = isLinked
    this.streams.misses = 0
    if (isLinked) return this.follow()
    this.streams.stop()
    this.surface.keepStill()
    this.signal.set({ signal: 'unknown' })
  }

  dispose(): void {
    this.streams.stop()
    this.lifetime.dispose()
    this.surface.dispose()
  }

  private follow(): void {
    if (this.isLinked && !this.lifetime.ended) this.streams.run()
  }

  private async prepare(): Promise<() => Running> {
    const { direct } = this.nanokvm.dialect()
    const lack = await this.h264Lack(direct)
    return () => this.begin(direct, lack)
  }

  private begin(direct: boolean, lack: Fallback | undefined): Running {
    const { wanted } = this.streams
    const id: SourceId = wanted === 'mjpeg' || lack !== undefined ? 'mjpeg' : 'h264'
    this.sources.set({
      available: direct ? ['h264', 'mjpeg'] : ['mjpeg'],
      active: id,
      ...(lack !== undefined && direct && wanted !== 'mjpeg' && { fallback: lack }),
    })
    this.startedMs = Date.now()
    return id === 'h264' ? this.startH264() : this.startMjpeg()
  }

  /** Why there is no H.264; `undefined` where there is. */
  private async h264Lack(direct: boolean): Promise<Fallback | undefined> {
    if (this.streams.failed) return this.streams.failed
    if (!direct) return 'not-offered'
    const support = await h264Support()
    return support === 'supported' ? undefined : support
  }

  private startH264(): Running {
    const { client, dialect } = this.nanokvm
    let socket: DirectSocket | undefined
    const source = new H264Source(this.surface, {
      wantKeyFrame: () => socket?.resync(),
      queued: units => socket?.tellQueued(units),
      failed: why => this.streams.fallBack(why),
    })
    const connect = () => {
      socket = new DirectSocket({
        url: socketUrl(client.url('api/stream/h264/direct'), client.base),
        flow: dialect().lamps,
        frame: unit => source.push(unit),
        ended: frames => {
          this.streams.misses = frames > 0 ? 0 : this.streams.misses + 1
          if (this.streams.misses >= mostMisses) this.streams.fallBack('not-offered')
          else this.streams.againSoon()
        },
      })
    }
    connect()
    return {
      pause() {
        source.pause()
        socket?.close()
        socket = undefined
      },
      resume: () => {
        if (socket) return
        this.startedMs = Date.now()
        source.resume()
        connect()
      },
      dispose() {
        socket?.close()
        source.dispose()
      },
    }
  }

  private startMjpeg(): Running {
    const { client } = this.nanokvm
    const source = new MjpegSource(this.surface, {
      open: async signal => {
        // A stream holds one of the few connections a browser has; until there is one free, it waits.
        const seat = await longRequests.take(signal)
        try {
          await this.wakeStill(signal)
          // Its head comes with the first image: without a signal this stays open, and that is no failure.
          const answer = await client.open('api/stream/mjpeg', signal)
          if (!answer.body) throw new Error('no body')
          return { body: answer.body, contentType: answer.headers.get('content-type') ?? '', close: seat }
        } catch (error) {
          seat()
          throw error
        }
      },
      ended: () => this.streams.againSoon(),
    })
    return {
      pause: () => source.pause(),
      resume: () => {
        this.startedMs = Date.now()
        source.resume()
      },
      dispose: () => source.dispose(),
    }
  }

  /**
   * With frame detection on, a still screen sends a new viewer nothing: it is stopped for a moment. Called only when it
   * is on, because afterwards it is on in any case (server/service/stream/mjpeg/frame-detect.go); not waited for, because
   * the answer comes when the moment is over.
   */
  private async wakeStill(signal: AbortSignal): Promise<void> {
    this.isDetecting = await this.screen.isDetecting(signal).catch(() => false)
    signal.throwIfAborted()
    if (!this.isDetecting) return
    void this.nanokvm.client
      .post('api/stream/mjpeg/detect/stop', { duration: 5 }, { timeoutMs: 30_000 })
      .catch(() => {})
  }

  private tellSignal(): void {
    if (!this.isLinked || document.hidden) return
    const { lastFrameAtMs } = this.surface.facts.getState()
    const hasFrame = lastFrameAtMs !== undefined && lastFrameAtMs >= this.startedMs
    const quietMs = Date.now() - (hasFrame ? lastFrameAtMs : this.startedMs)
    const capture = this.nanokvm.state.getState().captures[this.mode === 'h264' ? 'direct' : 'mjpeg']
    const next = this.signalOf(capture, hasFrame, quietMs)
    const { signal, detail } = this.signal.getState()
    if (next.signal === signal && next.detail === detail) return
    this.signal.set(next)
    if (next.signal !== 'live') this.surface.keepStill()
  }

  private signalOf(capture: CaptureResult | undefined, hasFrame: boolean, quietMs: number): SignalState {
    if (capture && !capture.ok) {
      return { signal: signals[capture.result] ?? 'offline', ...(capture.message && { detail: capture.message }) }
    }
    if (quietMs < silentMs) return { signal: hasFrame ? 'live' : 'starting' }
    // A still screen is quiet with frame detection, and so is one for which the device vouches.
    const mayBeStill = hasFrame && (this.isDetecting || capture?.ok === true)
    return { signal: mayBeStill ? 'live' : 'no-signal' }
  }
}
