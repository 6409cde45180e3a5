import type { InputCommand } from '../../engine/input/InputPath'
import type { Readable } from '../../lib/readable'
import type { ShortcutsCapability } from './shortcuts'
import type { Tuning } from './tuning'

/**
 * Keyboard and pointer of the machine. What the operator does on the picture goes through `engine/input` in front of
 * the surface; this is what the page itself asks for, and what the machine tells back.
 */
export interface InputCapability {
  /** Nothing of ours reaches the machine while true. Turning it on releases every key and button first. */
  readonly viewOnly: Readable<boolean>
  setViewOnly(viewOnly: boolean): void
  /**
   * Whether the machine takes keys and pointer from this account at all (KasmVNC's write right): `false` = it ignores
   * them silently, so nothing is sent; `undefined` until told. Absent where every viewer may. Changes with the rights.
   */
  readonly allowed?: Readable<boolean | undefined>
  /** Where the operator's keys go: `remote` while the picture has focus and nothing blocks. */
  readonly keys: Readable<'here' | 'remote'>
  /** Commands given by leader key and release chord on the picture. Returns a function that stops listening. */
  onCommand(listener: (command: InputCommand) => void): () => void
  /**
   * Presses keys in order and releases them in reverse: `['ControlLeft', 'AltLeft', 'Delete']`. Names are
   * `KeyboardEvent.code`, which every family understands or can map. Rejects with `not-supported` for a code the machine
   * has no key for, with `view-only` in view-only.
   */
  press(codes: readonly string[]): Promise<void>
  /** Releases every key and button that this page holds on the machine. Safe at any time. */
  releaseAll(): void
  /** Lock lamps as the machine reports them; each `undefined` until told, and for machines that never tell. */
  readonly locks: Readable<LockLamps>
  /** Absolute and relative pointer, where the machine has both. Relative needs pointer lock in the page. */
  readonly pointer?: { readonly mode: Readable<PointerMode>; choose(mode: 'absolute' | 'relative'): Promise<void> }
  /** USB or PS/2 outputs, jiggler, HID mode. */
  readonly tuning?: Tuning
  /** What the device keeps; absent where it keeps none. */
  readonly shortcuts?: ShortcutsCapability | undefined
  /** Plugs the emulated keyboard and mouse out and in again. The machine loses them for seconds. */
  readonly reset?: ((signal?: AbortSignal) => Promise<void>) | undefined
}

export interface LockLamps {
  readonly caps?: boolean
  readonly num?: boolean
  readonly scroll?: boolean
}

export interface PointerMode {
  readonly active: 'absolute' | 'relative'
  readonly available: readonly ('absolute' | 'relative')[]
}
