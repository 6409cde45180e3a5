import type { z } from 'zod/mini'
import { decode } from '../../../net/decode'
import {
  atxWire,
  clientsWire,
  gpioModelWire,
  gpioStateWire,
  gpioWire,
  hidWire,
  infoWire,
  keymapsWire,
  loopWire,
  msdWire,
  ocrWire,
  streamerWire,
  switchWire,
} from './wire'

/** Everything a kvmd has told over its socket so far, parts merged. */
export interface KvmdState {
  readonly version?: { readonly major: number; readonly minor: number }
  readonly atx?: z.infer<typeof atxWire>
  readonly hid?: z.infer<typeof hidWire>
  readonly msd?: z.infer<typeof msdWire>
  readonly gpio?: z.infer<typeof gpioWire>
  readonly streamer?: z.infer<typeof streamerWire>
  readonly ocr?: z.infer<typeof ocrWire>
  readonly keymaps?: z.infer<typeof keymapsWire>['keymaps']
  readonly info?: z.infer<typeof infoWire>
  readonly switch?: z.infer<typeof switchWire>
  readonly viewers?: number
}

type Merge = (state: KvmdState, event: unknown) => KvmdState

/**
 * How one event changes what is known, by its name in either vocabulary. A key that is there replaces the old value, one
 * level deeper where a part may come alone; a model drops what stood before it. Old states are whole and merge as well
 * (kvmd/plugins/*, `poll_state`; kvmd/apps/kvmd/ugpio.py:273-277).
 */
const merges: Readonly<Record<string, Merge>> = {
  loop: (state, event) => {
    const { version } = decode(loopWire, event)
    return version ? { ...state, version } : state
  },
  atx: (state, event) => ({ ...state, atx: { ...state.atx, ...decode(atxWire, event) } }),
  hid: (state, event) => {
    const part = decode(hidWire, event)
    const keyboard = { ...state.hid?.keyboard, ...part.keyboard }
    const mouse = { ...state.hid?.mouse, ...part.mouse }
    return { ...state, hid: { ...state.hid, ...part, keyboard, mouse } }
  },
  msd: (state, event) => {
    const part = decode(msdWire, event)
    if (part.online !== undefined || !part.storage) return { ...state, msd: { ...state.msd, ...part } }
    return { ...state, msd: { ...state.msd, ...part, storage: { ...state.msd?.storage, ...part.storage } } }
  },
  gpio: (state, event) => {
    const part = decode(gpioWire, event)
    // Between 4.21 and 4.35 the state came without its name around it.
    if (!part.model && !part.state) return merges.gpio_state?.(state, event) ?? state
    if (part.model) return { ...state, gpio: part }
    return { ...state, gpio: { ...state.gpio, state: mergeChannels(state, part.state) } }
  },
  gpio_state: (state, event) => {
    return { ...state, gpio: { ...state.gpio, state: mergeChannels(state, decode(gpioStateWire, event)) } }
  },
  gpio_model: (state, event) => ({ ...state, gpio: { ...state.gpio, model: decode(gpioModelWire, event) } }),
  streamer: (state, event) => ({ ...state, streamer: { ...state.streamer, ...decode(streamerWire, event) } }),
  ocr: (state, event) => ({ ...state, ocr: decode(ocrWire, event) }),
  streamer_ocr: (state, event) => {
    const { ocr } = typeof event === 'object' && event !== null && 'ocr' in event ? event : { ocr: event }
    return { ...state, ocr: decode(ocrWire, ocr) }
  },
  hid_keymaps: (state, event) => ({ ...state, keymaps: decode(keymapsWire, event).keymaps }),
  clients: (state, event) => ({ ...state, viewers: decode(clientsWire, event).count }),
  switch: (state, event) => {
    const part = decode(switchWire, event)
    return { ...state, switch: part.model ? part : { ...state.switch, ...part } }
  },
  info: (state, event) => mergeInfo(state, decode(infoWire, event)),
  info_hw: (state, event) => {
    const { hw } = decode(infoWire, { hw: event })
    const system = { ...state.info?.system, ...(hw?.platform && { platform: hw.platform }) }
    return mergeInfo(state, { ...(hw?.health && { health: hw.health }), system })
  },
  info_system: (state, event) => {
    const { system } = decode(infoWire, { system: event })
    return mergeInfo(state, { system: { ...state.info?.system, ...system } })
  },
}

/**
 * The state after one event. Events that are not known are ignored: newer servers have more. Throws MalformedError for a
 * known one that cannot be read.
 */
export function mergeEvent(state: KvmdState, type: string, event: unknown): KvmdState {
  // `gpio_state` and `gpio_model_state` keep a meaning of their own; every other name just loses its ending.
  const name = type === 'gpio_state' ? type : type.replace(/_state$/, '')
  const merge = Object.hasOwn(merges, name) ? merges[name] : undefined
  if (merge) return merge(state, event)
  const field = /^info_(auth|extras|fan|meta|health|uptime|node)$/.exec(name)?.[1]
  return field === undefined ? state : mergeInfo(state, decode(infoWire, { [field]: event }))
}

function mergeInfo(state: KvmdState, part: z.infer<typeof infoWire>): KvmdState {
  const system = part.system && { system: { ...state.info?.system, ...part.system } }
  return { ...state, info: { ...state.info, ...part, ...system } }
}

function mergeChannels(state: KvmdState, part: z.infer<typeof gpioStateWire> | undefined) {
  const before = state.gpio?.state
  return {
    inputs: { ...before?.inputs, ...part?.inputs },
    outputs: { ...before?.outputs, ...part?.outputs },
  }
}

/** `4.197` as a number that compares; `undefined` before it was told. */
export function versionOf(state: KvmdState): { readonly major: number; readonly minor: number } | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(state.info?.system?.kvmd?.version ?? '') ?? []
  return state.version ?? (major === undefined ? undefined : { major: Number(major), minor: Number(minor) })
}

/** Whether the server is at least of this version; false while it has not said. */
export function isAtLeast(state: KvmdState, major: number, minor: number): boolean {
  const version = versionOf(state)
  if (!version) return false
  return version.major > major || (version.major === major && version.minor >= minor)
}
