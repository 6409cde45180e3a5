import { HidInput, type HidTarget } from '../../engine/input/HidInput'
import { InputPath } from '../../engine/input/InputPath'
import { lockPointer } from '../../engine/input/lockPointer'
import type { Writable } from '../../lib/readable'
import type { InputCapability } from '../capabilities/input'
import { DeviceError } from '../errors'
import { refuseIfBlocked } from '../refuseIfBlocked'

/** Where the operator's hands are. */
export interface KvmPicture {
  readonly element: HTMLElement
  picture(): DOMRect
  /** A key or a button of the operator's goes to the machine now. */
  pressed(): void
}

export interface KvmHandsOptions {
  readonly wire: HidTarget
  readonly viewOnly: Writable<boolean>
  pointer(): 'absolute' | 'relative'
  /** Whether the emulated keyboard has this key, by `KeyboardEvent.code`. */
  knows(code: string): boolean
  /** Between two keys of a shortcut, ms. */
  readonly shortcutMs: number
}

/** The operator's hands on an emulated USB keyboard and mouse, and of the capability what is the same for all of them. */
export function kvmHands({ element, picture, pressed }: KvmPicture, options: KvmHandsOptions) {
  const { wire, viewOnly, pointer, knows, shortcutMs } = options
  // Before the input, so that it hears of an event first.
  const late = { input: undefined as HidInput | undefined }
  const path = new InputPath(element, {
    key: (code, down) => late.input?.key(code, down),
    releaseAll: () => late.input?.releaseAll(),
    pressed,
  })
  const lock = lockPointer(element, () => !path.isBlocked && pointer() === 'relative')
  const input = new HidInput(element, wire, { picture, pointer, isHeld: () => lock.isHeld() })
  late.input = input
  const capability = {
    viewOnly,
    setViewOnly(on) {
      if (on) path.block('view-only')
      else path.unblock('view-only')
      viewOnly.set(on)
    },
    keys: path.keys,
    onCommand: listener => path.onCommand(listener),
    async press(codes) {
      refuseIfBlocked(path)
      const unknown = codes.find(code => !knows(code))
      if (unknown !== undefined) throw new DeviceError('not-supported', { detail: unknown })
      for (const code of codes) await keyAndRest(code, true)
      for (const code of [...codes].reverse()) await keyAndRest(code, false)
    },
    releaseAll: () => input.releaseAll(),
  } satisfies Partial<InputCapability>
  return {
    capability,
    path,
    releaseAll: () => input.releaseAll(),
    dispose(): void {
      lock.dispose()
      path.dispose()
      input.dispose()
    },
  }

  async function keyAndRest(code: string, down: boolean): Promise<void> {
    input.key(code, down)
    await new Promise(resolve => setTimeout(resolve, shortcutMs))
  }
}
