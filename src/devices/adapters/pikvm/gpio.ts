import type { z } from 'zod/mini'
import { derived } from '../../../lib/derived'
import { writable } from '../../../lib/readable'
import type { GpioCapability, GpioChange, GpioChannel, GpioItem, GpioModel } from '../../capabilities/gpio'
import { refuseIfViewOnly } from '../../refuseIfViewOnly'
import type { Kvmd } from './Kvmd'
import type { KvmdState } from './KvmdState'
import { plainLabel } from './plainLabel'
import type { gpioModelWire } from './wire'

type ModelWire = z.infer<typeof gpioModelWire>
type ItemWire = NonNullable<ModelWire['view']['table'][number]>[number]
type Channels = Readonly<Record<string, GpioChannel>>

const mostChanges = 200

/** What its owner wired to the device, laid out by the owner. */
export function pikvmGpio({ client, state, viewOnly }: Kvmd): GpioCapability {
  const channels = writable<Channels>({})
  const history = writable<readonly GpioChange[]>([])
  const wire = derived(state, ({ gpio }) => gpio?.state)
  const follow = () => {
    const before = channels.getState()
    const after = readChannels(wire.getState(), before)
    const changed = Object.entries(after).filter(([name, { on }]) => before[name] && before[name].on !== on)
    channels.set(after)
    if (changed.length === 0) return
    const news = changed.map(([channel, { on }]) => ({ atMs: Date.now(), channel, on }))
    history.set([...history.getState(), ...news].slice(-mostChanges))
  }
  follow()
  wire.subscribe(follow)
  return {
    model: derived(state, ({ gpio }) => readModel(gpio?.model)),
    channels,
    history,
    async setSwitch(channel, on, signal) {
      refuseIfViewOnly(viewOnly)
      await client.post('api/gpio/switch', { params: { channel, state: on }, ...(signal && { signal }) })
    },
    async pulse(channel, delayMs = 0, signal) {
      refuseIfViewOnly(viewOnly)
      // 0 = the channel's own length.
      await client.post('api/gpio/pulse', { params: { channel, delay: delayMs / 1000 }, ...(signal && { signal }) })
    },
  }
}

/** An empty table is a device whose owner set up nothing. */
export function hasGpio({ gpio }: KvmdState): boolean {
  return (gpio?.model?.view.table.length ?? 0) > 0
}

function readChannels(wire: NonNullable<KvmdState['gpio']>['state'], before: Channels): Channels {
  const all = Object.entries({ ...wire?.inputs, ...wire?.outputs })
  return Object.fromEntries(
    all.map(([name, { online, state, busy = false }]) => {
      // While it is busy the device says `false`, whatever it is.
      return [name, { online, busy, on: busy ? (before[name]?.on ?? false) : state }]
    }),
  )
}

function readModel(model: ModelWire | undefined): GpioModel {
  if (!model) return { header: [], rows: [] }
  const title = model.view.header?.title ?? []
  const header =
    typeof title === 'string' ? [{ kind: 'label', text: plainLabel(title) } as const] : itemsOf(title, model)
  return { header, rows: model.view.table.map(row => row && itemsOf(row, model)) }
}

/** Items that name a channel outside the scheme are left out: constant outputs stay in the view (ugpio.py:343-355). */
function itemsOf(row: readonly ItemWire[], { scheme }: ModelWire): GpioItem[] {
  return row.flatMap((item): GpioItem[] => {
    const { type, channel = '' } = item
    const text = plainLabel(item.text ?? '')
    if (type === 'label') return [{ kind: 'label', text }]
    if (type === 'input') {
      return scheme.inputs[channel] ? [{ kind: 'input', channel, color: item.color ?? 'green' }] : []
    }
    const output = type === 'output' ? scheme.outputs[channel] : undefined
    if (!output) return []
    const { delay, min_delay: min, max_delay: max } = output.pulse
    const pulseMs = delay > 0 ? { pulseMs: { usual: delay * 1000, min: min * 1000, max: max * 1000 } } : {}
    const confirm = item.confirm ?? false
    return [{ kind: 'output', channel, text: text || 'Click', confirm, hasSwitch: output.switch, ...pulseMs }]
  })
}
