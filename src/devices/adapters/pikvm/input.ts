import { derived } from '../../../lib/derived'
import type { Writable } from '../../../lib/readable'
import type { InputCapability, LockLamps, PointerMode } from '../../capabilities/input'
import type { Tunable, Tuning } from '../../capabilities/tuning'
import { DeviceError } from '../../errors'
import { type KvmPicture, kvmHands } from '../../kvm/kvmHands'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import { HidWire } from './HidWire'
import { hidKeys } from './hidKeys'
import type { Kvmd } from './Kvmd'
import type { KvmdState } from './KvmdState'

/** Between two keys of a shortcut: kvmd's own `send_shortcut` waits as long. */
const shortcutMs = 50

const noLocks: LockLamps = {}

/** Keyboard and mouse that the machine sees on its USB port. */
export function pikvmInput(kvmd: Kvmd, picture: KvmPicture, viewOnly: Writable<boolean>) {
  const mode = derived(kvmd.state, pointerMode)
  const hands = kvmHands(picture, {
    ...{ wire: new HidWire(kvmd), viewOnly, shortcutMs },
    pointer: () => mode.getState().active,
    knows: code => hidKeys.has(code),
  })
  const capability: InputCapability = {
    ...hands.capability,
    locks: derived(kvmd.state, ({ hid }) => hid?.keyboard?.leds ?? noLocks),
    pointer: {
      mode,
      async choose(wanted) {
        const output = outputFor(kvmd.state.getState(), wanted)
        if (output === undefined) throw new DeviceError('not-supported', { detail: wanted })
        await setParams('mouse_output', output)
      },
    },
    tuning: hidTuning(kvmd, setParams),
    async reset(signal) {
      refuseIfViewOnly(viewOnly)
      hands.releaseAll()
      await kvmd.client.post('api/hid/reset', { ...(signal && { signal }) })
    },
  }
  return { capability, path: hands.path, dispose: hands.dispose }

  async function setParams(name: string, value: string | boolean, signal?: AbortSignal): Promise<void> {
    refuseIfViewOnly(viewOnly)
    await kvmd.client.post('api/hid/set_params', { params: { [name]: value }, ...(signal && { signal }) })
  }
}

const relative = /_rel$|^ps2$/

function pointerMode({ hid }: KvmdState): PointerMode {
  const { absolute = true, outputs } = hid?.mouse ?? {}
  const available = (['absolute', 'relative'] as const).filter(mode => {
    return outputs?.available.some(output => relative.test(output) === (mode === 'relative') && output !== 'disabled')
  })
  const active = absolute ? 'absolute' : 'relative'
  return { active, available: available.length > 0 ? available : [active] }
}

function outputFor({ hid }: KvmdState, mode: 'absolute' | 'relative'): string | undefined {
  const { available = [] } = hid?.mouse?.outputs ?? {}
  return available.find(output => relative.test(output) === (mode === 'relative') && output !== 'disabled')
}

type SetParams = (name: string, value: string | boolean, signal?: AbortSignal) => Promise<void>

/** Outputs where there is more than one, the jiggler, and whether the gadget is plugged in. */
function hidTuning({ client, state }: Kvmd, setParams: SetParams): Tuning {
  return {
    settings: derived(state, hidSettings),
    async set(id, value, signal) {
      if (id === 'hidConnected') {
        await client.post('api/hid/set_connected', { params: { connected: value }, ...(signal && { signal }) })
      } else if (id === 'jiggler' && typeof value === 'boolean') await setParams('jiggler', value, signal)
      else if (id === 'mouseOutput') await setParams('mouse_output', String(value), signal)
      else if (id === 'keyboardOutput') await setParams('keyboard_output', String(value), signal)
      else throw new DeviceError('not-supported', { detail: id })
    },
  }
}

function hidSettings({ hid }: KvmdState): readonly Tunable[] {
  const { keyboard, mouse, jiggler, connected } = hid ?? {}
  const choice = (id: string, outputs: { available: readonly string[]; active: string } | undefined): Tunable[] =>
    outputs && outputs.available.length > 0
      ? [
          {
            id,
            kind: 'choice',
            value: outputs.active,
            options: outputs.available,
            scope: 'everyone',
            effect: 'replugs-usb',
          },
        ]
      : []
  return [
    ...choice('keyboardOutput', keyboard?.outputs),
    ...choice('mouseOutput', mouse?.outputs),
    ...(jiggler?.enabled ? [{ id: 'jiggler', kind: 'toggle', value: jiggler.active, scope: 'everyone' } as const] : []),
    ...(typeof connected === 'boolean'
      ? [{ id: 'hidConnected', kind: 'toggle', value: connected, scope: 'everyone', effect: 'replugs-usb' } as const]
      : []),
  ]
}
