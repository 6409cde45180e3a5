import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import type { Verdict } from '../../session/verdict'
import { Card } from '../../ui/Card'
import { classes } from '../../ui/classes'
import { useWords } from '../../ui/useWords'
import { formatSpan } from '../../words/format'

const looks = {
  good: { icon: CircleCheck, tone: 'text-ok' },
  fair: { icon: TriangleAlert, tone: 'text-warn' },
  poor: { icon: CircleAlert, tone: 'text-bad' },
  unknown: { icon: CircleDashed, tone: 'text-ink-3' },
} as const

export interface VerdictCardProps {
  readonly verdict: Verdict
  /** For how long an answer has been due. */
  readonly overdueMs?: number | undefined
}

/** The verdict in words, above the charts that are behind it. What changes every second is not read out every second. */
export function VerdictCard({ verdict, overdueMs }: VerdictCardProps) {
  const t = useWords()
  const { icon: Icon, tone } = looks[verdict.level]
  return (
    <Card className="flex items-start gap-3 p-3" data-verdict={verdict.level} data-cause={verdict.cause}>
      <Icon size={20} strokeWidth={1.75} aria-hidden="true" className={classes('mt-0.5 shrink-0', tone)} />
      <div role="status">
        <h3 className="text-large font-semibold">{t(`stats.verdict.${verdict.level}`)}</h3>
        <p className="text-ink-2">{t(`stats.why.${verdict.cause}`)}</p>
      </div>
      {overdueMs !== undefined && (
        <span className="ms-auto shrink-0 text-warn tabular-nums">
          {t('status.overdue', { span: formatSpan(overdueMs) })}
        </span>
      )}
    </Card>
  )
}
