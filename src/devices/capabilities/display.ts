import type { RemoteScreen, Scaling, Surface } from '../../engine/surface'
import type { Readable } from '../../lib/readable'
import type { Tuning } from './tuning'

/**
 * The remote screen.
 *
 * Granularity: `signal` and `sources` may change alone. `surface` is one object for the Device's life; between
 * connections it keeps the last frame.
 */
export interface DisplayCapability {
  readonly surface: Surface
  readonly signal: Readable<SignalState>
  /** Scalings this machine can do; `remote` only where it lets a viewer resize its screen. */
  readonly scalings: Readable<readonly Scaling[]>
  /** Ways to carry the picture, where there is more than one (PiKVM: h264, mjpeg, vnc; NanoKVM: direct, mjpeg). */
  readonly sources?: Readable<Sources>
  chooseSource?(id: string): void
  /** Quality, bit rate, frame rate, GOP, resolution: what this machine lets a viewer turn. */
  readonly tuning?: Tuning
  /** Several displays of one desktop (KasmVNC, ExtendedDesktopSize with several screens). */
  readonly screens?: Screens
  /** The machine keeps its size although *remote size* asked for another. Returns a function that stops listening. */
  onSizeRefused?(listener: (why: SizeRefusal) => void): () => void
  /** The machine rang. Returns a function that stops listening. */
  onBell?(listener: () => void): () => void
  /** Asks for a whole frame: KasmVNC `send_full_frame`, an RFB full update, a key frame. */
  refresh?(): void
}

export type SizeRefusal = 'prohibited' | 'resources' | 'layout' | 'unknown'

/** Fewer than two where the server offers none. */
export interface Screens {
  readonly all: Readable<readonly RemoteScreen[]>
  /** The one that is shown alone, by its id; `undefined` = all of them. */
  readonly shown: Readable<number | undefined>
  show(id: number | undefined): void
}

export type Signal =
  | 'unknown' // nothing told yet
  | 'live'
  | 'no-signal' // the device works, the machine sends no picture
  | 'unsupported' // a picture it cannot capture (HDMI out of range)
  | 'starting' // the video daemon starts, or the resolution changes
  | 'offline' // the device's video daemon is down
  | 'not-allowed' // connected, without the right to see (KasmVNC without `r`)

export interface SignalState {
  readonly signal: Signal
  /** The device's own words, for Details. */
  readonly detail?: string
  /** Desktop or host name as the device gives it. */
  readonly name?: string
}

export interface Sources {
  readonly available: readonly string[]
  readonly active: string
  /** Why the one that was wanted is not the one in use: a catalogue key. */
  readonly fallback?:
    | 'no-webcodecs'
    | 'insecure-context'
    | 'not-offered'
    | 'media-down'
    | 'decoder-failed'
    | 'stalled'
    | 'vnc-failed'
}
