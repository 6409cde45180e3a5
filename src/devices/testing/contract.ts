import { afterEach, describe, expect, it } from 'vitest'
import { whenValue } from '../../lib/readable'
import type { Device, LinkState } from '../device'
import { DeviceError } from '../errors'

/** One machine for the contract, and the hands of the world around it. */
export interface ContractSubject {
  readonly device: Device
  /** Lets the connection come up; resolves when nothing more has to be done for it. */
  arrive(): Promise<void>
  /** Breaks the connection from outside. */
  lose(): Promise<void>
  /** Connections that stand at the other end. */
  openConnections(): Promise<number>
}

type Phase<P extends LinkState['phase']> = Extract<LinkState, { phase: P }>

/** Waits for a phase, at most 5 s. */
export function phase<P extends LinkState['phase']>(device: Device, wanted: P, timeoutMs = 5_000): Promise<Phase<P>> {
  const is = (state: LinkState): state is Phase<P> => state.phase === wanted
  return whenValue(device.link, is, AbortSignal.timeout(timeoutMs))
}

/** What every adapter promises, whatever it speaks: each family runs this against its emulator. */
export function deviceContract(name: string, open: () => Promise<ContractSubject>): void {
  describe(`${name} keeps the contract of a Device`, () => {
    const opened: Device[] = []
    const subject = async () => {
      const made = await open()
      opened.push(made.device)
      return made
    }
    afterEach(() => {
      for (const device of opened.splice(0)) device.close()
    })

    it('exists at once, connecting', async () => {
      const { device } = await subject()
      expect(device.link.getState().phase).toBe('connecting')
      expect(device.capabilities.getState()).toBeTypeOf('object')
    })

    it('comes online and says since when', async () => {
      const { device, arrive } = await subject()
      await arrive()
      const { sinceMs } = await phase(device, 'online')
      expect(Math.abs(Date.now() - sinceMs)).toBeLessThan(5_000)
    })

    it('waits after a loss, says why and until when, and starts again when told', async () => {
      const { device, arrive, lose } = await subject()
      await arrive()
      await phase(device, 'online')
      await lose()
      const waiting = await phase(device, 'waiting')
      expect(waiting.why).toBeInstanceOf(DeviceError)
      expect(waiting.attempt).toBe(1)
      expect(waiting.retryAtMs).toBeGreaterThan(Date.now() - 1_000)
      device.retryNow()
      expect(device.link.getState().phase).toBe('connecting')
      await arrive()
      await phase(device, 'online')
    })

    it('comes back by itself', async () => {
      const { device, arrive, lose } = await subject()
      await arrive()
      await phase(device, 'online')
      await lose()
      await phase(device, 'waiting')
      await phase(device, 'connecting')
      await arrive()
      await phase(device, 'online')
    })

    it('keeps each capability the same object across a reconnect', async () => {
      const { device, arrive, lose } = await subject()
      await arrive()
      await phase(device, 'online')
      const before = device.capabilities.getState()
      await lose()
      await phase(device, 'waiting')
      device.retryNow()
      await arrive()
      await phase(device, 'online')
      const after = device.capabilities.getState()
      for (const [key, capability] of Object.entries(before)) {
        const same = Object.entries(after).find(([other]) => other === key)?.[1]
        expect(same === capability, key).toBe(true)
      }
    })

    it('closes once and for all, twice without harm, and leaves no connection', async () => {
      const { device, arrive, openConnections } = await subject()
      await arrive()
      await phase(device, 'online')
      device.close()
      device.close()
      expect(device.link.getState()).toEqual({ phase: 'ended', why: 'by-user' })
      device.retryNow()
      expect(device.link.getState().phase).toBe('ended')
      await expect.poll(openConnections, { timeout: 3_000 }).toBe(0)
    })

    it('can be closed while it connects', async () => {
      const { device, openConnections } = await subject()
      device.close()
      expect(device.link.getState().phase).toBe('ended')
      await expect.poll(openConnections, { timeout: 3_000 }).toBe(0)
    })

    it('presses nothing in view-only, and says so', async () => {
      const { device, arrive } = await subject()
      await arrive()
      await phase(device, 'online')
      const { input } = device.capabilities.getState()
      if (!input) return
      input.setViewOnly(true)
      expect(input.viewOnly.getState()).toBe(true)
      await expect(input.press(['KeyA'])).rejects.toMatchObject({ name: 'DeviceError', reason: 'view-only' })
      input.setViewOnly(false)
      await input.press(['KeyA'])
      input.releaseAll()
    })
  })
}
