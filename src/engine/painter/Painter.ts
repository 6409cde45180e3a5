import type { Batch } from '../worker/ops'
import type { PainterReport } from '../worker/SurfacePainter'

/** One console's canvas, painted elsewhere. */
export interface PaintedCanvas {
  send(batch: Batch): void
  /** The whole framebuffer as an image file; `undefined` when nothing was painted yet. */
  capture(type: string, quality?: number): Promise<Blob | undefined>
  /** The last picture stays on the canvas; nothing is painted any more. */
  close(): void
}

/** Paints canvases off the main thread, or on it where a browser has no other way. */
export interface Painter {
  readonly isOffThread: boolean
  /** Takes over a canvas that has no context yet. */
  open(canvas: HTMLCanvasElement, onReport: (report: PainterReport) => void): PaintedCanvas
}
