import type { RfbEngine } from '../../engine/rfb/RfbEngine'
import { writable } from '../../lib/readable'
import type { Tunable, Tuning } from '../capabilities/tuning'
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

/** Quality and compression of this connection, and the dot where a machine shows no cursor; each takes effect at once. */
export function rfbTuning(engine: RfbEngine, first: Levels & { readonly showDot: boolean }): Tuning {
  let levels: Levels = { quality: first.quality, compression: first.compression }
  let showDot = first.showDot
  const settings = writable<readonly Tunable[]>(tunables(levels, showDot))
  return {
    settings,
    async set(id, value) {
      const preset = typeof value === 'string' && Object.hasOwn(presets, value) ? presets[value] : undefined
      if (id === 'preset' && preset) levels = preset
      else if ((id === 'quality' || id === 'compression') && isLevel(value)) levels = { ...levels, [id]: value }
      else if (id === 'dot' && typeof value === 'boolean') showDot = value
      else throw new DeviceError('not-supported', { detail: `${id} ${value}` })
      engine.setQuality(levels.quality, levels.compression)
      engine.setShowDot(showDot)
      settings.set(tunables(levels, showDot))
    },
  }
}

function tunables(levels: Levels, showDot: boolean): readonly Tunable[] {
  const scope = 'this-connection'
  const preset = Object.entries(presets).find(
    ([, { quality, compression }]) => quality === levels.quality && compression === levels.compression,
  )?.[0]
  return [
    { id: 'preset', kind: 'choice', value: preset, options: Object.keys(presets), scope },
    { id: 'quality', kind: 'range', value: levels.quality, min: 0, max: 9, scope },
    { id: 'compression', kind: 'range', value: levels.compression, min: 0, max: 9, scope },
    { id: 'dot', kind: 'toggle', value: showDot, scope },
  ]
}

function isLevel(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 9
}
