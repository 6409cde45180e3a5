import type { Batch } from '../worker/ops'
import type { PainterReport } from '../worker/SurfacePainter'
import type { VideoFeed, VideoReport } from '../worker/VideoPainter'

interface OpenCanvas {
  /** The whole picture as an image file; `undefined` when nothing was painted yet. */
  capture(type: string, quality?: number): Promise<Blob | undefined>
  /** The last picture stays on the canvas; nothing is painted any more. */
  close(): void
}

/** One console's canvas, painted elsewhere. */
export interface PaintedCanvas extends OpenCanvas {
  send(batch: Batch): void
}

/** One video stream's canvas, decoded and painted elsewhere. What is fed is given away. */
export interface VideoCanvas extends OpenCanvas {
  feed(feed: VideoFeed): void
}

/** Paints canvases off the main thread, or on it where a browser has no other way. */
export interface Painter {
  readonly isOffThread: boolean
  /**
   * Takes over a canvas that has no context yet. `onLost`: the worker behind it died; nothing more is painted there, and
   * `loadPainter` gives another painter from then on.
   */
  open(canvas: HTMLCanvasElement, onReport: (report: PainterReport) => void, onLost?: () => void): PaintedCanvas
  openVideo(canvas: HTMLCanvasElement, onReport: (report: VideoReport) => void, onLost?: () => void): VideoCanvas
}
