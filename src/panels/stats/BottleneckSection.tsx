import { useEffect } from 'react'
import type { BottleneckSample, LiveSource } from '../../devices/capabilities/stats'
import { useReadable } from '../../session/useReadable'
import { MoreButton } from '../../ui/MoreButton'
import { useBounded } from '../../ui/useBounded'
import type { ChartBand, ChartGroup } from '../../ui/useChartGroup'
import { useWords } from '../../ui/useWords'
import { formatNumber } from '../../words/format'
import { bottleneckHistory, type ConnectionHistory } from './bottleneckHistory'
import { ChartCard } from './ChartCard'
import { Section } from './Section'

/** KasmVNC's scale: 10 = no constraint. */
const bands: readonly ChartBand[] = [
  { from: 0, to: 4, tone: 'bad' },
  { from: 4, to: 7, tone: 'warn' },
  { from: 7, to: 10, tone: 'ok' },
]
/** The source is asked every 5 s. */
const gapAfterMs = 12_000
/** Two charts each. */
const mostConnections = 8
const format = (value: number) => formatNumber(value, 1)

/** Which side is slow, as the machine sees it: processor and network, for each connection it knows. */
export function BottleneckSection({
  source,
  group,
}: {
  source: LiveSource<readonly BottleneckSample[]>
  group: ChartGroup
}) {
  const t = useWords()
  const histories = useReadable(bottleneckHistory(source))
  const { shown, rest, next, more } = useBounded(histories, mostConnections)
  useReadable(source.latest)
  useEffect(() => source.follow(), [source])
  useEffect(() => source.latest.subscribe(() => group.touch()), [source, group])
  return (
    <Section title={t('stats.bottleneck.title')} note={t('stats.bottleneck.note')}>
      {histories.length === 0 && <p className="text-ink-3">{t('stats.none')}</p>}
      {shown.map(history => (
        <Connection key={`${history.user}/${history.connection}`} history={history} group={group} />
      ))}
      <MoreButton rest={rest} next={next} onMore={more} />
    </Section>
  )
}

function Connection({ history, group }: { history: ConnectionHistory; group: ChartGroup }) {
  const t = useWords()
  const who = history.connection === 'this' ? t('stats.bottleneck.ours') : history.connection
  const name = history.user === undefined ? who : `${history.user}, ${who}`
  const isStill = Number.isNaN(history.cpuNow.latest()?.value)
  return (['cpu', 'network'] as const).map((side, i) => (
    <ChartCard
      key={side}
      id={`${side}-${history.user ?? ''}-${history.connection}`}
      group={group}
      title={t(`stats.bottleneck.${side}`)}
      of={name}
      note={isStill ? t('stats.bottleneck.still') : ''}
      lines={[
        { ring: history[`${side}Now`], color: i + 1, label: t('stats.line.now') },
        { ring: history[`${side}Average`], color: i + 1, dashed: true, label: t('stats.line.average') },
      ]}
      topAtLeast={10}
      bands={bands}
      gapAfterMs={gapAfterMs}
      format={format}
      formatAxis={value => formatNumber(value)}
    />
  ))
}
