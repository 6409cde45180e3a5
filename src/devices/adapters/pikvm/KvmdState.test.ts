import { describe, expect, it } from 'vitest'
import atxEvents from '../../../../server-mock/pikvm/fixtures/atxEvents.json'
import bundle from '../../../../server-mock/pikvm/fixtures/bundle.json'
import gpioEvents from '../../../../server-mock/pikvm/fixtures/gpioEvents.json'
import msdEvents from '../../../../server-mock/pikvm/fixtures/msdEvents.json'
import off from '../../../../server-mock/pikvm/fixtures/off.json'
import oldBundle from '../../../../server-mock/pikvm/fixtures/oldBundle.json'
import oldEvents from '../../../../server-mock/pikvm/fixtures/oldEvents.json'
import { MalformedError } from '../../../net/errors'
import documented from './fixtures/documented.json'
import { isAtLeast, type KvmdState, mergeEvent, versionOf } from './KvmdState'

interface Message {
  readonly event_type: string
  readonly event: unknown
}

function merged(messages: readonly Message[], state: KvmdState = {}): KvmdState {
  return messages.reduce((known, { event_type, event }) => mergeEvent(known, event_type, event), state)
}

const textsOf = (events: readonly object[]) =>
  events.flatMap(event => ('text' in event && event.text ? [event.text as Message] : []))

describe('what a kvmd tells', () => {
  it('is read from the bundle of 4.197', () => {
    const state = merged(bundle)
    expect(versionOf(state)).toEqual({ major: 4, minor: 197 })
    expect(state.atx).toMatchObject({ enabled: true, busy: false, leds: { power: false, hdd: false } })
    expect(state.hid?.mouse).toMatchObject({ absolute: true, outputs: { available: ['usb', 'usb_rel'] } })
    expect(Object.keys(state.gpio?.model?.scheme.outputs ?? {})).toHaveLength(8)
    expect(state.streamer?.streamer).toBeNull()
    expect(state.keymaps?.default).toBe('en-us')
    expect(state.info).toMatchObject({
      health: { temp: { cpu: 36.511 } },
      system: { kvmd: { version: '4.197' }, platform: { base: 'Virtual Raspberry Pi' } },
      node: { host: 'pikvm' },
    })
  })

  it('is the same from the bundle of 4.20, whatever the names', () => {
    const state = merged(oldBundle)
    expect(versionOf(state)).toEqual({ major: 4, minor: 20 })
    expect(state.atx?.enabled).toBe(true)
    expect(state.gpio?.state?.outputs?.relay1).toEqual({ online: true, state: false, busy: false })
    expect(state.gpio?.model?.view.table.length).toBeGreaterThan(5)
    expect(state.ocr?.langs.available).toEqual(['eng'])
    expect(state.info?.health?.temp?.cpu).toBe(36.511)
    expect(state.info?.system).toMatchObject({ kvmd: { version: '4.20' }, platform: { base: 'Virtual Raspberry Pi' } })
    expect(isAtLeast(state, 4, 20)).toBe(true)
    expect(isAtLeast(state, 4, 53)).toBe(false)
  })

  it('is read from the sample of the public document, kvmd 1.102 of 2020', () => {
    const state = merged(documented)
    expect(versionOf(state)).toEqual({ major: 1, minor: 102 })
    expect(state.gpio?.state?.outputs?.relay2).toEqual({ online: false, state: false, busy: false })
    expect(state.gpio?.model?.view.header?.title).toBe('Switches')
    expect(state.msd).toMatchObject({ storage: { size: 234950152192, uploading: false }, drive: { cdrom: true } })
    expect(state.streamer?.limits?.max_fps).toBe(40)
    expect(state.hid?.keyboard?.leds).toEqual({ caps: false, scroll: false, num: false })
  })

  it('is read from a device on which all plugins are disabled', () => {
    const state = merged(off.bundle)
    expect(state.atx?.enabled).toBe(false)
    expect(state.msd).toMatchObject({ enabled: false, storage: null, drive: null })
  })
})

describe('what changes later', () => {
  it('keeps what a part leaves out: channels one by one', () => {
    const state = merged(textsOf(gpioEvents).slice(0, 2), merged(bundle))
    expect(state.gpio?.state?.outputs?.button1?.busy).toBe(true)
    expect(state.gpio?.state?.inputs?.led1?.state).toBe(true)
    expect(state.gpio?.state?.outputs?.relay1?.busy).toBe(false)
    expect(state.gpio?.model?.view.table.length).toBeGreaterThan(5)
  })

  it('follows an upload, a mount and a removal', () => {
    let state = merged(bundle)
    const seen = textsOf(msdEvents).map(({ event_type, event }) => {
      state = mergeEvent(state, event_type, event)
      const { storage, drive, busy } = state.msd ?? {}
      return `${busy} ${Object.keys(storage?.images ?? {})} ${JSON.stringify(storage?.uploading ?? null)} ${drive?.connected}`
    })
    expect(seen[0]).toBe('true  {"name":"test.iso","size":4194304,"written":0} false')
    expect(seen).toContain('false test.iso null true')
    expect(state.msd?.storage?.parts?.['']?.size).toBe(67108864)
  })

  it('follows the power button in both ages', () => {
    const power = (messages: readonly Message[], from: readonly Message[]) => {
      let state = merged(from)
      return messages.map(({ event_type, event }) => {
        state = mergeEvent(state, event_type, event)
        return `${state.atx?.busy} ${state.atx?.leds?.power}`
      })
    }
    const today = power(textsOf(atxEvents), bundle)
    expect(today.slice(0, 3)).toEqual(['true false', 'true false', 'true true'])
    const old = power(
      textsOf(oldEvents).filter(({ event_type }) => event_type === 'atx_state'),
      oldBundle,
    )
    expect(old).toEqual(['true false', 'true true', 'false true'])
  })

  it('drops the old model when a new one comes', () => {
    const state = mergeEvent(merged(bundle), 'gpio', {
      model: { scheme: { inputs: {}, outputs: {} }, view: { table: [] } },
    })
    expect(state.gpio?.model?.scheme.outputs).toEqual({})
  })

  it('ignores events of tomorrow, and names the field of one that it cannot read', () => {
    const state = merged(bundle)
    expect(mergeEvent(state, 'hologram', { on: true })).toBe(state)
    expect(mergeEvent(state, 'constructor', {})).toBe(state)
    expect(() => mergeEvent(state, 'atx', { leds: { power: 'yes', hdd: false } })).toThrow(MalformedError)
    expect(() => mergeEvent(state, 'msd', null)).toThrow(MalformedError)
  })
})
