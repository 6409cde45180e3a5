import type { Readable } from '../../lib/readable'

/**
 * Inputs, switches and pulses, laid out by the device's own model (PiKVM). Labels are text from the owner and may look
 * like HTML: they are shown as text, always.
 *
 * Granularity: channels arrive alone; the model arrives whole and rarely.
 */
export interface GpioCapability {
  readonly model: Readable<GpioModel>
  /** By channel. A busy channel keeps its last known state: the device reports `false` meanwhile. */
  readonly channels: Readable<Readonly<Record<string, GpioChannel>>>
  /** What changed since we connected, by us or by anybody, oldest first; the last 200. */
  readonly history: Readable<readonly GpioChange[]>
  /** Resolves when accepted. Rejects with `action-busy`, `action-refused`. */
  setSwitch(channel: string, on: boolean, signal?: AbortSignal): Promise<void>
  /** `delayMs` within the channel's limits; absent = its default. */
  pulse(channel: string, delayMs?: number, signal?: AbortSignal): Promise<void>
}

export interface GpioChannel {
  readonly online: boolean
  readonly on: boolean
  readonly busy: boolean
}

export interface GpioChange {
  /** Epoch ms. */
  readonly atMs: number
  readonly channel: string
  readonly on: boolean
}

export interface GpioModel {
  readonly header: readonly GpioItem[]
  /** `null` = a separator line. */
  readonly rows: readonly (readonly GpioItem[] | null)[]
}

export type GpioItem =
  | { readonly kind: 'label'; readonly text: string }
  | { readonly kind: 'input'; readonly channel: string; readonly color: string }
  | {
      readonly kind: 'output'
      readonly channel: string
      readonly text: string
      readonly confirm: boolean
      readonly hasSwitch: boolean
      readonly pulseMs?: { readonly usual: number; readonly min: number; readonly max: number }
    }
