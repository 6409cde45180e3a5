import { useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type Layered, resolveSetting, type SettingLayers } from './layered'
import { decodeSettings, type SettingName, type Settings } from './settingNames'

const storageKey = 'wheelhouse.settings'

/** What this browser remembers. Both calls may throw: in frames and private windows storage is refused. */
export type KeptText = Pick<Storage, 'getItem' | 'setItem'>

/** All layers of all settings, and the ways to change them. */
export interface Preferences {
  readonly layers: StoreApi<SettingLayers>
  resolve<N extends SettingName>(name: N): Layered<Settings[N]>
  /** The operator's choice: kept in this browser, and no longer overridden by the address. Does nothing when locked. */
  choose<N extends SettingName>(name: N, value: Settings[N]): void
  /** Forgets every choice of the operator in this browser; what address and deployment say stays. */
  forget(): void
  applyUrl(url: Partial<Settings>): void
  applyDeployer(deployer: Partial<Settings>, locked: readonly string[]): void
}

/** Preferences over some storage; without one, or when it throws, they live as long as the page. */
export function createPreferences(storage: () => KeptText | undefined): Preferences {
  const layers = createStore<SettingLayers>(() => ({ url: {}, stored: read(storage), deployer: {}, locked: [] }))
  return {
    layers,
    resolve: name => resolveSetting(layers.getState(), name),
    choose(name, value) {
      const { stored, url, locked } = layers.getState()
      if (locked.includes(name)) return
      const { [name]: _launched, ...otherUrl } = url
      const next = { ...stored, [name]: value }
      layers.setState({ stored: next, url: otherUrl as Partial<Settings> })
      write(storage, next)
    },
    forget() {
      layers.setState({ stored: {} })
      write(storage, {})
    },
    applyUrl: url => layers.setState({ url }),
    applyDeployer: (deployer, locked) => layers.setState({ deployer, locked }),
  }
}

/** The page's preferences. */
export const preferences = createPreferences(() => globalThis.localStorage)

/**
 * One setting's value and who set it; renders again when either changes.
 *
 * @example const { value: theme, setBy } = useSetting('theme')
 */
export function useSetting<N extends SettingName>(name: N): Layered<Settings[N]> {
  const layers = useStore(preferences.layers)
  return useMemo(() => resolveSetting(layers, name), [layers, name])
}

function read(storage: () => KeptText | undefined): Partial<Settings> {
  try {
    return decodeSettings(JSON.parse(storage()?.getItem(storageKey) ?? '{}')).settings
  } catch {
    return {} // refused, or not ours: start from the defaults
  }
}

function write(storage: () => KeptText | undefined, settings: Partial<Settings>): void {
  try {
    storage()?.setItem(storageKey, JSON.stringify(settings))
  } catch {
    // Refused or full: the choice lives as long as the page.
  }
}
