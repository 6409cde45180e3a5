import { readFileSync } from 'node:fs'
import { createCanvas, ImageData } from '@napi-rs/canvas'
import { encodeJpeg } from '../machine/encodeJpeg'
import { Listeners } from '../machine/Listeners'
import type { Capture, Machine } from '../machine/Machine'
import { hasFfmpeg } from './ffmpeg'
import { H264Encoder } from './H264Encoder'
import { type AccessUnit, splitUnits } from './splitUnits'

export interface VideoSettings {
  readonly fps: number
  /** 1 to 100. */
  readonly jpegQuality: number
  readonly bitrateKbps: number
  /** Frames from one key frame to the next. */
  readonly gop: number
  /** The picture's size where it is not the machine's own. */
  readonly size?: { readonly widthPx: number; readonly heightPx: number }
}

export interface JpegFrame {
  readonly data: Buffer
  readonly widthPx: number
  readonly heightPx: number
  /** False while the machine gives no signal: the picture says so. */
  readonly online: boolean
  /** It looks like the one before. */
  readonly same: boolean
}

export interface VideoUnit extends AccessUnit {
  /** µs since this video began. */
  readonly timestampUs: number
}

const usual: VideoSettings = { fps: 15, jpegQuality: 80, bitrateKbps: 3000, gop: 30 }

/**
 * A machine's picture as a capture card sends it: JPEG images and H.264 access units, each made only while somebody
 * listens. Emulators put their own framing around both.
 *
 * H.264 is encoded by ffmpeg from what the machine shows. Without ffmpeg a recorded clip plays in a loop, whatever the
 * machine does; `h264From` says which it is, and an emulator should say so, too.
 *
 * @example
 * const video = new MachineVideo(machine, { fps: 20 })
 * const stop = video.onUnit(({ data, key }) => socket.send(Buffer.concat([Buffer.from([1, key ? 1 : 0]), data])))
 * video.requestKeyFrame()          // the next unit is one
 * video.configure({ gop: 10 })     // starts with a key frame, too
 * video.close()
 */
export class MachineVideo {
  readonly h264From: 'ffmpeg' | 'clip'
  private readonly machine: Machine
  private current: VideoSettings
  private readonly jpegListeners = new Listeners<[JpegFrame]>()
  private readonly unitListeners = new Listeners<[VideoUnit]>()
  private jpegCount = 0
  private unitCount = 0
  private timer: ReturnType<typeof setInterval> | undefined
  private encoder: H264Encoder | undefined
  private encodedSize = ''
  private lastJpeg: (JpegFrame & { readonly version: number; readonly quality: number }) | undefined
  private jpegBusy = false
  private clip: readonly AccessUnit[] = []
  private clipAt = 0
  private keyWanted = false
  private readonly startedMs = performance.now()

  constructor(machine: Machine, settings: Partial<VideoSettings> = {}, h264From = hasFfmpeg() ? 'ffmpeg' : 'clip') {
    this.machine = machine
    this.current = { ...usual, ...settings }
    this.h264From = h264From === 'ffmpeg' ? 'ffmpeg' : 'clip'
  }

  get settings(): VideoSettings {
    return this.current
  }

  /** The picture's size as it is sent. */
  get size(): { readonly widthPx: number; readonly heightPx: number } {
    const { widthPx, heightPx } = this.machine
    return this.current.size ?? { widthPx, heightPx }
  }

  /** Takes effect with the next picture; H.264 begins anew with a key frame. */
  configure(change: Partial<VideoSettings>): void {
    this.current = { ...this.current, ...change }
    this.endEncoder()
    if (this.timer) {
      clearInterval(this.timer)
      this.timer = undefined
    }
    this.run()
  }

  /** Images at the frame rate, also while nothing changes. The first listener starts the camera, the last one stops it. */
  onJpeg(listener: (frame: JpegFrame) => void): () => void {
    const remove = this.jpegListeners.add(listener)
    this.jpegCount++
    this.run()
    return once(() => {
      remove()
      this.jpegCount--
      this.run()
    })
  }

  /** Access units; a listener's first one need not be a key frame unless one is asked for. */
  onUnit(listener: (unit: VideoUnit) => void): () => void {
    const remove = this.unitListeners.add(listener)
    this.unitCount++
    this.run()
    return once(() => {
      remove()
      this.unitCount--
      this.run()
    })
  }

  /** One image of now, as a snapshot is. */
  async jpeg(quality = this.current.jpegQuality): Promise<JpegFrame> {
    const capture = this.machine.capture()
    const online = this.machine.signal === 'on'
    const { widthPx, heightPx } = this.size
    const { lastJpeg: last } = this
    const isSame = last?.version === capture.version && last.widthPx === widthPx && last.heightPx === heightPx
    if (last && isSame && last.quality === quality && last.online === online) return { ...last, same: true }
    const data = await encodeJpeg(this.scaled(capture), widthPx, heightPx, quality)
    this.lastJpeg = { data, widthPx, heightPx, online, same: false, version: capture.version, quality }
    return this.lastJpeg
  }

  requestKeyFrame(): void {
    this.keyWanted = true
    if (this.encoder?.hasBegun) this.endEncoder() // one that has not is about to send one
  }

  /** Ends encoder and camera. Safe twice. */
  close(): void {
    this.jpegCount = this.unitCount = 0
    this.run()
  }

  private run(): void {
    const isWatched = this.jpegCount + this.unitCount > 0
    if (isWatched) this.timer ??= setInterval(() => this.tick(), 1000 / this.current.fps)
    else if (this.timer) {
      clearInterval(this.timer)
      this.timer = undefined
    }
    if (this.unitCount === 0) this.endEncoder()
  }

  private tick(): void {
    if (this.jpegCount > 0) void this.sendJpeg()
    if (this.unitCount === 0) return
    if (this.h264From === 'clip') this.sendClip()
    else this.encode()
  }

  private async sendJpeg(): Promise<void> {
    if (this.jpegBusy) return
    this.jpegBusy = true
    try {
      const frame = await this.jpeg()
      if (this.jpegCount > 0) this.jpegListeners.tell(frame)
    } finally {
      this.jpegBusy = false
    }
  }

  private encode(): void {
    const { widthPx, heightPx } = this.size
    const size = `${widthPx}x${heightPx}`
    if (size !== this.encodedSize) this.endEncoder()
    this.encodedSize = size
    const { fps, bitrateKbps, gop } = this.current
    this.encoder ??= new H264Encoder({ widthPx, heightPx, fps, bitrateKbps, gop }, unit => this.send(unit))
    this.encoder.write(this.scaled(this.machine.capture()))
  }

  private sendClip(): void {
    if (this.clip.length === 0) this.clip = splitUnits(readFileSync(new URL('harbor.h264', import.meta.url)))
    // The clip's only way to a key frame is one of its own.
    if (this.keyWanted) while (!this.clip[this.clipAt]?.key) this.clipAt = (this.clipAt + 1) % this.clip.length
    this.keyWanted = false
    const unit = this.clip[this.clipAt]
    this.clipAt = (this.clipAt + 1) % this.clip.length
    if (unit) this.send(unit)
  }

  private send(unit: AccessUnit): void {
    this.unitListeners.tell({ ...unit, timestampUs: Math.round((performance.now() - this.startedMs) * 1000) })
  }

  private endEncoder(): void {
    this.encoder?.close()
    this.encoder = undefined
  }

  private scaled({ data, width, height }: Capture): Uint8ClampedArray {
    const { widthPx, heightPx } = this.size
    if (width === widthPx && height === heightPx) return data
    const from = createCanvas(width, height)
    from.getContext('2d').putImageData(new ImageData(data, width, height), 0, 0)
    const to = createCanvas(widthPx, heightPx)
    const context = to.getContext('2d')
    context.drawImage(from, 0, 0, widthPx, heightPx)
    return context.getImageData(0, 0, widthPx, heightPx).data
  }
}

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    run()
  }
}
