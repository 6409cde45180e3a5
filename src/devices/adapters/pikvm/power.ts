import { derived } from '../../../lib/derived'
import type { PowerAction, PowerCapability, PowerState } from '../../capabilities/power'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Kvmd } from './Kvmd'
import type { KvmdState } from './KvmdState'

/** `power` acts only where the lamp says that it makes sense; `click` always presses: kvmd/plugins/atx/gpio.py. */
const calls: Partial<
  Record<PowerAction, { readonly path: string; readonly params: Readonly<Record<string, string>> }>
> = {
  'power-on': { path: 'api/atx/power', params: { action: 'on' } },
  'power-off': { path: 'api/atx/power', params: { action: 'off' } },
  'press-power': { path: 'api/atx/click', params: { button: 'power' } },
  'force-off': { path: 'api/atx/power', params: { action: 'off_hard' } },
  reset: { path: 'api/atx/power', params: { action: 'reset_hard' } },
}

/** The ATX board: two buttons and two lamps of the machine's case. */
export function pikvmPower({ client, state, viewOnly }: Kvmd): PowerCapability {
  return {
    actions: ['power-on', 'power-off', 'press-power', 'force-off', 'reset'],
    state: derived(state, powerState),
    async perform(action, { signal } = {}) {
      const call = calls[action]
      if (!call) throw new DeviceError('not-supported', { detail: action })
      refuseIfViewOnly(viewOnly)
      await client.post(call.path, { params: call.params, ...(signal && { signal }) })
    },
  }
}

/** Where `enabled` is false there is no board, and no capability. */
export function hasPower({ atx }: KvmdState): boolean {
  return atx?.enabled === true
}

function powerState({ atx }: KvmdState): PowerState {
  const { leds, busy = false } = atx ?? {}
  if (!leds) return { power: 'unknown', busy }
  return { power: leds.power ? 'on' : 'off', diskLed: leds.hdd, busy }
}
