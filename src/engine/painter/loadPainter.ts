import type { FromPainter, ToPainter } from '../worker/messages'
import type { PainterReport } from '../worker/SurfacePainter'
import type { VideoReport } from '../worker/VideoPainter'
import type { Painter } from './Painter'

let painter: Promise<Painter> | undefined

/** The page's painter; the worker starts with the first call. */
export function loadPainter(): Promise<Painter> {
  painter ??= canPaintOffThread() ? Promise.resolve(workerPainter()) : loadLocalPainter()
  return painter
}

async function loadLocalPainter(): Promise<Painter> {
  const { localPainter } = await import('./localPainter')
  return localPainter()
}

/** By probing, never by name: a canvas that can be handed over, and a worker to hand it to. */
function canPaintOffThread(): boolean {
  return typeof Worker !== 'undefined' && 'transferControlToOffscreen' in HTMLCanvasElement.prototype
}

function workerPainter(): Painter {
  const worker = new Worker(new URL('../worker/painter.worker.ts', import.meta.url), { type: 'module' })
  const reports = new Map<number, (report: PainterReport) => void>()
  const videoReports = new Map<number, (report: VideoReport) => void>()
  const captures = new Map<number, (blob: Blob | undefined) => void>()
  let next = 0
  const say = (message: ToPainter, transfer: Transferable[] = []) => worker.postMessage(message, transfer)
  worker.addEventListener('message', ({ data }: MessageEvent<FromPainter>) => {
    if (data.is === 'report') return reports.get(data.surface)?.(data.report)
    if (data.is === 'video') return videoReports.get(data.surface)?.(data.report)
    captures.get(data.request)?.(data.blob)
    captures.delete(data.request)
  })
  const both = (surface: number) => ({
    capture(type: string, quality?: number) {
      const request = next++
      const answer = new Promise<Blob | undefined>(resolve => captures.set(request, resolve))
      say({ do: 'capture', surface, request, type, ...(quality !== undefined && { quality }) })
      return answer
    },
    close() {
      reports.delete(surface)
      videoReports.delete(surface)
      say({ do: 'close', surface })
    },
  })
  return {
    isOffThread: true,
    open(element, onReport) {
      const surface = next++
      const canvas = element.transferControlToOffscreen()
      reports.set(surface, onReport)
      say({ do: 'open', surface, canvas }, [canvas])
      return {
        ...both(surface),
        send: batch => say({ do: 'apply', surface, batch }, [batch.ops.buffer, batch.bytes.buffer]),
      }
    },
    openVideo(element, onReport) {
      const surface = next++
      const canvas = element.transferControlToOffscreen()
      videoReports.set(surface, onReport)
      say({ do: 'open-video', surface, canvas }, [canvas])
      return {
        ...both(surface),
        feed: feed => say({ do: 'feed', surface, feed }, feed.is === 'reset' ? [] : [feed.data.buffer]),
      }
    },
  }
}
