import type { StatsCapability } from '../devices/capabilities/stats'
import type { Device } from '../devices/device'
import { useMaybe } from './useMaybe'
import { useReadable } from './useReadable'
import { type Verdict, verdictOf } from './verdict'

/**
 * The verdict on a machine's connection, anew with every second that was measured. `isShown`: the machine's own figures
 * are on show, and so up to date.
 *
 * @example const { level, cause } = useVerdict(device, stats)
 */
export function useVerdict(device: Device, stats: StatsCapability, isShown = false): Verdict {
  const isOnline = useReadable(device.link, link => link.phase === 'online')
  const { overdueMs } = useReadable(stats.own.latest)
  const { display } = useReadable(device.capabilities)
  const signal = useMaybe(display?.signal)?.signal ?? 'unknown'
  const ours = useMaybe(stats.bottleneck?.latest)?.find(({ connection }) => connection === 'this')
  if (isOnline && signal !== 'live' && signal !== 'unknown') return { level: 'unknown', cause: 'no-picture' }
  // Not followed for this: a panel that shows it does, and asks the machine meanwhile.
  const cpuPercent = isShown ? stats.health?.getState().cpuPercent : undefined
  return verdictOf(stats.own, isOnline, Date.now(), ours, { overdueMs, cpuPercent })
}
