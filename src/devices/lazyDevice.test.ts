import { describe, expect, it, vi } from 'vitest'
import type { Device } from './device'
import { DeviceError } from './errors'
import { lazyDevice } from './lazyDevice'
import { deviceContract } from './testing/contract'
import { FakeDevice } from './testing/FakeDevice'

deviceContract('lazyDevice', async () => {
  const inner = new FakeDevice()
  const device = lazyDevice('lazy', async () => inner)
  return {
    device,
    arrive: async () => inner.arrive(),
    lose: async () => inner.lose(new DeviceError('server-closed')),
    openConnections: async () => 0,
  }
})

/** A load that the test settles by hand. */
function load() {
  let arrive: (device: Device) => void = () => {}
  let fail: (cause: unknown) => void = () => {}
  const loader = vi.fn(
    () =>
      new Promise<Device>((resolve, reject) => {
        arrive = resolve
        fail = reject
      }),
  )
  const settle = () => new Promise(resolve => setTimeout(resolve))
  return {
    loader,
    arrive: (device: Device) => {
      arrive(device)
      return settle()
    },
    fail: (cause: unknown) => {
      fail(cause)
      return settle()
    },
  }
}

describe('while its code is on the way', () => {
  it('loads once, says so, and has nothing yet', () => {
    const { loader } = load()
    const device = lazyDevice('rack', loader)
    expect(device.id).toBe('rack')
    expect(device.link.getState()).toEqual({ phase: 'connecting', step: 'loading', attempt: 0 })
    expect(device.capabilities.getState()).toEqual({})
    device.retryNow()
    device.signOut?.()
    expect(loader).toHaveBeenCalledTimes(1)
  })

  it('can be closed: what arrives later is closed at once', async () => {
    const { loader, arrive } = load()
    const device = lazyDevice('rack', loader)
    device.close()
    expect(device.link.getState()).toEqual({ phase: 'ended', why: 'by-user' })
    const inner = new FakeDevice()
    await arrive(inner)
    expect(inner.link.getState().phase).toBe('ended')
    expect(device.capabilities.getState()).toEqual({})
    device.retryNow()
    expect(loader).toHaveBeenCalledTimes(1)
  })

  it('stays closed when the load fails later', async () => {
    const { loader, fail } = load()
    const device = lazyDevice('rack', loader)
    device.close()
    await fail(new Error('gone'))
    expect(device.link.getState()).toEqual({ phase: 'ended', why: 'by-user' })
  })
})

describe('once loaded', () => {
  it('is the loaded one: its link, its capabilities, its sign-out', async () => {
    const { loader, arrive } = load()
    const device = lazyDevice('rack', loader)
    const inner = new FakeDevice()
    inner.arrive()
    await arrive(inner)
    expect(device.link.getState()).toBe(inner.link.getState())
    expect(device.capabilities.getState()).toBe(inner.capabilities.getState())
    inner.revoke('power')
    expect(device.capabilities.getState()).toBe(inner.capabilities.getState())
    inner.lose(new DeviceError('server-closed'))
    expect(device.link.getState()).toBe(inner.link.getState())
    const retryNow = vi.spyOn(inner, 'retryNow')
    device.retryNow()
    expect(retryNow).toHaveBeenCalledTimes(1)
  })

  it('signs out the loaded one', async () => {
    const { loader, arrive } = load()
    const device = lazyDevice('rack', loader)
    const signOut = vi.fn()
    await arrive(Object.assign(new FakeDevice(), { signOut }))
    device.signOut?.()
    expect(signOut).toHaveBeenCalledTimes(1)
  })

  it('passes its last states on, and none after it was closed', async () => {
    const { loader, arrive } = load()
    const device = lazyDevice('rack', loader)
    const inner = new FakeDevice()
    inner.arrive()
    await arrive(inner)
    device.close()
    expect(device.link.getState()).toEqual({ phase: 'ended', why: 'by-user' })
    const told = vi.fn()
    device.capabilities.subscribe(told)
    inner.revoke('power')
    expect(told).not.toHaveBeenCalled()
  })
})

describe('when loading fails', () => {
  it('ends with the reason, and tries again when told', async () => {
    const { loader, arrive, fail } = load()
    const device = lazyDevice('rack', loader)
    const cause = new TypeError('Failed to fetch dynamically imported module')
    await fail(cause)
    const state = device.link.getState()
    if (state.phase !== 'ended' || state.why === 'by-user') throw new Error(state.phase)
    expect(state.why).toMatchObject({ reason: 'engine-load', detail: cause.message })
    expect(state.why.cause).toBe(cause)

    device.retryNow()
    device.retryNow()
    expect(loader).toHaveBeenCalledTimes(2)
    expect(device.link.getState()).toMatchObject({ phase: 'connecting', step: 'loading' })
    const inner = new FakeDevice()
    inner.arrive()
    await arrive(inner)
    expect(device.link.getState().phase).toBe('online')
    device.close()
  })

  it('tells what was thrown, whatever it is', async () => {
    const { loader, fail } = load()
    const device = lazyDevice('rack', loader)
    await fail('no')
    expect(device.link.getState()).toMatchObject({ why: { detail: 'no' } })
  })
})
