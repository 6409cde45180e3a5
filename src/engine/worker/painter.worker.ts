import { DecodePool } from './DecodePool'
import { lazyTurbo } from './jpegTurbo'
import type { FromPainter, ToPainter } from './messages'
import { SurfacePainter } from './SurfacePainter'
import { VideoPainter } from './VideoPainter'

/* One worker for all consoles of a page: it owns their canvases and framebuffers. */

const surfaces = new Map<number, SurfacePainter>()
const videos = new Map<number, { readonly painter: VideoPainter; readonly canvas: OffscreenCanvas }>()
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

function handle(message: ToPainter): void {
  switch (message.do) {
    case 'open': {
      const { surface, canvas } = message
      const target = canvas.getContext('2d', { alpha: false })
      if (target)
        surfaces.set(
          surface,
          new SurfacePainter(target, { nextFrame, pixelsOf, turbo, ...(pool && { pool }) }, report =>
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
    case 'open-video': {
      const { surface, canvas } = message
      const target = canvas.getContext('2d', { alpha: false })
      if (!target) break
      const painter = new VideoPainter(target, nextFrame, report => say({ is: 'video', surface, report }))
      videos.set(surface, { painter, canvas })
      break
    }
    case 'feed':
      videos.get(message.surface)?.painter.feed(message.feed)
      break
    case 'capture':
      void capture(message).then(blob => say({ is: 'captured', request: message.request, blob }))
      break
    case 'close':
      surfaces.get(message.surface)?.dispose()
      surfaces.delete(message.surface)
      videos.get(message.surface)?.painter.dispose()
      videos.delete(message.surface)
      break
  }
}

async function pixelsOf(image: Blob, width: number, height: number): Promise<Uint32Array> {
  const bitmap = await createImageBitmap(image)
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no 2D context')
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  return new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)
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
