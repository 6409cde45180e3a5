import { randomUUID } from 'node:crypto'
import { Listeners } from '../machine/Listeners'
import type { Machine } from '../machine/Machine'
import { MachineVideo, type VideoSettings } from '../video/MachineVideo'
import { Refusal } from './Api'

export type CaptureMode = 'direct' | 'h264' | 'mjpeg'

/** One status as `/api/ws` carries it. */
export interface CaptureStatus {
  readonly ok: boolean
  readonly result: number
  readonly message: string
  readonly mode: CaptureMode
  readonly severity: 'error' | 'warning' | ''
  readonly updatedAt: string
}

const words: Readonly<Record<number, string>> = {
  [-1]: 'No image captured',
  [-2]: 'Encoder error',
  [-3]: 'Image buffer full',
  [-4]: 'Changing image resolution',
  [-5]: 'Retrieving image',
  [-6]: 'Unsupported HDMI resolution',
  [-7]: 'HDMI input resolution error',
}

const sizes: Readonly<Record<number, readonly [number, number]>> = {
  1080: [1920, 1080],
  720: [1280, 720],
  600: [800, 600],
  480: [640, 480],
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

export interface CaptureOptions {
  /** The emulator's camera takes no more pictures a second than this, whatever the setting: each costs this computer. */
  readonly mostFps: number
  readonly everyMs: number
}

/**
 * The capture chip and its encoder: settings that all viewers share, who looks in which mode, and what became of it
 * (server/common/screen.go, server/service/stream/capture_status.go).
 */
export class Capture {
  readonly video: MachineVideo
  /** What was set last; nothing of it can be asked for over the API. */
  readonly screen = { type: 'h264', resolution: 0, quality: 80, bitrate: 3000, fps: 30, gop: 30 }
  readonly statuses = new Map<CaptureMode, CaptureStatus>()
  readonly viewers = { direct: 0, h264: 0, mjpeg: 0 }
  readonly generation = randomUUID()
  revision = 0
  /** How often a viewer of H.264 direct asked to go on at a key frame. */
  resyncs = 0
  enabled = true
  idleTimeoutMinutes = 10
  /** A result the chip insists on, for tests: -6 = a resolution it cannot take. */
  forced: number | undefined
  readonly changes = new Listeners<[CaptureStatus]>()
  readonly mixes = new Listeners<[]>()
  private readonly machine: Machine
  private readonly mostFps: number
  private readonly timer: NodeJS.Timeout
  private wasMixed = false
  private spoiled = 0

  constructor(machine: Machine, { mostFps, everyMs }: CaptureOptions) {
    this.machine = machine
    this.mostFps = mostFps
    this.video = new MachineVideo(machine, this.videoSettings())
    this.timer = setInterval(() => this.look(), everyMs)
  }

  /** Whether there is a picture to send. */
  get isLive(): boolean {
    return this.enabled && this.machine.signal === 'on' && (this.forced ?? 0) >= 0
  }

  get mixed(): boolean {
    return this.viewers.direct > 0 && this.viewers.h264 > 0
  }

  /** One of `POST /api/vm/screen`'s kinds. */
  set(type: string, value: number): void {
    if (type === 'type') this.screen.type = value === 0 ? 'mjpeg' : 'h264'
    else if (type === 'resolution') {
      if (value === 0 || sizes[value]) this.screen.resolution = value // others are accepted and ignored
    } else if (type === 'quality' && value > 100) this.screen.bitrate = clamp(value, 500, 10_000)
    else if (type === 'quality') this.screen.quality = clamp(value, 51, 99)
    else if (type === 'fps') this.screen.fps = clamp(value, 10, 60)
    else if (type === 'gop') this.screen.gop = value >= 1 && value <= 100 ? value : 30
    else throw new Refusal(-2, 'update screen failed')
    if (type !== 'type') this.video.configure(this.videoSettings())
  }

  /** So many access units reach their viewers as noise, key frames among them. */
  spoil(units: number): void {
    this.spoiled = units
  }

  /** What a viewer gets for this access unit. */
  hurt(data: Buffer): Buffer {
    if (this.spoiled === 0) return data
    this.spoiled--
    return Buffer.from([0, 0, 0, 1, 0x41, ...Buffer.alloc(64, 0xff)]) // a slice of nothing
  }

  /** Somebody looks. Returns what ends it. */
  watch(mode: CaptureMode): () => void {
    this.viewers[mode]++
    this.mixChanged()
    this.look()
    let looking = true
    return () => {
      if (!looking) return
      looking = false
      this.viewers[mode]--
      this.mixChanged()
    }
  }

  close(): void {
    clearInterval(this.timer)
    this.video.close()
  }

  private look(): void {
    for (const mode of ['direct', 'h264', 'mjpeg'] as const) if (this.viewers[mode] > 0) this.tell(mode)
  }

  private tell(mode: CaptureMode): void {
    const result = this.forced ?? (this.isLive ? 0 : -1)
    const before = this.statuses.get(mode)
    if (before?.result === result) return
    const severity = result >= 0 ? '' : result === -4 || result === -5 ? 'warning' : 'error'
    const message = result >= 0 ? '' : (words[result] ?? 'Capture failed')
    const status = { ok: result >= 0, result, message, mode, severity, updatedAt: new Date().toISOString() } as const
    this.statuses.set(mode, status)
    this.changes.tell(status)
  }

  private mixChanged(): void {
    this.revision++
    if (this.mixed === this.wasMixed) return
    this.wasMixed = this.mixed
    this.mixes.tell()
  }

  private videoSettings(): VideoSettings {
    const { resolution, quality, bitrate, fps, gop } = this.screen
    const real = Math.min(fps, this.mostFps)
    const [widthPx, heightPx] = sizes[resolution] ?? []
    return {
      ...{ fps: real, jpegQuality: quality, bitrateKbps: bitrate },
      gop: Math.max(1, Math.round((gop * real) / fps)), // as many seconds between key frames
      ...(widthPx && heightPx ? { size: { widthPx, heightPx } } : {}),
    }
  }
}
