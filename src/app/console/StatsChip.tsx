import type { StatsCapability } from '../../devices/capabilities/stats'
import type { Device } from '../../devices/device'
import { useVerdict } from '../../session/useVerdict'
import type { VerdictLevel } from '../../session/verdict'
import { classes } from '../../ui/classes'
import { useWords } from '../../ui/useWords'

const tones: Readonly<Record<VerdictLevel, string>> = {
  good: 'border-line text-ok',
  fair: 'border-warn text-warn',
  poor: 'border-bad text-bad',
  unknown: 'hidden',
}

/** Good, fair or poor in the bar, in words; nothing while nothing is known. */
export function StatsChip({ device, stats }: { device: Device; stats: StatsCapability }) {
  const t = useWords()
  const { level } = useVerdict(device, stats)
  return (
    <span
      id="stats-trail"
      aria-hidden="true"
      data-verdict={level}
      className={classes('rounded-full border px-1.5 text-unit font-medium', tones[level])}
    >
      {level !== 'unknown' && t(`stats.verdict.${level}`)}
    </span>
  )
}
