import { bitmapOf } from './bitmapOf'
import { DecodePool } from './DecodePool'
import { lazyTurbo } from './jpegTurbo'
import type { FromPainter, ToPainter } from './messages'
import { SurfacePainter } from './SurfacePainter'
import type { VideoPainter } from './VideoPainter'
import type { VideoRects } from './VideoRects'

/* One worker for all consoles of a page: it owns their canvases and framebuffers. */

const surfaces = new Map<number, SurfacePainter>()
/** Its painter is loaded when the first stream comes: most pages have none. */
const videos = new Map<number, { readonly painter: Promise<VideoPainter>; readonly canvas: OffscreenCanvas }>()
const say = (message: FromPainter, transfer: Transferable[] = []) => self.postMessage(message, { transfer })
const turbo = lazyTurbo()
const startDecoder = () => new Worker(new URL('./decoder.worker.ts', import.meta.url), { type: 'module' })
// One core is the painter's. A browser whose workers cannot start workers decodes here alone.
const pool =
  typeof Worker === 'undefined'
    ? undefined
    : new DecodePool(startDecoder, Math.max(1, navigator.hardwareConcurrency - 1))

const nextFrame = (paint: () => void) => {
  if ('requestAnimationFrame' in self) self.requestAnimationFrame(paint)
  else setTimeout(paint, 16)
}

self.addEventListener('message', ({ data }: MessageEvent<ToPainter>) => handle(data))
say({ is: 'ready' })

function handle(message: ToPainter): void {
  switch (message.do) {
    case 'open': {
      const { surface, canvas } = message
      const target = canvas.getContext('2d', { alpha: false })
      if (target)
        surfaces.set(
          surface,
          new SurfacePainter(target, { nextFrame, pixelsOf, turbo, videoRects, ...(pool && { pool }) }, report =>
            say(
              { is: 'report', surface, report },
              report.spent.flatMap(({ ops, bytes }) => [ops.buffer, bytes.buffer]),
            ),
          ),
        )
      break
    }
    case 'apply':
      surfaces.get(message.surface)?.apply(message.batch)
      break
    case 'open-video':
      videos.set(message.surface, { painter: openVideo(message), canvas: message.canvas })
      break
    case 'feed':
      void videos.get(message.surface)?.painter.then(painter => painter.feed(message.feed))
      break
    case 'capture':
      void capture(message).then(blob => say({ is: 'captured', request: message.request, blob }))
      break
    case 'close':
      surfaces.get(message.surface)?.dispose()
      surfaces.delete(message.surface)
      void videos.get(message.surface)?.painter.then(painter => painter.dispose())
      videos.delete(message.surface)
      break
  }
}

async function openVideo({ surface, canvas }: Extract<ToPainter, { do: 'open-video' }>): Promise<VideoPainter> {
  const target = canvas.getContext('2d', { alpha: false })
  if (!target) throw new Error('no 2D context')
  const { VideoPainter } = await import('./VideoPainter')
  return new VideoPainter(target, nextFrame, report => say({ is: 'video', surface, report }))
}

async function pixelsOf(image: Blob, width: number, height: number): Promise<Uint32Array> {
  const bitmap = await bitmapOf(image)
  const context = scratch(width, height)
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  return new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)
}

async function videoRects(): Promise<VideoRects> {
  const loaded = await import('./VideoRects')
  return new loaded.VideoRects(scratch)
}

function scratch(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no 2D context')
  return context
}

async function capture({ surface, type, quality }: Extract<ToPainter, { do: 'capture' }>): Promise<Blob | undefined> {
  const options = { type, ...(quality !== undefined && { quality }) }
  const video = videos.get(surface)
  if (video) return video.canvas.convertToBlob(options)
  const image = surfaces.get(surface)?.snapshot()
  if (!image) return undefined
  const canvas = new OffscreenCanvas(image.width, image.height)
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  return canvas.convertToBlob(options)
}
