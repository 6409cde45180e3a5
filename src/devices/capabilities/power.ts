import type { Readable } from '../../lib/readable'

/**
 * Power of the machine behind the device.
 *
 * Granularity: `power`, `diskLed` and `busy` may each change alone. LEDs are pushed by PiKVM (`atx` event), polled on
 * NanoKVM while somebody follows `state`, and unknown over RFB (XVP has no answer).
 */
export interface PowerCapability {
  /** Only those this machine really has, in the order to show them. */
  readonly actions: readonly PowerAction[]
  readonly state: Readable<PowerState>
  /** The machine never tells its state (XVP): nothing is shown of it. */
  readonly isSilent?: true
  /**
   * Resolves when accepted, not when done: the result is what `state` shows later. Never retried by us.
   * Rejects with `action-busy` (PiKVM 409), `action-refused` (NanoKVM code ≠ 0, with its words as detail).
   */
  perform(action: PowerAction, options?: PowerOptions): Promise<void>
  /**
   * Several machines behind one device, such as the ports of a PiKVM Switch, of which one is shown. Where one is, the
   * buttons and lamps in view are its own; without, they are those of the capability itself.
   */
  readonly targets?: Readable<PowerTargets>
  /** Length of a press can be chosen, ms (NanoKVM). */
  readonly pressMs?: { readonly min: number; readonly max: number; readonly short: number; readonly long: number }
}

export interface PowerTargets {
  /** Empty where there is but one machine. */
  readonly all: readonly PowerTarget[]
  readonly shown?: PowerTarget
}

/** One machine of several. */
export interface PowerTarget {
  /** As the device counts them: `1`, `2.3`. */
  readonly id: string
  /** The owner's text; empty for none. */
  readonly name: string
  /** Presses and lamps of this one, whichever is shown. */
  readonly power: PowerCapability
}

export type PowerAction =
  | 'power-on' // only if off
  | 'power-off' // only if on: a short press, the system shuts down by itself
  | 'force-off' // the button held, or the supply cut: data may be lost
  | 'reset' // the reset button: data may be lost
  | 'press-power' // the button pressed shortly, whatever the state
  | 'shutdown' // XVP
  | 'reboot' // XVP

/** Actions that can lose data: hold to confirm, always. */
export const destructivePowerActions: readonly PowerAction[] = ['force-off', 'reset']

export interface PowerState {
  readonly power: 'on' | 'off' | 'unknown'
  /** `undefined` where the machine has no such lamp or never tells. */
  readonly diskLed?: boolean
  /** A press is being carried out, by us or by anybody. */
  readonly busy: boolean
}

export interface PowerOptions {
  readonly pressMs?: number
  readonly signal?: AbortSignal
}

/** The lamp's state in which this action does nothing, if that is what it shows; a bare press always does something. */
export function whyPointless(action: PowerAction, { power }: PowerState): 'on' | 'off' | undefined {
  if (action === 'press-power' || power === 'unknown') return undefined
  if (action === 'power-on') return power === 'on' ? 'on' : undefined
  return power === 'off' ? 'off' : undefined
}
