import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import type { Verdict } from '../../session/verdict'
import { Card } from '../../ui/Card'
import { classes } from '../../ui/classes'
import { useWords } from '../../ui/useWords'

const looks = {
  good: { icon: CircleCheck, tone: 'text-ok' },
  fair: { icon: TriangleAlert, tone: 'text-warn' },
  poor: { icon: CircleAlert, tone: 'text-bad' },
  unknown: { icon: CircleDashed, tone: 'text-ink-3' },
} as const

/** The verdict in words, above the charts that are behind it. */
export function VerdictCard({ verdict }: { verdict: Verdict }) {
  const t = useWords()
  const { icon: Icon, tone } = looks[verdict.level]
  return (
    <Card className="flex items-start gap-3 p-3" data-verdict={verdict.level} data-cause={verdict.cause}>
      <Icon size={20} strokeWidth={1.75} aria-hidden="true" className={classes('mt-0.5 shrink-0', tone)} />
      <div role="status">
        <h3 className="text-large font-semibold">{t(`stats.verdict.${verdict.level}`)}</h3>
        <p className="text-ink-2">{t(`stats.why.${verdict.cause}`)}</p>
      </div>
    </Card>
  )
}
