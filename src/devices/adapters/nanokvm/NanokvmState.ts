import type { NanokvmAccount } from './NanokvmClient'
import type { NanokvmDialect } from './probeDialect'

/** How one way of capturing fares, as the device tells it (server/service/stream/capture_status.go). */
export interface CaptureResult {
  readonly ok: boolean
  readonly result: number
  readonly message: string
}

/** What the device has told about itself in this connection. */
export interface NanokvmState {
  readonly dialect?: NanokvmDialect
  readonly account?: NanokvmAccount
  /** By mode: `direct`, `h264` (WebRTC), `mjpeg`. */
  readonly captures: Readonly<Record<string, CaptureResult>>
  /** Who watches H.264, and whether both kinds at once, which breaks both. */
  readonly modes?: {
    readonly generation: string
    readonly revision: number
    readonly direct: number
    readonly webrtc: number
    readonly mixed: boolean
  }
  readonly lamps?: { readonly caps: boolean; readonly num: boolean; readonly scroll: boolean }
}

export const emptyState: NanokvmState = { captures: {} }
