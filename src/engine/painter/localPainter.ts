import { bitmapOf } from '../worker/bitmapOf'
import { lazyTurbo } from '../worker/jpegTurbo'
import { SurfacePainter } from '../worker/SurfacePainter'
import { VideoPainter } from '../worker/VideoPainter'
import { VideoRects } from '../worker/VideoRects'
import type { Painter } from './Painter'

/** The painter on the main thread: for browsers without OffscreenCanvas. Slower, and the same pixels. */
export function localPainter(): Painter {
  const nextFrame = (paint: () => void) => void requestAnimationFrame(paint)
  const around = { turbo: lazyTurbo(), pixelsOf, nextFrame, videoRects: async () => new VideoRects(scratch) }
  return {
    isOffThread: false,
    open(canvas, onReport) {
      const target = canvas.getContext('2d', { alpha: false })
      if (!target) throw new Error('no 2D context')
      const surface = new SurfacePainter(target, around, onReport)
      return {
        send: batch => surface.apply(batch),
        capture: (type, quality) => capture(surface.snapshot(), type, quality),
        close: () => surface.dispose(),
      }
    },
    openVideo(canvas, onReport) {
      const target = canvas.getContext('2d', { alpha: false })
      if (!target) throw new Error('no 2D context')
      const painter = new VideoPainter(target, nextFrame, onReport)
      return {
        feed: feed => painter.feed(feed),
        capture: (type, quality) => blobOf(canvas, type, quality),
        close: () => painter.dispose(),
      }
    },
  }
}

async function pixelsOf(image: Blob, width: number, height: number): Promise<Uint32Array> {
  const bitmap = await bitmapOf(image)
  const context = scratch(width, height)
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  return new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)
}

function capture(image: ImageData | undefined, type: string, quality?: number): Promise<Blob | undefined> {
  if (!image) return Promise.resolve(undefined)
  const context = scratch(image.width, image.height)
  context.putImageData(image, 0, 0)
  return blobOf(context.canvas, type, quality)
}

function blobOf(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob | undefined> {
  return new Promise(resolve => canvas.toBlob(blob => resolve(blob ?? undefined), type, quality))
}

function scratch(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no 2D context')
  return context
}
