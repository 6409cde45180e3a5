import { LateGate } from './LateGate'
import { MjpegParser, type MjpegPart } from './MjpegParser'
import type { VideoPort, VideoSink } from './VideoSurface'

/** An answer whose body is the stream. */
export interface MjpegStream {
  readonly body: ReadableStream<Uint8Array>
  readonly contentType: string
  /** Called once when nothing is read any more, however it ended: gives back the seat among the long requests. */
  close?(): void
}

export interface MjpegEnd {
  /** `open`: it could not be opened. `malformed`: what came is no such stream. `broken`: it broke off. `closed`: it ended. */
  readonly cause: 'open' | 'malformed' | 'broken' | 'closed'
  readonly error?: unknown
  /** Images that came. */
  readonly images: number
}

export interface MjpegOptions {
  /** Opens the stream; called at once and after each pause. `signal` aborts it for good. */
  open(signal: AbortSignal): Promise<MjpegStream>
  /** The stream is over and this source with it; not called for `pause` and `dispose`. */
  ended(end: MjpegEnd): void
  /** The head of each image, such as ustreamer's `x-ustreamer-online`; header names in lower case. */
  part?(headers: ReadonlyMap<string, string>): void
}

/** MJPEG over HTTP into a surface. Reads as fast as it comes and shows the newest: what is late is dropped. */
export class MjpegSource {
  private readonly surface: VideoSink
  private readonly options: MjpegOptions
  private run: AbortController | undefined
  private images = 0
  private over = false

  constructor(surface: VideoSink, options: MjpegOptions) {
    this.surface = surface
    this.options = options
    this.resume()
  }

  /** Closes the stream while nobody looks. */
  pause(): void {
    this.run?.abort()
    this.run = undefined
  }

  /** Opens it again. */
  resume(): void {
    if (this.run || this.over) return
    this.run = new AbortController()
    void this.play(this.run.signal)
  }

  /** Safe twice. */
  dispose(): void {
    this.over = true
    this.pause()
  }

  private async play(signal: AbortSignal): Promise<void> {
    let stream: MjpegStream
    try {
      stream = await this.options.open(signal)
    } catch (error) {
      return this.end(signal, { cause: 'open', error })
    }
    const gate = new LateGate<Uint8Array<ArrayBuffer>>(data => port.feed({ is: 'jpeg', data }))
    const port: VideoPort = this.surface.attach('mjpeg', ({ consumed }) => gate.consumed(consumed))
    try {
      signal.throwIfAborted()
      this.end(signal, await this.read(stream, signal, gate))
    } catch (error) {
      this.end(signal, { cause: 'broken', error })
    } finally {
      port.detach()
      stream.close?.()
    }
  }

  private async read(
    { body, contentType }: MjpegStream,
    signal: AbortSignal,
    gate: LateGate<Uint8Array<ArrayBuffer>>,
  ): Promise<Omit<MjpegEnd, 'images'>> {
    const reader = body.getReader()
    const stop = () => void reader.cancel().catch(() => {})
    signal.addEventListener('abort', stop, { once: true })
    try {
      if (contentType !== '' && !/^(multipart\/|image\/jpe?g)/i.test(contentType)) return { cause: 'malformed' }
      const parser = new MjpegParser(contentType)
      for (;;) {
        const { done, value } = await reader.read()
        if (done || signal.aborted) break
        this.surface.meter.countBytes(value.length)
        const startedMs = performance.now()
        for (const part of parser.push(value)) this.show(part, gate)
        this.surface.meter.countBusy(performance.now() - startedMs)
        if (parser.ended) break
        if (this.images === 0 && parser.bad > mostBadAtFirst) return { cause: 'malformed' }
      }
      return { cause: 'closed' }
    } finally {
      signal.removeEventListener('abort', stop)
      stop()
    }
  }

  private show({ headers, jpeg }: MjpegPart, gate: LateGate<Uint8Array<ArrayBuffer>>): void {
    this.images++
    this.options.part?.(headers)
    gate.push(jpeg)
  }

  private end(signal: AbortSignal, end: Omit<MjpegEnd, 'images'>): void {
    if (signal.aborted || this.over) return
    this.over = true
    this.run = undefined
    this.options.ended({ ...end, images: this.images })
  }
}

/** Broken parts before the first image, after which it is no such stream. */
const mostBadAtFirst = 20
