import { builtIn, type SettingName, type Settings } from './settingNames'

/** Who set a value; shown beside it. */
export type SetBy = 'locked' | 'url' | 'browser' | 'deployer' | 'built-in'

/** What each place says. `url` already holds the fragment over the query. */
export interface SettingLayers {
  readonly url: Partial<Settings>
  readonly stored: Partial<Settings>
  readonly deployer: Partial<Settings>
  readonly locked: readonly string[]
}

/** A value, and who set it. */
export interface Layered<T> {
  readonly value: T
  readonly setBy: SetBy
}

/** Locked beats the address beats this browser's choice beats the deployment's default beats ours. */
export function resolveSetting<N extends SettingName>(layers: SettingLayers, name: N): Layered<Settings[N]> {
  const fixed = layers.deployer[name] as Settings[N] | undefined
  if (layers.locked.includes(name)) return { value: fixed ?? builtIn[name], setBy: 'locked' }
  const fromUrl = layers.url[name] as Settings[N] | undefined
  if (fromUrl !== undefined) return { value: fromUrl, setBy: 'url' }
  const stored = layers.stored[name] as Settings[N] | undefined
  if (stored !== undefined) return { value: stored, setBy: 'browser' }
  if (fixed !== undefined) return { value: fixed, setBy: 'deployer' }
  return { value: builtIn[name], setBy: 'built-in' }
}
