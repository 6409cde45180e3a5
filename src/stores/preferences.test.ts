import { describe, expect, it } from 'vitest'
import { resolveSetting, type SettingLayers } from './layered'
import { createPreferences } from './preferences'
import { builtIn, decodeSettings, settingDecoders, settingNames } from './settingNames'

const none: SettingLayers = { url: {}, stored: {}, deployer: {}, locked: [] }

describe('resolveSetting', () => {
  it('goes from locked over the address, this browser and the deployment down to ours', () => {
    const all: SettingLayers = {
      url: { quality: 1 },
      stored: { quality: 2 },
      deployer: { quality: 3 },
      locked: ['quality'],
    }
    expect(resolveSetting(all, 'quality')).toEqual({ value: 3, setBy: 'locked' })
    expect(resolveSetting({ ...all, locked: [] }, 'quality')).toEqual({ value: 1, setBy: 'url' })
    expect(resolveSetting({ ...all, locked: [], url: {} }, 'quality')).toEqual({ value: 2, setBy: 'browser' })
    expect(resolveSetting({ ...none, deployer: { quality: 3 } }, 'quality')).toEqual({ value: 3, setBy: 'deployer' })
    expect(resolveSetting(none, 'quality')).toEqual({ value: 6, setBy: 'built-in' })
  })

  it('locks at our default when the deployment names none', () => {
    expect(resolveSetting({ ...none, url: { viewOnly: true }, locked: ['viewOnly'] }, 'viewOnly')).toEqual({
      value: false,
      setBy: 'locked',
    })
  })

  it('takes false and 0 for values, not for absence', () => {
    const layers: SettingLayers = { ...none, url: { shared: false, quality: 0 } }
    expect(resolveSetting(layers, 'shared').value).toBe(false)
    expect(resolveSetting(layers, 'quality').value).toBe(0)
  })
})

describe('preferences', () => {
  it('keeps a choice in storage and reads it back', () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (k: string) => kept.get(k) ?? null,
      setItem: (k: string, v: string) => void kept.set(k, v),
    }
    createPreferences(() => storage).choose('theme', 'light')
    expect(createPreferences(() => storage).resolve('theme')).toEqual({ value: 'light', setBy: 'browser' })
  })

  it('works where storage throws', () => {
    const storage = {
      getItem: () => {
        throw new DOMException('refused', 'SecurityError')
      },
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError')
      },
    }
    const preferences = createPreferences(() => storage)
    preferences.choose('theme', 'dark')
    expect(preferences.resolve('theme').value).toBe('dark')
  })

  it('works where even asking for storage throws, and where it holds nonsense', () => {
    const refused = createPreferences(() => {
      throw new DOMException('refused', 'SecurityError')
    })
    expect(refused.resolve('theme').setBy).toBe('built-in')
    const nonsense = createPreferences(() => ({ getItem: () => '{"theme":', setItem: () => {} }))
    expect(nonsense.resolve('theme').setBy).toBe('built-in')
  })

  it('lets a choice beat the address it was launched with, but never a lock', () => {
    const preferences = createPreferences(() => undefined)
    preferences.applyUrl({ theme: 'dark' })
    preferences.choose('theme', 'light')
    expect(preferences.resolve('theme')).toEqual({ value: 'light', setBy: 'browser' })
    preferences.applyDeployer({ theme: 'dark' }, ['theme'])
    preferences.choose('theme', 'system')
    expect(preferences.resolve('theme')).toEqual({ value: 'dark', setBy: 'locked' })
  })
})

describe('decodeSettings', () => {
  it('drops and names what does not fit', () => {
    const input = { theme: 'purple', quality: 4, nonsense: 1, toString: 'x' }
    expect(decodeSettings(input)).toEqual({ settings: { quality: 4 }, bad: ['theme', 'nonsense', 'toString'] })
    expect(decodeSettings(null)).toEqual({ settings: {}, bad: [] })
  })

  it('takes every default of ours', () => {
    for (const name of settingNames) expect(settingDecoders[name](builtIn[name])).toBe(builtIn[name])
  })
})
