import { describe, expect, it } from 'vitest'
import type { PowerAction } from '../capabilities/power'
import { DeviceError } from '../errors'
import { deviceContract } from './contract'
import { FakeDevice } from './FakeDevice'

deviceContract('FakeDevice', async () => {
  const device = new FakeDevice()
  return {
    device,
    arrive: async () => device.arrive(),
    lose: async () => device.lose(new DeviceError('server-closed')),
    openConnections: async () => 0,
  }
})

describe('FakeDevice', () => {
  it('asks, refuses a wrong password, and lets in with the right one', () => {
    const device = new FakeDevice({ asks: true })
    device.arrive()
    const first = device.link.getState()
    if (first.phase !== 'asking' || first.ask.kind !== 'credentials') throw new Error(first.phase)
    first.ask.answer({ username: 'ops', password: 'wrong' })
    const second = device.link.getState()
    if (second.phase !== 'asking' || second.ask.kind !== 'credentials') throw new Error(second.phase)
    expect(second.ask.refused?.reason).toBe('sign-in-refused')
    second.ask.answer({ username: 'ops', password: 'open sesame' })
    expect(device.link.getState().phase).toBe('online')
  })

  it('has every capability of the contract, and loses and regains one as the same object', () => {
    const device = new FakeDevice()
    device.arrive()
    const before = device.capabilities.getState()
    expect(Object.keys(before)).toHaveLength(16)
    device.revoke('power')
    expect(device.capabilities.getState().power).toBeUndefined()
    device.gain('power')
    expect(device.capabilities.getState().power).toBe(before.power)
  })

  it('tells power as it changes, and refuses while busy', async () => {
    const device = new FakeDevice({ has: ['power'] })
    device.arrive()
    const { power } = device.capabilities.getState()
    const off: PowerAction = 'force-off'
    await power?.perform(off)
    expect(power?.state.getState().power).toBe('off')
    device.fake.power.set({ power: 'off', busy: true })
    await expect(power?.perform('power-on')).rejects.toMatchObject({ kind: 'busy' })
  })
})
