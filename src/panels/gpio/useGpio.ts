import type { GpioCapability } from '../../devices/capabilities/gpio'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { recordAction } from '../../stores/actions'
import { useWords } from '../../ui/useWords'

export interface GpioActions {
  setSwitch(channel: string, name: string, on: boolean): Promise<void>
  /** The channel's own length without `delayMs`. */
  pulse(channel: string, name: string, delayMs?: number): Promise<void>
}

/**
 * What can be done with the pins; each is logged, and a refusal told. Neither rejects.
 *
 * @example const actions = useGpio(device, gpio)
 */
export function useGpio(device: Device, gpio: GpioCapability): GpioActions {
  const t = useWords()
  return {
    async setSwitch(channel, name, on) {
      const did = t(on ? 'gpio.switchedOn' : 'gpio.switchedOff', { name })
      try {
        await gpio.setSwitch(channel, on)
        recordAction(device.id, did)
      } catch (error) {
        tellFailure(device.id, t('gpio.notSwitched', { name }), error, did)
      }
    },
    async pulse(channel, name, delayMs) {
      try {
        await gpio.pulse(channel, delayMs)
        recordAction(device.id, t('gpio.pulsed', { name }))
      } catch (error) {
        tellFailure(device.id, t('gpio.notPulsed', { name }), error, t('gpio.pulsed', { name }))
      }
    },
  }
}
