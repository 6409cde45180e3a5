import { describe, expect, it } from 'vitest'
import type { DeviceFamily, OwnDevice } from '../devices/device'
import { findOwnDevice } from './ownDevice'

const base = 'http://kvm.local:8444/'

function family(id: string, probe: (at: string, signal: AbortSignal) => Promise<OwnDevice | undefined>) {
  return { id, label: id, profile: { fields: [], fromEntry: () => null }, probe } as unknown as DeviceFamily<unknown>
}

const nobody = family('a', async () => undefined)

describe('findOwnDevice', () => {
  it('is the first family that knows the root, opened where the page stands', async () => {
    const asked: string[] = []
    const mine = family('b', async at => {
      asked.push(at)
      return { held: true }
    })
    const never = family('c', () => Promise.reject(new Error('not to be asked')))
    const found = await findOwnDevice(new AbortController().signal, [nobody, mine, never], base)
    expect(found).toEqual({ id: 'this', name: 'kvm.local:8444', family: 'b', has: [], held: true, base: './' })
    expect(asked).toEqual([base])
  })

  it('takes the device’s own name', async () => {
    const named = family('b', async () => ({ name: 'rack 7' }))
    expect(await findOwnDevice(new AbortController().signal, [named], base)).toMatchObject({
      name: 'rack 7',
      held: false,
    })
  })

  it('is none where nobody knows it, where families have no probe, and where one fails', async () => {
    const broken = family('b', () => Promise.reject(new Error('no route')))
    const without = { ...nobody, probe: undefined } as unknown as DeviceFamily<unknown>
    expect(await findOwnDevice(new AbortController().signal, [nobody, broken, without], base)).toBeUndefined()
  })

  it('stops with its signal', async () => {
    const controller = new AbortController()
    const slow = family('b', () => {
      controller.abort()
      return Promise.reject(new Error('aborted'))
    })
    await expect(findOwnDevice(controller.signal, [slow, nobody], base)).rejects.toThrow()
  })
})
