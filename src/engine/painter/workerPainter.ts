import type { FromPainter, ToPainter } from '../worker/messages'
import type { PainterReport } from '../worker/SurfacePainter'
import type { VideoReport } from '../worker/VideoPainter'
import type { Painter } from './Painter'

/** How often the worker is looked after while it has work. */
const lookEveryMs = 2_000
/** Looks in a row without a word from it, after which it is dead. Counted, so that a computer that slept is none. */
const mostSilentLooks = 5

interface Surface {
  /** Batches sent and not reported; of a video surface, whether there was something since its last report. */
  ahead: number
  readonly onReport: (report: PainterReport) => void
  readonly onVideo: (report: VideoReport) => void
  readonly onLost: () => void
}

/**
 * A painter in a worker. Browsers do not say when one dies (out of memory, killed by a driver): a worker that has work
 * and is silent counts as dead, as does one that could not be loaded. `onLost` is called first, then each surface's own.
 */
export function workerPainter(worker: Worker, onLost: () => void, lookMs = lookEveryMs): Painter {
  const surfaces = new Map<number, Surface>()
  const captures = new Map<number, (blob: Blob | undefined) => void>()
  let next = 0
  let isReady = false
  let silentLooks = 0
  let heardMs = performance.now()
  let looking: ReturnType<typeof setInterval> | undefined

  const say = (message: ToPainter, transfer: Transferable[] = []) => worker.postMessage(message, transfer)
  const lose = () => {
    clearInterval(looking)
    worker.terminate()
    onLost()
    for (const answer of captures.values()) answer(undefined)
    for (const surface of surfaces.values()) surface.onLost()
    surfaces.clear()
    captures.clear()
  }
  const look = () => {
    if (document.hidden || [...surfaces.values()].every(({ ahead }) => ahead === 0)) {
      silentLooks = 0
      clearInterval(looking)
      looking = undefined
    } else if (++silentLooks > mostSilentLooks && performance.now() - heardMs > mostSilentLooks * lookMs) lose()
  }
  const hear = (message: FromPainter) => {
    silentLooks = 0
    heardMs = performance.now()
    if (message.is === 'ready') isReady = true
    else if (message.is === 'captured') {
      captures.get(message.request)?.(message.blob)
      captures.delete(message.request)
    } else {
      const surface = surfaces.get(message.surface)
      if (!surface) return
      surface.ahead = message.is === 'video' ? 0 : surface.ahead - message.report.applied
      if (message.is === 'video') surface.onVideo(message.report)
      else surface.onReport(message.report)
    }
  }
  const work = (surface: number) => {
    const known = surfaces.get(surface)
    if (known) known.ahead++
    looking ??= setInterval(look, lookMs)
  }
  worker.addEventListener('message', ({ data }: MessageEvent<FromPainter>) => hear(data))
  worker.addEventListener('error', () => {
    if (!isReady) lose()
  })

  const both = (surface: number) => ({
    capture(type: string, quality?: number) {
      const request = next++
      const answer = new Promise<Blob | undefined>(resolve => captures.set(request, resolve))
      say({ do: 'capture', surface, request, type, ...(quality !== undefined && { quality }) })
      return answer
    },
    close() {
      surfaces.delete(surface)
      say({ do: 'close', surface })
    },
  })
  const nothing = () => {}
  return {
    isOffThread: true,
    open(element, onReport, onSurfaceLost = nothing) {
      const surface = next++
      const canvas = element.transferControlToOffscreen()
      surfaces.set(surface, { ahead: 0, onReport, onVideo: nothing, onLost: onSurfaceLost })
      say({ do: 'open', surface, canvas }, [canvas])
      return {
        ...both(surface),
        send(batch) {
          work(surface)
          say({ do: 'apply', surface, batch }, [batch.ops.buffer, batch.bytes.buffer])
        },
      }
    },
    openVideo(element, onVideo, onSurfaceLost = nothing) {
      const surface = next++
      const canvas = element.transferControlToOffscreen()
      surfaces.set(surface, { ahead: 0, onReport: nothing, onVideo, onLost: onSurfaceLost })
      say({ do: 'open-video', surface, canvas }, [canvas])
      return {
        ...both(surface),
        feed(feed) {
          if (feed.is !== 'reset') work(surface)
          say({ do: 'feed', surface, feed }, feed.is === 'reset' ? [] : [feed.data.buffer])
        },
      }
    },
  }
}
