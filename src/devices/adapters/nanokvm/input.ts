import type { HidTarget } from '../../../engine/input/HidInput'
import { derived } from '../../../lib/derived'
import { writable } from '../../../lib/readable'
import type { InputCapability, LockLamps, PointerMode } from '../../capabilities/input'
import { type KvmPicture, kvmHands } from '../../kvm/kvmHands'
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

/** Keyboard and mouse that the machine sees on its USB port, in whatever dialect the firmware takes. */
export function nanokvmInput(nanokvm: Nanokvm, picture: KvmPicture) {
  const { client, state, viewOnly } = nanokvm
  const tuning = hidTuning(nanokvm)
  const shortcuts = nanokvmShortcuts(nanokvm)
  const mode = writable<PointerMode>({ active: 'absolute', available: ['absolute', 'relative'] })
  const pointer = () => mode.getState().active
  let wire: HidWire | undefined
  const target: HidTarget = {
    key: (code, down) => wire?.key(code, down),
    moveTo: (x, y) => wire?.moveTo(x, y),
    moveBy: (dx, dy) => wire?.moveBy(dx, dy),
    button: (button, down) => wire?.button(button, down),
    wheel: (x, y) => wire?.wheel(x, y),
  }
  const hands = kvmHands(picture, {
    ...{ wire: target, viewOnly, shortcutMs, pointer },
    knows: code => wire?.knows(code) === true,
  })
  const reset = async (signal?: AbortSignal) => {
    refuseIfViewOnly(viewOnly)
    hands.releaseAll()
    await client.post('api/hid/reset', {}, { timeoutMs: resetMs, ...(signal && { signal }) })
  }
  const capability: InputCapability = {
    ...hands.capability,
    locks: derived(state, ({ lamps }) => lamps ?? noLocks),
    pointer: {
      mode,
      async choose(wanted) {
        hands.releaseAll()
        mode.set({ ...mode.getState(), active: wanted })
      },
    },
    tuning,
    get shortcuts() {
      // They came with the binary reports, in 2.3.2.
      return state.getState().dialect?.hid === 'binary' ? shortcuts : undefined
    },
    get reset() {
      return state.getState().account?.role === 'user' ? undefined : reset // server/router/hid.go
    },
  }
  return {
    capability,
    path: hands.path,
    /** Input goes out in this dialect from now on, from a keyboard on which nothing is held. */
    speak(dialect: NanokvmDialect): void {
      wire = wireFor(dialect, nanokvm.send, pointer)
      wire.releaseAll()
    },
    /** Reads what can be set. Never rejects. */
    loadTuning: (signal: AbortSignal) => tuning.load(signal),
    /** The connection is about to end, or was: older firmware keeps down what was held. */
    letGo(): void {
      hands.releaseAll()
      wire?.releaseAll()
    },
    dispose: hands.dispose,
  }
}

function wireFor(
  { hid, wheelDown }: NanokvmDialect,
  send: Nanokvm['send'],
  pointer: () => 'absolute' | 'relative',
): HidWire {
  return hid === 'binary' ? new BinaryHid(send, pointer) : new JsonHid(send, { hid, wheelDown })
}
