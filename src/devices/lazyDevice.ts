import { Lifetime } from '../lib/lifetime'
import { writable } from '../lib/readable'
import type { Capabilities } from './capabilities/capabilities'
import type { Device, LinkState } from './device'
import { DeviceError } from './errors'

/**
 * A Device whose code is still on its way: it exists at once, as the contract wants, says that it loads, and is the
 * loaded one from then on. Loading that fails (the server was updated under an open page) ends the link with
 * `engine-load`; `retryNow` tries again.
 */
export function lazyDevice(id: string, load: () => Promise<Device>): Device {
  const link = writable<LinkState>({ phase: 'connecting', step: 'loading', attempt: 0 })
  const capabilities = writable<Capabilities>({})
  const hasSession = writable(false)
  const lifetime = new Lifetime()
  let inner: Device | undefined

  const adopt = (device: Device) => {
    if (lifetime.ended) return device.close()
    inner = device
    lifetime.add(device.link.subscribe(state => link.set(state)))
    lifetime.add(device.capabilities.subscribe(state => capabilities.set(state)))
    if (device.hasSession) {
      lifetime.add(device.hasSession.subscribe(state => hasSession.set(state)))
      hasSession.set(device.hasSession.getState())
    }
    capabilities.set(device.capabilities.getState())
    link.set(device.link.getState())
  }
  const start = () => {
    link.set({ phase: 'connecting', step: 'loading', attempt: 0 })
    load().then(adopt, (cause: unknown) => {
      if (lifetime.ended) return
      const detail = cause instanceof Error ? cause.message : String(cause)
      link.set({ phase: 'ended', why: new DeviceError('engine-load', { detail, cause }) })
    })
  }
  start()

  return {
    id,
    link,
    capabilities,
    hasSession,
    retryNow() {
      if (inner) inner.retryNow()
      else if (link.getState().phase === 'ended' && !lifetime.ended) start()
    },
    signOut() {
      inner?.signOut?.()
    },
    close() {
      inner?.close() // its last states still pass through
      if (!inner) link.set({ phase: 'ended', why: 'by-user' })
      lifetime.dispose()
    },
  }
}
