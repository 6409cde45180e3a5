import english from '@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz?url'
import { createWorker, type Worker } from 'tesseract.js'
import worker from 'tesseract.js/dist/worker.min.js?url'
import core from 'tesseract.js-core/tesseract-core-simd-lstm.wasm.js?url'

/** How far a reading has come, 0 to 1. The first one loads 7 MB from this page's own server. */
export type OcrProgress = (share: number) => void

let ready: Promise<Worker> | undefined
let onProgress: OcrProgress = () => {}

/**
 * The text in a picture, read in this browser: English letters, digits and what consoles print. One reading at a time.
 * Rejects when the reader cannot be loaded, and with the signal's reason; then the reader is given up, since a reading
 * cannot be stopped otherwise.
 */
export async function readText(picture: Blob, progress: OcrProgress, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  onProgress = progress
  ready ??= start()
  const reader = await ready.catch((error: unknown) => {
    ready = undefined
    throw error
  })
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  try {
    signal.throwIfAborted()
    const { data } = await Promise.race([reader.recognize(picture), aborted])
    return data.text.trimEnd()
  } catch (error) {
    if (signal.aborted) {
      ready = undefined
      void reader.terminate()
    }
    throw error
  } finally {
    onProgress = () => {}
  }
}

function start(): Promise<Worker> {
  const absolute = (path: string) => new URL(path, document.baseURI).href
  return new Promise((resolve, reject) => {
    createWorker('eng', 1, {
      workerPath: absolute(worker),
      corePath: absolute(core),
      langPath: absolute(english).replace(/\/[^/]*$/, ''), // a folder: the file's own name is asked for in it
      workerBlobURL: false, // the page's policy allows no worker from a blob
      cacheMethod: 'none', // the browser's own cache holds what this page's server sent
      logger: ({ status, progress }) => status === 'recognizing text' && onProgress(progress),
      // A part that cannot be loaded is told here only: the promise then stays open (tesseract.js 7.0).
      errorHandler: (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
    }).then(resolve, reject)
  })
}
