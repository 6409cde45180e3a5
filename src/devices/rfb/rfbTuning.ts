import type { RfbEngine } from '../../engine/rfb/RfbEngine'
import { writable } from '../../lib/readable'
import type { Tunable, Tuning } from '../capabilities/tuning'
import type { KeptWord } from '../device'
import { DeviceError } from '../errors'

interface Levels {
  readonly quality: number
  readonly compression: number
}

/** RFB's own two levels, 0 to 9, under names for what one wants. `balanced` is what noVNC begins with. */
const presets: Readonly<Record<string, Levels>> = {
  sharp: { quality: 9, compression: 1 },
  balanced: { quality: 6, compression: 2 },
  thrifty: { quality: 2, compression: 9 },
}

interface FirstValues extends Levels {
  readonly showDot: boolean
  /** Holds `swapped` where red and blue change places. */
  readonly colors?: KeptWord | undefined
}

/**
 * Quality and compression of this connection, the dot where a machine shows no cursor, and red and blue in each other's
 * place for a server that names its colours wrongly. Each takes effect at once.
 */
export function rfbTuning(engine: RfbEngine, first: FirstValues): Tuning {
  let levels: Levels = { quality: first.quality, compression: first.compression }
  let showDot = first.showDot
  let swaps = first.colors?.known() === 'swapped'
  engine.setSwapColors(swaps)
  const settings = writable<readonly Tunable[]>(tunables(levels, showDot, swaps))
  return {
    settings,
    async set(id, value) {
      const preset = typeof value === 'string' && Object.hasOwn(presets, value) ? presets[value] : undefined
      if (id === 'preset' && preset) levels = preset
      else if ((id === 'quality' || id === 'compression') && isLevel(value)) levels = { ...levels, [id]: value }
      else if (id === 'dot' && typeof value === 'boolean') showDot = value
      else if (id === 'swapColors' && typeof value === 'boolean') swaps = value
      else throw new DeviceError('not-supported', { detail: `${id} ${value}` })
      engine.setQuality(levels.quality, levels.compression)
      engine.setShowDot(showDot)
      engine.setSwapColors(swaps)
      if (id === 'swapColors') first.colors?.remember(swaps ? 'swapped' : 'as-sent')
      settings.set(tunables(levels, showDot, swaps))
    },
  }
}

function tunables(levels: Levels, showDot: boolean, swaps: boolean): readonly Tunable[] {
  const scope = 'this-connection'
  const preset = Object.entries(presets).find(
    ([, { quality, compression }]) => quality === levels.quality && compression === levels.compression,
  )?.[0]
  return [
    { id: 'preset', kind: 'choice', value: preset, options: Object.keys(presets), scope },
    { id: 'quality', kind: 'range', value: levels.quality, min: 0, max: 9, scope },
    { id: 'compression', kind: 'range', value: levels.compression, min: 0, max: 9, scope },
    { id: 'dot', kind: 'toggle', value: showDot, scope },
    { id: 'swapColors', kind: 'toggle', value: swaps, scope },
  ]
}

function isLevel(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 9
}
