import type { StatsCapability } from '../devices/capabilities/stats'
import type { Device } from '../devices/device'
import { useMaybe } from './useMaybe'
import { useReadable } from './useReadable'
import { type Verdict, verdictOf } from './verdict'

/**
 * The verdict on a machine's connection, anew with every second that was measured.
 *
 * @example const { level, cause } = useVerdict(device, stats)
 */
export function useVerdict(device: Device, stats: StatsCapability): Verdict {
  const isOnline = useReadable(device.link, link => link.phase === 'online')
  useReadable(stats.own.latest)
  const ours = useMaybe(stats.bottleneck?.latest)?.find(({ connection }) => connection === 'this')
  return verdictOf(stats.own, isOnline, Date.now(), ours)
}
