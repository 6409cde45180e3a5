import type { Readable } from '../../lib/readable'
import type { RingSeries } from '../../lib/ring'

/** What can be measured of this machine. `own` is there for every family with a picture. */
export interface StatsCapability {
  readonly own: OwnStats
  /** KasmVNC: which side is slow. Text may hold `nan`: those are gaps. */
  readonly bottleneck?: LiveSource<readonly BottleneckSample[]>
  /** KasmVNC: the stages of one frame. Takes up to 12 s and fails on a still screen with `action-timeout`. */
  measureFrame?(client: 'auto' | 'all' | 'none' | string, signal?: AbortSignal): Promise<FrameStages>
  /** PiKVM and NanoKVM: the state of their stream. */
  readonly stream?: Readable<StreamState>
  /** Temperature, load, memory, throttling of the device itself. */
  readonly health?: Readable<HealthState>
  /** Prometheus text as the device gives it. */
  metrics?(signal?: AbortSignal): Promise<string>
}

/**
 * What this page measures itself, once a second while connected, each in its own ring; a lost link writes a gap.
 * Units are in the names; `undefined` latest = nothing measured yet.
 */
export interface OwnStats {
  readonly series: Readonly<Record<OwnSeries, RingSeries>>
  /** The newest second, for figures in the status bar. */
  readonly latest: Readable<OwnSample>
  /** Rectangles since the connection began, by encoding name. */
  rectangles(): Readonly<Record<string, number>>
}

export type OwnSeries =
  | 'fps'
  | 'bytesPerSecond'
  | 'decodeMs'
  | 'paintMs'
  | 'queueMs'
  | 'roundTripMs'
  | 'inputToScreenMs'

/** One second. `decodeMs`: main-thread ms in that second; `queueMs`: time the render queue was busy. */
export type OwnSample = { readonly [S in OwnSeries]?: number } & {
  readonly rectanglesPerSecond?: number
  /** For how long an answer of the machine has been due; there is then no round trip. */
  readonly overdueMs?: number
}

/**
 * A value that somebody must ask for. The first listener starts the asking, the last one ends it after a grace of 5 s;
 * hidden pages pause it.
 */
export interface LiveSource<T> {
  readonly latest: Readable<T | undefined>
  follow(): () => void
}

/** 10 = no constraint, 0 = saturated, `undefined` = a gap. */
export interface BottleneckSample {
  readonly atMs: number
  /** `this` = our own connection. */
  readonly connection: string
  readonly user?: string
  readonly cpuNow?: number
  readonly cpuAverage?: number
  readonly networkNow?: number
  readonly networkAverage?: number
}

export interface FrameStages {
  readonly widthPx: number
  readonly heightPx: number
  readonly changedPercent: number
  readonly serverMs: number
  readonly stages: readonly {
    readonly name: string
    readonly ms: number
    readonly count?: number
    readonly areaPx?: number
  }[]
  readonly clients: readonly { readonly client: string; readonly ms: number; readonly pingMs?: number }[]
}

export interface StreamState {
  readonly mode: string
  readonly online: boolean
  readonly capturedFps?: number
  readonly sentFps?: number
  readonly viewers?: number
  /** The socket that the machine's picture comes in by, where the device tells of it. */
  readonly hdmi?: 'off' | 'on' | 'signal' | 'no-signal'
  /** In the device's words: why it captures nothing. */
  readonly problem?: string
}

export interface HealthState {
  readonly cpuPercent?: number
  readonly cpuCelsius?: number
  readonly memoryUsedBytes?: number
  readonly memoryTotalBytes?: number
  /** Words of the device such as `undervoltage`, with whether it is so now. */
  readonly warnings: readonly { readonly what: string; readonly now: boolean }[]
}
