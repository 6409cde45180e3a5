import type { VideoSink } from './VideoSurface'

export interface SnapshotOptions {
  /** One whole JPEG. Rejections are told through `failed` and do not end the source. */
  take(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
  /** From the end of one to the beginning of the next. */
  readonly everyMs: number
  failed?(error: unknown): void
}

/** Single images, one after the other: for pictures past the page's budget of streams. Never two requests at once. */
export class SnapshotSource {
  private readonly surface: VideoSink
  private readonly options: SnapshotOptions
  private run: AbortController | undefined

  constructor(surface: VideoSink, options: SnapshotOptions) {
    this.surface = surface
    this.options = options
    this.resume()
  }

  pause(): void {
    this.run?.abort()
    this.run = undefined
  }

  resume(): void {
    if (this.run) return
    this.run = new AbortController()
    void this.play(this.run.signal)
  }

  /** Safe twice. */
  dispose(): void {
    this.pause()
  }

  private async play(signal: AbortSignal): Promise<void> {
    const port = this.surface.attach('mjpeg', () => {})
    while (!signal.aborted) {
      try {
        const data = await this.options.take(signal)
        if (signal.aborted) break
        this.surface.meter.countBytes(data.length)
        port.feed({ is: 'jpeg', data })
      } catch (error) {
        if (!signal.aborted) this.options.failed?.(error)
      }
      await wait(this.options.everyMs, signal)
    }
    port.detach()
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
