/**
 * Chords that a device keeps for everybody who opens it (NanoKVM since 2.3.2). The device does not press them itself:
 * the page does, by `InputCapability.press`.
 */
export interface ShortcutsCapability {
  list(signal?: AbortSignal): Promise<readonly DeviceShortcut[]>
  /** Absent for accounts that may only press them. */
  readonly edit?:
    | {
        /** Keys as `KeyboardEvent.code`, with the labels that the device's own page shows. Not empty. */
        add(keys: readonly ShortcutKey[], signal?: AbortSignal): Promise<void>
        remove(id: string, signal?: AbortSignal): Promise<void>
      }
    | undefined
}

export interface DeviceShortcut {
  readonly id: string
  /** In the order in which they are pressed. */
  readonly keys: readonly ShortcutKey[]
}

export interface ShortcutKey {
  readonly code: string
  readonly label: string
}
