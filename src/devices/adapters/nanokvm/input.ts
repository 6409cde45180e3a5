import { HidInput, type HidTarget } from '../../../engine/input/HidInput'
import { InputPath } from '../../../engine/input/InputPath'
import { lockPointer } from '../../../engine/input/lockPointer'
import { derived } from '../../../lib/derived'
import { writable } from '../../../lib/readable'
import type { InputCapability, LockLamps, PointerMode } from '../../capabilities/input'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import { BinaryHid } from './BinaryHid'
import type { HidWire } from './HidWire'
import { hidTuning } from './hidTuning'
import { JsonHid } from './JsonHid'
import type { Nanokvm } from './Nanokvm'
import type { NanokvmDialect } from './probeDialect'
import { nanokvmShortcuts } from './shortcuts'

/** Between two keys of a shortcut; the firmware itself types with 30 ms between characters. */
const shortcutMs = 40
/** The gadget is plugged out and in again: up to four seconds. */
const resetMs = 20_000

const noLocks: LockLamps = {}

/** Where the operator's hands are. */
export interface NanokvmPicture {
  readonly element: HTMLElement
  picture(): DOMRect
}

/** Keyboard and mouse that the machine sees on its USB port, in whatever dialect the firmware takes. */
export function nanokvmInput(nanokvm: Nanokvm, { element, picture }: NanokvmPicture) {
  const { client, state, viewOnly } = nanokvm
  const tuning = hidTuning(nanokvm)
  const shortcuts = nanokvmShortcuts(nanokvm)
  const mode = writable<PointerMode>({ active: 'absolute', available: ['absolute', 'relative'] })
  const pointer = () => mode.getState().active
  let wire: HidWire | undefined
  // Before the input, so that it hears of an event first.
  const late = { input: undefined as HidInput | undefined }
  const path = new InputPath(element, {
    key: (code, down) => late.input?.key(code, down),
    releaseAll: () => late.input?.releaseAll(),
  })
  const target: HidTarget = {
    key: (code, down) => wire?.key(code, down),
    moveTo: (x, y) => wire?.moveTo(x, y),
    moveBy: (dx, dy) => wire?.moveBy(dx, dy),
    button: (button, down) => wire?.button(button, down),
    wheel: (x, y) => wire?.wheel(x, y),
  }
  const input = new HidInput(element, target, { picture, pointer })
  late.input = input
  const unlock = lockPointer(element, () => !path.isBlocked && pointer() === 'relative')

  const capability: InputCapability = {
    viewOnly,
    setViewOnly(on) {
      if (on) path.block('view-only')
      else path.unblock('view-only')
      viewOnly.set(on)
    },
    keys: path.keys,
    onCommand: listener => path.onCommand(listener),
    async press(codes) {
      if (path.isBlocked) throw new DeviceError('action-refused', { detail: [...path.blocks.getState()].join(', ') })
      const unknown = codes.find(code => wire?.knows(code) !== true)
      if (unknown !== undefined) throw new DeviceError('not-supported', { detail: unknown })
      for (const code of codes) await keyAndRest(code, true)
      for (const code of [...codes].reverse()) await keyAndRest(code, false)
    },
    releaseAll: () => input.releaseAll(),
    locks: derived(state, ({ lamps }) => lamps ?? noLocks),
    pointer: {
      mode,
      async choose(wanted) {
        input.releaseAll()
        mode.set({ ...mode.getState(), active: wanted })
      },
    },
    tuning,
    get shortcuts() {
      // They came with the binary reports, in 2.3.2.
      return state.getState().dialect?.hid === 'binary' ? shortcuts : undefined
    },
    async reset(signal) {
      refuseIfViewOnly(viewOnly)
      input.releaseAll()
      await client.post('api/hid/reset', {}, { timeoutMs: resetMs, ...(signal && { signal }) })
    },
  }
  return {
    capability,
    path,
    /** Input goes out in this dialect from now on, from a keyboard on which nothing is held. */
    speak(dialect: NanokvmDialect): void {
      wire = wireFor(dialect, nanokvm.send, pointer)
      wire.releaseAll()
    },
    /** Reads what can be set. Never rejects. */
    loadTuning: (signal: AbortSignal) => tuning.load(signal),
    /** The connection is about to end, or was: older firmware keeps down what was held. */
    letGo(): void {
      input.releaseAll()
      wire?.releaseAll()
    },
    dispose(): void {
      unlock()
      path.dispose()
      input.dispose()
    },
  }

  async function keyAndRest(code: string, down: boolean): Promise<void> {
    input.key(code, down)
    await new Promise(resolve => setTimeout(resolve, shortcutMs))
  }
}

function wireFor(
  { hid, wheelDown }: NanokvmDialect,
  send: Nanokvm['send'],
  pointer: () => 'absolute' | 'relative',
): HidWire {
  return hid === 'binary' ? new BinaryHid(send, pointer) : new JsonHid(send, { hid, wheelDown })
}
