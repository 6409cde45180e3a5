import { Lifetime } from '../../lib/lifetime'
import { unitFacts } from '../worker/annexB'
import type { VideoReport } from '../worker/VideoPainter'
import type { H264Lack } from './h264Support'
import type { VideoPort, VideoSink } from './VideoSurface'

/** One picture in Annex B, as it came. Its buffer is given away. */
export interface AccessUnit {
  readonly data: Uint8Array<ArrayBuffer>
  /** What the device says; where it is wrong, the stream itself decides. */
  readonly key: boolean
  readonly timestampUs?: number
}

export interface H264Options {
  /**
   * Out of step, resumed, or come in the middle of a stream: the device should send a key frame. Repeated every two seconds until one comes. Left out
   * where a device cannot be asked.
   */
  wantKeyFrame?(): void
  /** This browser cannot show it: nothing is taken any more. `Sources.fallback` has the same words. */
  failed(why: H264Lack | 'stalled'): void
  /** Units that are not decoded yet, whenever that changes: for devices that want their frames acknowledged. */
  queued?(units: number): void
}

/** Units on their way to the decoder; kvmd drops a viewer's queue at as many (kvmd/apps/media/server.py). */
const mostQueued = 32
const askEveryMs = 2_000
/** The decoder has work and does none. */
const stalledMs = 6_000
/** Losses without a picture in between, after which trying again is no use. */
const mostLosses = 3

/**
 * H.264 into a surface. Starts at a key frame; when decoding falls behind or fails, everything up to the next key frame
 * is dropped and the device asked for one. Only the newest decoded frame is painted.
 */
export class H264Source {
  private readonly surface: VideoSink
  private readonly options: H264Options
  private readonly lifetime = new Lifetime()
  private port: VideoPort | undefined
  private needsKey = true
  private waiting = 0
  private losses = 0
  private lastProgressMs = 0
  private asking: (() => void) | undefined

  constructor(surface: VideoSink, options: H264Options) {
    this.surface = surface
    this.options = options
    this.attach()
  }

  /** False when it was dropped: paused, or waiting for a key frame. */
  push({ data, key, timestampUs }: AccessUnit): boolean {
    if (!this.port) return false
    this.surface.meter.countBytes(data.length)
    if (this.waiting >= mostQueued) {
      if (performance.now() - this.lastProgressMs > stalledMs) this.fail('stalled')
      else this.lose()
      return false
    }
    if (this.needsKey && !key && !unitFacts(data).isKey) {
      this.lose() // also at the start: who joins a running stream may else wait for its next key frame
      return false
    }
    this.needsKey = false
    this.stopAsking()
    if (this.waiting === 0) this.lastProgressMs = performance.now()
    this.port.feed({ is: 'unit', data, ...(timestampUs !== undefined && { timestampUs }) })
    this.count(1)
    return true
  }

  /** Decodes nothing while nobody looks; units pushed meanwhile are dropped. */
  pause(): void {
    this.stopAsking()
    this.port?.detach()
    this.port = undefined
  }

  /** Goes on with the next key frame, and asks for one. */
  resume(): void {
    if (this.port || this.lifetime.ended) return
    this.attach()
    this.lose()
  }

  /** Safe twice. */
  dispose(): void {
    this.pause()
    this.lifetime.dispose()
  }

  private attach(): void {
    this.needsKey = true
    this.waiting = 0
    this.port = this.surface.attach('h264', report => this.reported(report))
  }

  private reported({ consumed, painted, lost }: VideoReport): void {
    if (painted > 0) this.losses = 0
    if (consumed > 0) {
      this.lastProgressMs = performance.now()
      this.count(-consumed)
    }
    if (!lost) return
    if (++this.losses >= mostLosses) this.fail('decoder-failed')
    else this.lose()
  }

  private lose(): void {
    this.needsKey = true
    if (this.asking) return
    this.options.wantKeyFrame?.()
    this.asking = this.lifetime.interval(() => this.options.wantKeyFrame?.(), askEveryMs)
  }

  private stopAsking(): void {
    this.asking?.()
    this.asking = undefined
  }

  private fail(why: H264Lack | 'stalled'): void {
    this.dispose()
    this.options.failed(why)
  }

  private count(units: number): void {
    this.waiting = Math.max(0, this.waiting + units)
    this.options.queued?.(this.waiting)
  }
}
