import type { Readable } from '../../lib/readable'

/**
 * Values of a device that an operator may turn: JPEG quality, bit rate, GOP, frame rate, HID outputs, hostname … One
 * shape for all, because the panel that shows them is one; which exist and within which limits is the device's to say.
 *
 * - KasmVNC: quality presets and their pseudo-encodings; set server-wide for every viewer (`scope: 'everyone'`).
 * - PiKVM: `streamer.params` within `streamer.limits`; `applied` is what the daemon reports, and lags.
 * - NanoKVM: `/api/vm/screen` cannot be read back: `value` is what this page set, or `undefined`.
 * - VNC: quality and compression level of this connection.
 */
export interface Tuning {
  readonly settings: Readable<readonly Tunable[]>
  /** Resolves when the device took it, which may be before it acts. Rejects with DeviceError. */
  set(id: string, value: TuningValue, signal?: AbortSignal): Promise<void>
}

export type TuningValue = string | number | boolean

interface TunableBase {
  /** Keyed to the catalogue: `quality`, `compression`, `fps`, `bitrate`, `gop`, `resolution`, `preset` … */
  readonly id: string
  readonly scope: 'this-connection' | 'everyone'
  /** Said before it happens: the picture stops for seconds, the device reboots, the target sees USB replugged. */
  readonly effect?: 'restarts-stream' | 'reboots-device' | 'replugs-usb'
  /**
   * The device takes it and does nothing by it, or may: what is known of why. `has-encoder`: KasmVNC with a video encoder
   * never makes pictures smaller; `if-encoder`: whether it has one is not known.
   */
  readonly unheeded?: 'has-encoder' | 'if-encoder'
}

export type Tunable = TunableBase &
  (
    | {
        readonly kind: 'range'
        readonly value: number | undefined
        readonly applied?: number
        readonly min: number
        readonly max: number
        readonly step?: number
        readonly unit?: 'kbit/s' | 'fps' | 'frames' | '%' | 's' | 'MB'
      }
    | {
        readonly kind: 'choice'
        readonly value: string | undefined
        readonly applied?: string
        readonly options: readonly string[]
      }
    | { readonly kind: 'toggle'; readonly value: boolean | undefined; readonly applied?: boolean }
    | { readonly kind: 'text'; readonly value: string | undefined; readonly maxLength?: number }
  )
