import { useMemo, useRef } from 'react'
import { useReadable } from '../../session/useReadable'
import { Card } from '../../ui/Card'
import { ChartView } from '../../ui/ChartView'
import { classes } from '../../ui/classes'
import type { ChartBand, ChartGroup, ChartLine } from '../../ui/useChartGroup'
import { useWords } from '../../ui/useWords'
import { formatTime } from '../../words/format'

export interface ChartCardProps {
  readonly id: string
  readonly group: ChartGroup
  readonly title: string
  readonly unit?: string
  /** Whose it is, in the machine's own words, where several charts share a title. */
  readonly of?: string
  readonly note: string
  readonly lines: readonly (ChartLine & { readonly label?: string })[]
  readonly topAtLeast: number
  readonly bands?: readonly ChartBand[]
  readonly gapAfterMs: number
  format(value: number): string
  formatAxis(value: number): string
}

const heightPx = 92

/** One idea: its name, the value now or where somebody points, one sentence, and the line it drew. */
export function ChartCard(props: ChartCardProps) {
  const { id, group, title, unit, of, note, lines, format } = props
  const t = useWords()
  const pointedAtMs = useReadable(group.pointedAtMs)
  // What a chart is made of stays the same; only the words around it change with the language.
  const fixed = useRef(props)
  const options = useMemo(() => {
    const { lines, topAtLeast, bands, gapAfterMs, formatAxis } = fixed.current
    return { lines, topAtLeast, gapAfterMs, heightPx, formatValue: formatAxis, formatTime, ...(bands && { bands }) }
  }, [])
  const values = lines.map(({ ring }) =>
    pointedAtMs === undefined ? ring.latest()?.value : ring.near(pointedAtMs, props.gapAfterMs)?.value,
  )
  const textOf = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? undefined : format(value))
  const first = textOf(values[0])
  return (
    <Card className="flex flex-col gap-1 p-3 pb-2" aria-labelledby={`chart-${id} chart-${id}-of`} data-series={id}>
      <div className="flex items-baseline gap-2">
        <h4 id={`chart-${id}`} className="font-medium text-ink-2">
          {title}
        </h4>
        {pointedAtMs !== undefined && (
          <span className="text-small text-ink-3 tabular-nums">{t('stats.at', { time: formatTime(pointedAtMs) })}</span>
        )}
        <span className="flex-1" />
        <span className={classes('tabular-nums', first ? 'text-large font-semibold' : 'text-ink-3')}>
          {first ?? t('stats.gap')}
        </span>
        {unit && first && <span className="text-unit text-ink-3">{unit}</span>}
      </div>
      {of !== undefined && (
        <p id={`chart-${id}-of`} translate="no" className="truncate text-small text-ink-2">
          {of}
        </p>
      )}
      <p className="text-small text-ink-3 empty:hidden">{note}</p>
      <ChartView
        group={group}
        options={options}
        label={t('stats.chartLabel', { title, value: [first ?? t('stats.gap'), unit].filter(Boolean).join(' ') })}
      />
      {lines.length > 1 && (
        <ul className="flex flex-wrap gap-x-4 text-small text-ink-2">
          {lines.map(({ label, color, dashed }, i) => (
            <li key={label} className="flex items-center gap-1.5">
              <svg width="16" height="2" aria-hidden="true">
                <line
                  x2="16"
                  y1="1"
                  y2="1"
                  strokeWidth="2"
                  strokeDasharray={dashed ? '4 3' : undefined}
                  style={{ stroke: `var(--series-${color})` }}
                />
              </svg>
              {label}
              <span className="text-ink-3 tabular-nums">{textOf(values[i]) ?? '–'}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
