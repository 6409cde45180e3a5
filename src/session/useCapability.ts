import type { Capabilities, CapabilityName } from '../devices/capabilities/capabilities'
import type { Device } from '../devices/device'
import { useReadable } from './useReadable'

/**
 * One capability of a machine while it has it; renders again when it comes or goes.
 *
 * @example const clipboard = useCapability(device, 'clipboard')
 */
export function useCapability<N extends CapabilityName>(device: Device, name: N): Capabilities[N] {
  return useReadable(device.capabilities, capabilities => capabilities[name])
}
