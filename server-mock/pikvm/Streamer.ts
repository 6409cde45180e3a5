import { RealClock, Timers } from '../machine/Clock'
import type { Machine } from '../machine/Machine'
import type { Call } from './Call'
import { refused } from './KvmdError'
import type { Subsystem, Tell } from './Subsystem'
import { int, isMissing } from './validators'

const pollMs = 1_000
const startMs = 1_000
/** The daemon stays so long after the last viewer: kvmd's `streamer.shutdown_delay`. */
const stopAfterMs = 10_000
const debounceMs = 1_000

export interface StreamerOptions {
  readonly quality?: boolean
  readonly h264?: boolean
  readonly resolutions?: readonly string[]
}

interface Params {
  desired_fps: number
  quality?: number
  resolution?: string
  h264_bitrate?: number
  h264_gop?: number
}

/** One reader of the MJPEG stream, as `clients_stat` shows it. */
export interface StreamClient {
  readonly id: string
  readonly key: string
  readonly extraHeaders: boolean
  readonly advanceHeaders: boolean
  readonly dualFinalFrames: boolean
  readonly zeroData: boolean
  fps: number
}

/** The video daemon and kvmd's hand on it: kvmd/apps/kvmd/streamer. It runs while somebody watches. */
export class Streamer implements Subsystem {
  readonly type = 'streamer'
  readonly clients = new Map<string, StreamClient>()
  private readonly machine: Machine
  private readonly tell: Tell
  private readonly options: StreamerOptions
  private readonly timers = new Timers(new RealClock())
  private readonly downListeners = new Set<() => void>()
  private params: Params
  private applied: Params
  private wanted: Partial<Params> = {}
  private running = false
  private viewers = 0
  private cancelStop = () => {}
  private cancelStart = () => {}
  private cancelApply = () => {}
  private hasSignal = true
  private saved: { readonly width: number; readonly height: number; readonly jpeg: Buffer } | undefined
  private told = ''
  h264Clients = 0

  constructor(machine: Machine, tell: Tell, options: StreamerOptions = {}) {
    this.machine = machine
    this.tell = tell
    this.options = options
    const { quality = true, h264 = true, resolutions } = options
    this.params = {
      desired_fps: 30,
      ...(quality && { quality: 80 }),
      ...(resolutions?.[0] && { resolution: resolutions.at(-1) ?? resolutions[0] }),
      ...(h264 && { h264_bitrate: 5_000, h264_gop: 30 }),
    }
    this.applied = { ...this.params }
    this.timers.every(pollMs, () => this.poll())
  }

  get isRunning(): boolean {
    return this.running
  }

  /** MJPEG streams that are open. */
  get streams(): number {
    return this.clients.size
  }

  /** A cable with a picture on it. */
  get isOnline(): boolean {
    return this.hasSignal && this.machine.signal === 'on'
  }

  get fps(): number {
    return this.applied.desired_fps === 0 ? 30 : this.applied.desired_fps
  }

  get quality(): number {
    return this.applied.quality ?? 80
  }

  get h264(): { readonly kbitPerSecond: number; readonly gop: number } {
    return { kbitPerSecond: this.applied.h264_bitrate ?? 5_000, gop: this.applied.h264_gop ?? 30 }
  }

  get snapshot() {
    return this.saved
  }

  /** The video cable is pulled or put back. */
  plugVideo(hasSignal: boolean): void {
    this.hasSignal = hasSignal
    this.poll()
  }

  save(snapshot: { width: number; height: number; jpeg: Buffer } | undefined): void {
    this.saved = snapshot
    this.tell(this.type, { snapshot: this.snapshotState() })
  }

  state(): Record<string, unknown> {
    const { quality = true, h264 = true, resolutions } = this.options
    return {
      features: { quality, resolution: resolutions !== undefined, h264 },
      limits: this.limits(),
      params: { ...this.params },
      applied: { ...this.applied },
      streamer: this.running ? this.daemon() : null,
      snapshot: this.snapshotState(),
    }
  }

  /** How many sockets with `stream=1` there are. */
  setViewers(count: number): void {
    this.viewers = count
    if (count > 0) {
      this.cancelStop()
      this.cancelStop = () => {}
      if (!this.running) this.startSoon()
      return
    }
    this.cancelStart()
    this.cancelStop()
    this.cancelStop = this.timers.after(stopAfterMs, () => this.stop())
  }

  setParams(call: Call): void {
    const { quality = true, h264 = true, resolutions } = this.options
    const wanted: Partial<Params> = {}
    const number = (name: string, what: string, min: number, max: number) => {
      const given = call.get(name)
      return isMissing(given) ? undefined : int(given, { what, min, max })
    }
    const fps = number('desired_fps', 'stream FPS', 0, 120)
    const jpegQuality = number('quality', 'stream quality', 1, 100)
    const bitrate = number('h264_bitrate', 'stream H264 bitrate', 25, 20_000)
    const gop = number('h264_gop', 'stream H264 GOP', 0, 60)
    const resolution = call.get('resolution')
    if (jpegQuality !== undefined && !quality) {
      throw refused('StreamerQualityNotSupported', 'This streamer does not support quality settings')
    }
    if (!isMissing(resolution) && !resolutions) {
      throw refused('StreamerResolutionNotSupported', 'This streamer does not support resolution settings')
    }
    if ((bitrate !== undefined || gop !== undefined) && !h264) {
      throw refused('StreamerH264NotSupported', 'This streamer does not support H264')
    }
    if (fps !== undefined && fps <= 90) wanted.desired_fps = fps
    if (jpegQuality !== undefined) wanted.quality = jpegQuality
    if (bitrate !== undefined) wanted.h264_bitrate = bitrate
    if (gop !== undefined) wanted.h264_gop = gop
    if (!isMissing(resolution) && resolutions?.includes(resolution)) wanted.resolution = resolution
    this.turn(wanted)
    call.ok()
  }

  /** Soon, and all at once. */
  turn(wanted: Partial<Params>): void {
    this.wanted = { ...this.wanted, ...wanted }
    this.cancelApply()
    this.cancelApply = this.timers.after(debounceMs, () => this.apply())
  }

  /** The daemon goes down and comes back if somebody watches. */
  restart(): void {
    if (!this.running) return
    this.stop()
    this.startSoon(2_000)
  }

  /** Told when the daemon goes down: its streams end. */
  onDown(listener: () => void): () => void {
    this.downListeners.add(listener)
    return () => this.downListeners.delete(listener)
  }

  dispose(): void {
    this.timers.dispose()
  }

  private apply(): void {
    const before = JSON.stringify(this.params)
    this.params = { ...this.params, ...this.wanted }
    this.wanted = {}
    this.applied = { ...this.params }
    if (JSON.stringify(this.params) === before) return
    this.tell(this.type, { params: { ...this.params }, limits: this.limits() })
    if (!this.running) return
    this.stop()
    this.startSoon()
  }

  private startSoon(ms = startMs): void {
    this.cancelStart()
    this.cancelStart = this.timers.after(ms, () => {
      if (this.viewers === 0) return
      this.running = true
      this.poll()
    })
  }

  private stop(): void {
    if (!this.running) return
    this.running = false
    this.clients.clear()
    for (const listener of this.downListeners) listener()
    this.told = 'null'
    this.tell(this.type, { streamer: null, applied: { ...this.applied }, limits: this.limits() })
  }

  private poll(): void {
    const daemon = this.running ? this.daemon() : null
    const now = JSON.stringify(daemon)
    if (now === this.told || (daemon === null && this.told === '')) return
    this.told = now
    this.tell(this.type, { streamer: daemon })
  }

  private daemon() {
    const { h264 = true } = this.options
    const { width, height } = { width: this.machine.widthPx, height: this.machine.heightPx }
    const online = this.isOnline
    const fps = online ? this.fps : 0
    const stat = [...this.clients.values()].map(client => [
      client.id,
      {
        ...{ fps: client.fps, extra_headers: client.extraHeaders, advance_headers: client.advanceHeaders },
        ...{ dual_final_frames: client.dualFinalFrames, zero_data: client.zeroData, key: client.key },
      },
    ])
    return {
      instance_id: '',
      encoder: { type: 'CPU', quality: this.quality },
      ...(h264 && { h264: { bitrate: this.h264.kbitPerSecond, gop: this.h264.gop, online, fps } }),
      sinks: { jpeg: { has_clients: false }, ...(h264 && { h264: { has_clients: this.h264Clients > 0 } }) },
      source: {
        resolution: online ? { width, height } : { width: 640, height: 480 },
        ...{ online, desired_fps: this.applied.desired_fps, captured_fps: fps },
      },
      stream: { queued_fps: fps, clients: this.clients.size, clients_stat: Object.fromEntries(stat) },
    }
  }

  private snapshotState() {
    return { saved: this.saved ? { online: true, width: this.saved.width, height: this.saved.height } : null }
  }

  private limits() {
    const { h264 = true, resolutions } = this.options
    return {
      desired_fps: { min: 0, max: 90 },
      ...(h264 && { h264_bitrate: { min: 25, max: 20_000 }, h264_gop: { min: 0, max: 60 } }),
      ...(resolutions && { available_resolutions: resolutions }),
    }
  }
}
