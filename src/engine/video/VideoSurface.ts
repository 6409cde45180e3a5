import { Lifetime } from '../../lib/lifetime'
import { type Writable, writable } from '../../lib/readable'
import { FrameMeter } from '../FrameMeter'
import { loadPainter } from '../painter/loadPainter'
import type { Painter, VideoCanvas } from '../painter/Painter'
import { pixelRendering } from '../pixelRendering'
import { applyZoom, type PictureFacts, type Scaling, type Surface } from '../surface'
import type { VideoFeed, VideoReport } from '../worker/VideoPainter'

const factsEveryMs = 250

export type VideoDialect = 'mjpeg' | 'h264'

/** A source's way to the picture; what it hands over is given away. */
export interface VideoPort {
  feed(feed: VideoFeed): void
  /** The source is at an end, for now or for good. The last frame stays. */
  detach(): void
}

/** What a source needs of a surface. */
export type VideoSink = Pick<VideoSurface, 'attach' | 'meter'>

/**
 * The picture of a device that sends video, outside React. It outlives its sources: `element`, settings and the last
 * frame stay, and one source after another feeds it. The element is what HidInput listens to; its only canvas is exactly
 * the picture, and `picture()` is where that stands on the page.
 *
 * @example
 * const surface = new VideoSurface()
 * const input = new HidInput(surface.element, target, { picture: () => surface.picture(), pointer })
 * const source = new MjpegSource(surface, { open, ended })
 */
export class VideoSurface implements Surface {
  readonly element: HTMLElement
  readonly facts: Writable<PictureFacts>
  /** Bytes and round trips are for whoever knows the wire to count; the rest is counted here. */
  readonly meter = new FrameMeter()
  private canvas: HTMLCanvasElement
  private readonly lifetime = new Lifetime()
  private video: VideoCanvas | undefined
  /** Fed before the painter was there. */
  private early: VideoFeed[] = []
  private source: { readonly onReport: (report: VideoReport) => void; readonly stopTicking: () => void } | undefined
  private scaling: Scaling = 'fit'
  private framesPainted = 0
  private lastFrameAtMs: number | undefined
  private factsDue: (() => void) | undefined

  constructor(painter: Promise<Painter> = loadPainter()) {
    this.element = document.createElement('div')
    Object.assign(this.element.style, { display: 'flex', width: '100%', height: '100%', overflow: 'hidden' })
    this.canvas = emptyCanvas()
    this.element.append(this.canvas)
    this.facts = writable<PictureFacts>({
      ...{ widthPx: 0, heightPx: 0, framesPainted: 0, lastFrameAtMs: undefined },
      ...{ dialect: 'mjpeg', still: false, zoom: 1 },
    })
    const resizes = new ResizeObserver(() => this.layOut())
    resizes.observe(this.element)
    this.lifetime.add(() => resizes.disconnect())
    void painter.then(loaded => this.begin(loaded))
  }

  /** Lets a source feed the picture, one at a time: another one's port goes dead. */
  attach(dialect: VideoDialect, onReport: (report: VideoReport) => void): VideoPort {
    this.release()
    this.meter.begin()
    const source = { onReport, stopTicking: this.lifetime.interval(() => this.meter.tick(), 1_000) }
    this.source = source
    this.tellFacts({ dialect })
    return {
      feed: feed => {
        if (this.source === source) this.give(feed)
      },
      detach: () => {
        if (this.source === source) this.release()
      },
    }
  }

  setScaling(scaling: Scaling): void {
    if (scaling === this.scaling) return
    this.scaling = scaling
    this.layOut()
  }

  setZoom(zoom: number): void {
    this.tellFacts({ zoom: applyZoom(this.element, zoom) })
  }

  focus(): void {
    if (this.element.isConnected) this.element.focus({ preventScroll: true })
  }

  /** Where the picture stands on the page, letterbox left out. Empty before the first frame. */
  picture(): DOMRect {
    return this.canvas.getBoundingClientRect()
  }

  async capture(type: 'image/png' | 'image/jpeg' = 'image/png', quality?: number): Promise<Blob> {
    const blob = this.framesPainted === 0 ? undefined : await this.video?.capture(type, quality)
    if (!blob) throw new Error('nothing painted yet')
    return blob
  }

  stream(): MediaStream {
    if (this.framesPainted === 0) throw new Error('nothing painted yet')
    return this.canvas.captureStream()
  }

  /** The link is lost: what is shown is the past, until the next frame. */
  keepStill(): void {
    if (this.framesPainted > 0) this.tellFacts({ still: true })
  }

  /** Ends everything. Safe twice. */
  dispose(): void {
    this.release()
    this.lifetime.dispose()
    this.video?.close()
    this.element.remove()
  }

  private begin(painter: Painter): void {
    if (this.lifetime.ended) return
    this.video = painter.openVideo(
      this.canvas,
      report => this.reported(report),
      () => this.lost(),
    )
    for (const feed of this.early.splice(0)) this.video.feed(feed)
  }

  /** The painter died, and took the canvas with it: another one goes on, from the next picture that can be decoded. */
  private lost(): void {
    this.video = undefined
    const canvas = emptyCanvas()
    canvas.style.cssText = this.canvas.style.cssText
    this.canvas.replaceWith(canvas)
    this.canvas = canvas
    void loadPainter().then(painter => this.begin(painter))
    this.source?.onReport({ ...nothing, consumed: Number.MAX_SAFE_INTEGER, lost: true })
  }

  private give(feed: VideoFeed): void {
    if (feed.is !== 'reset') {
      this.meter.countRectangle(feed.is === 'jpeg' ? jpegEncoding : h264Encoding)
    }
    if (this.video) this.video.feed(feed)
    else this.early.push(feed)
  }

  private release(): void {
    if (!this.source) return
    this.source.stopTicking()
    this.source = undefined
    this.meter.end()
    this.early = []
    this.video?.feed({ is: 'reset' })
  }

  private reported(report: VideoReport): void {
    const { painted, paintMs, decodeMs, widthPx, heightPx } = report
    this.meter.countPainter({ painted, paintMs, decodeMs })
    if (painted > 0) this.shown(painted, widthPx, heightPx)
    this.source?.onReport(report)
  }

  private shown(painted: number, widthPx: number, heightPx: number): void {
    this.framesPainted += painted
    this.lastFrameAtMs = Date.now()
    const before = this.facts.getState()
    if (before.widthPx !== widthPx || before.heightPx !== heightPx || before.still) {
      this.tellFacts({ widthPx, heightPx, still: false })
      this.layOut()
    } else this.factsDue ??= this.lifetime.timeout(() => this.tellFacts(), factsEveryMs)
  }

  private layOut(): void {
    const { widthPx, heightPx } = this.facts.getState()
    if (widthPx === 0 || heightPx === 0) return
    const { clientWidth, clientHeight } = this.element
    const scale = this.scaling === 'actual' ? 1 : Math.min(clientWidth / widthPx, clientHeight / heightPx)
    this.element.style.overflow = this.scaling === 'actual' ? 'auto' : 'hidden'
    this.canvas.style.width = `${widthPx * scale}px`
    this.canvas.style.height = `${heightPx * scale}px`
    this.canvas.style.imageRendering = pixelRendering(scale)
  }

  private tellFacts(change: Partial<PictureFacts> = {}): void {
    this.factsDue?.()
    this.factsDue = undefined
    const { framesPainted, lastFrameAtMs } = this
    this.facts.set({ ...this.facts.getState(), framesPainted, lastFrameAtMs, ...change })
  }
}

const nothing: VideoReport = {
  ...{ consumed: 0, painted: 0, paintMs: 0, decodeMs: 0, bad: 0, widthPx: 0, heightPx: 0, lost: false },
}

/** Its own size says nothing before the first frame. */
function emptyCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  Object.assign(canvas.style, { display: 'block', flex: 'none', margin: 'auto', width: '0', height: '0' })
  return canvas
}

/** Their numbers among RFB's encodings, by which the meter names them. */
const jpegEncoding = 21
const h264Encoding = 50
