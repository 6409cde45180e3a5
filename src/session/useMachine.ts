import { useEffect, useState } from 'react'
import type { Device, DeviceEntry, OpenChoices } from '../devices/device'
import { type MachineRegistry, machines } from './registry'

/** What a page needs of a registry to show one machine. */
export type Machines = Pick<MachineRegistry, 'hold' | 'close'>

/**
 * Holds one machine open while the component is mounted. `undefined` on the first render, and for good when no family
 * of this build knows the entry. `choices` count only for the one who opens it.
 *
 * @example const device = useMachine(entry, { viewOnly: launch.viewOnly })
 */
export function useMachine(
  entry: DeviceEntry | undefined,
  choices?: OpenChoices,
  registry: Machines = machines,
): Device | undefined {
  const [device, setDevice] = useState<Device>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new object with the same id is the same machine, and choices count at opening only
  useEffect(() => {
    if (!entry) return
    const held = registry.hold(entry, choices)
    setDevice(held?.device)
    return () => {
      held?.release()
      setDevice(undefined)
    }
  }, [entry?.id, registry])
  return device
}
