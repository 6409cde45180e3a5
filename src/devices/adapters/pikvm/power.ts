import { derived } from '../../../lib/derived'
import { type Readable, writable } from '../../../lib/readable'
import { type PowerAction, type PowerCapability, type PowerState, whyPointless } from '../../capabilities/power'
import { DeviceError } from '../../errors'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Kvmd } from './Kvmd'
import type { KvmdState } from './KvmdState'

interface Call {
  readonly path: string
  readonly params: Readonly<Record<string, string>>
}

/**
 * `power` acts only where the lamp says that it makes sense, `click` always presses: kvmd/plugins/atx/gpio.py, and for
 * the ports of a switch kvmd/apps/kvmd/switch/chain.py. Both stand under `atx/` and under `switch/atx/`.
 */
const calls: Partial<Record<PowerAction, Call>> = {
  'power-on': { path: 'atx/power', params: { action: 'on' } },
  'power-off': { path: 'atx/power', params: { action: 'off' } },
  'press-power': { path: 'atx/click', params: { button: 'power' } },
  'force-off': { path: 'atx/power', params: { action: 'off_hard' } },
  reset: { path: 'atx/power', params: { action: 'reset_hard' } },
}
const actions: readonly PowerAction[] = ['power-on', 'power-off', 'press-power', 'force-off', 'reset']

/**
 * The buttons and lamps of a machine's case: those of the PiKVM's own header, and one more pair for each port of a
 * PiKVM Switch. What belongs to the port that is shown is `targets`' to say.
 */
export function pikvmPower(kvmd: Kvmd): PowerCapability {
  return { ...header(kvmd, 'api/', {}, derived(kvmd.state, ownState)), targets: portTargets(kvmd) }
}

/** Where `enabled` is false there is no board; the port that is shown has one all the same. */
export function hasPower({ atx, switch: wire }: KvmdState): boolean {
  return atx?.enabled === true || (wire?.summary?.active_port ?? -1) >= 0
}

function header({ client, viewOnly }: Kvmd, at: string, of: Call['params'], state: Readable<PowerState>) {
  return {
    actions,
    state,
    async perform(action, { signal } = {}) {
      const call = calls[action]
      if (!call) throw new DeviceError('not-supported', { detail: action })
      refuseIfViewOnly(viewOnly)
      // The device would answer that all is well, and press nothing.
      const why = whyPointless(action, state.getState())
      if (why) throw new DeviceError('power-is-so', { detail: `the power lamp is ${why}` })
      // So would a switch; kvmd itself says 409.
      if ('port' in of && state.getState().busy) throw new DeviceError('action-busy')
      await client.post(at + call.path, { params: { ...of, ...call.params }, ...(signal && { signal }) })
    },
  } satisfies PowerCapability
}

function portTargets(kvmd: Kvmd): NonNullable<PowerCapability['targets']> {
  /** By index, which is how kvmd counts them; each keeps its identity. */
  const headers = new Map<number, PowerCapability>()
  const headerOf = (port: number) => {
    const known = headers.get(port)
    if (known) return known
    const made = header(
      kvmd,
      'api/switch/',
      { port: String(port) },
      derived(kvmd.state, all => portState(all, port)),
    )
    headers.set(port, made)
    return made
  }
  const ports = derived(kvmd.state, portsOf)
  const read = () => {
    const { all, active } = ports.getState()
    const targets = all.map(({ id, name }, port) => ({ id, name, power: headerOf(port) }))
    const shown = targets[active]
    return { all: targets, ...(shown && { shown }) }
  }
  const told = writable(read())
  ports.subscribe(() => told.set(read()))
  return told
}

function portsOf({ switch: wire }: KvmdState) {
  const all = (wire?.model?.ports ?? []).map(({ id, name }) => ({ id, name }))
  return { all, active: wire?.summary?.active_port ?? -1 }
}

function ownState({ atx }: KvmdState): PowerState {
  const { leds, busy = false } = atx ?? {}
  if (!leds) return { power: 'unknown', busy }
  return { power: leds.power ? 'on' : 'off', diskLed: leds.hdd, busy }
}

function portState({ switch: wire }: KvmdState, port: number): PowerState {
  const { leds, busy = [] } = wire?.atx ?? {}
  const [power, diskLed] = [leds?.power[port], leds?.hdd[port]]
  return {
    power: power === undefined ? 'unknown' : power ? 'on' : 'off',
    ...(diskLed !== undefined && { diskLed }),
    busy: busy[port] ?? false,
  }
}

/** Lamps of a device that is not heard: what they showed last says nothing of now. */
export function withoutLamps(state: KvmdState): KvmdState {
  const { atx, switch: wire } = state
  return {
    ...state,
    ...(atx && { atx: { ...atx, leds: undefined, busy: false } }),
    ...(wire && { switch: { ...wire, atx: undefined } }),
  }
}
