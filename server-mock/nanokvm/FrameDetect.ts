import type { JpegFrame } from '../video/MachineVideo'

/** Every so many images two are compared while the stream runs (server/service/stream/mjpeg/frame-detect.go). */
const compareEvery = 60

/** "Send only when the picture changes", for MJPEG: one switch for all viewers. */
export class FrameDetect {
  enabled = false
  private quiet = false
  private count = 0
  private resume: NodeJS.Timeout | undefined

  set(enabled: boolean): void {
    clearTimeout(this.resume)
    this.enabled = enabled
    this.quiet = false
    this.count = 0
  }

  /** Off for so long, then on, whatever it was. */
  pause(ms: number): void {
    this.set(false)
    this.resume = setTimeout(() => this.set(true), ms)
    this.resume.unref()
  }

  holdsBack(frame: JpegFrame): boolean {
    if (!this.enabled) return false
    this.count++
    if (!this.quiet && this.count % compareEvery !== 0) return false
    this.quiet = frame.same
    return this.quiet
  }

  close(): void {
    clearTimeout(this.resume)
  }
}
