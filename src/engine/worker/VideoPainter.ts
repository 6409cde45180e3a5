import { bitmapOf } from './bitmapOf'
import { H264Decoder } from './H264Decoder'

/** What a video surface is fed: whole JPEG images, or access units of H.264. `reset` forgets what is on its way. */
export type VideoFeed =
  | { readonly is: 'jpeg'; readonly data: Uint8Array<ArrayBuffer> }
  | { readonly is: 'unit'; readonly data: Uint8Array<ArrayBuffer>; readonly timestampUs?: number }
  | { readonly is: 'reset' }

/** Where the picture goes: a worker's canvas, or the page's where there is no worker. */
export interface VideoTarget {
  readonly canvas: { width: number; height: number }
  drawImage(image: ImageBitmap | VideoFrame, x: number, y: number): void
}

export interface VideoReport {
  /** Images or units that are dealt with since the last report: painted, late or bad. */
  readonly consumed: number
  readonly painted: number
  readonly paintMs: number
  /** ms in which there was something to decode. */
  readonly decodeMs: number
  readonly bad: number
  /** Of the picture last painted; 0 before. */
  readonly widthPx: number
  readonly heightPx: number
  /** The H.264 stream was lost: it goes on with the next key frame. */
  readonly lost: boolean
}

/**
 * Paints a video stream: only the newest picture, at most once per frame of the display. What comes faster is decoded,
 * where later pictures need it, and never shown.
 */
export class VideoPainter {
  private readonly target: VideoTarget
  private readonly nextFrame: (paint: () => void) => void
  private readonly onReport: (report: VideoReport) => void
  private readonly h264: H264Decoder
  private newest: ImageBitmap | VideoFrame | undefined
  private paintDue = false
  private ended = false
  /** Images are decoded beside each other: an older one that is ready later is not shown. */
  private imageNumber = 0
  private shownImage = 0
  private decoding = 0
  private decodingSinceMs = 0
  private consumed = 0
  private painted = 0
  private paintMs = 0
  private decodeMs = 0
  private bad = 0
  private lost = false
  private widthPx = 0
  private heightPx = 0

  constructor(target: VideoTarget, nextFrame: (paint: () => void) => void, onReport: (report: VideoReport) => void) {
    this.target = target
    this.nextFrame = nextFrame
    this.onReport = onReport
    this.h264 = new H264Decoder({
      frame: frame => this.show(frame),
      consumed: units => {
        this.consumed += units
        this.report()
      },
      busy: ms => {
        this.decodeMs += ms
      },
      lost: () => {
        this.lost = true
        this.bad++
        this.report()
      },
    })
  }

  feed(feed: VideoFeed): void {
    if (this.ended) return
    switch (feed.is) {
      case 'jpeg':
        void this.image(feed.data)
        break
      case 'unit':
        this.h264.push(feed.data, feed.timestampUs)
        break
      case 'reset':
        this.h264.reset()
        this.shownImage = this.imageNumber
        this.forget()
        break
    }
  }

  dispose(): void {
    this.ended = true
    this.h264.reset()
    this.forget()
  }

  private async image(data: Uint8Array<ArrayBuffer>): Promise<void> {
    const number = ++this.imageNumber
    if (this.decoding++ === 0) this.decodingSinceMs = performance.now()
    try {
      const image = await bitmapOf(new Blob([data], { type: 'image/jpeg' }))
      if (number <= this.shownImage || this.ended) image.close()
      else {
        this.shownImage = number
        this.show(image)
      }
    } catch {
      this.bad++
    }
    this.decoding--
    const nowMs = performance.now()
    this.decodeMs += nowMs - this.decodingSinceMs
    this.decodingSinceMs = nowMs
    this.consumed++
    this.report()
  }

  private show(picture: ImageBitmap | VideoFrame): void {
    this.newest?.close()
    this.newest = picture
    if (this.paintDue) return
    this.paintDue = true
    this.nextFrame(() => this.paint())
  }

  private paint(): void {
    this.paintDue = false
    const { newest, target } = this
    this.newest = undefined
    if (!newest) return
    const startedMs = performance.now()
    const { canvas } = target
    const [width, height] = sizeOf(newest)
    // A canvas that gets a size is blank, also when it is the same.
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
    target.drawImage(newest, 0, 0)
    this.widthPx = width
    this.heightPx = height
    newest.close()
    this.painted++
    this.paintMs += performance.now() - startedMs
    this.report()
  }

  private forget(): void {
    this.newest?.close()
    this.newest = undefined
  }

  private report(): void {
    if (this.ended) return
    const { consumed, painted, paintMs, decodeMs, bad, lost, widthPx, heightPx } = this
    this.consumed = this.painted = this.paintMs = this.decodeMs = this.bad = 0
    this.lost = false
    this.onReport({ consumed, painted, paintMs, decodeMs, bad, lost, widthPx, heightPx })
  }
}

function sizeOf(picture: ImageBitmap | VideoFrame): readonly [width: number, height: number] {
  return 'displayWidth' in picture ? [picture.displayWidth, picture.displayHeight] : [picture.width, picture.height]
}
