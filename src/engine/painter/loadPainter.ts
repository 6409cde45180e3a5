import type { Painter } from './Painter'
import { workerPainter } from './workerPainter'

let painter: Promise<Painter> | undefined

/** The page's painter; the worker starts with the first call. When it dies, the next call gives one on the main thread. */
export function loadPainter(): Promise<Painter> {
  painter ??= canPaintOffThread() ? Promise.resolve(workerPainter(startWorker(), fallBack)) : loadLocalPainter()
  return painter
}

const startWorker = () => new Worker(new URL('../worker/painter.worker.ts', import.meta.url), { type: 'module' })

function fallBack(): void {
  painter = loadLocalPainter()
}

async function loadLocalPainter(): Promise<Painter> {
  const { localPainter } = await import('./localPainter')
  return localPainter()
}

/** By probing, never by name: a canvas that can be handed over, and a worker to hand it to. */
function canPaintOffThread(): boolean {
  return typeof Worker !== 'undefined' && 'transferControlToOffscreen' in HTMLCanvasElement.prototype
}
