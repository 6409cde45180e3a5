import { useEffect, useMemo } from 'react'
import type { OwnSeries, OwnStats, StatsCapability } from '../../devices/capabilities/stats'
import type { Device } from '../../devices/device'
import { type Mark, marksOf } from '../../session/marks'
import { useReadable } from '../../session/useReadable'
import { useVerdict } from '../../session/useVerdict'
import { saveFile } from '../../ui/saveFile'
import { type ChartGroup, type ChartMark, useChartGroup } from '../../ui/useChartGroup'
import { useWords } from '../../ui/useWords'
import type { WordKey } from '../../words/catalogue'
import { t } from '../../words/words'
import { BottleneckSection } from './BottleneckSection'
import { bottleneckHistory } from './bottleneckHistory'
import { ChartCard } from './ChartCard'
import { HealthSection, MetricsSection, StreamSection } from './DeviceSections'
import { type ExportedSeries, statsCsv } from './exportStats'
import { FramesSection } from './FramesSection'
import { ownCharts } from './ownCharts'
import { Rectangles } from './Rectangles'
import { Section } from './Section'
import { TimeControls } from './TimeControls'
import { VerdictCard } from './VerdictCard'

interface StatsPanelProps {
  readonly capability: StatsCapability
  readonly device: Device
  readonly name: string
}

const firstSpanMs = 120_000
/** By then a server that answers probes has answered one. */
const secondsToMeasure = 5
/** Own samples come once a second; a hidden page is given fewer. */
const gapAfterMs = 3_500

/** Good, fair or poor in words, and the charts behind it: ours for every machine, more where the machine tells more. */
export function StatsPanel({ capability: stats, device, name }: StatsPanelProps) {
  const group = useChartGroup(firstSpanMs)
  const { own, bottleneck, measureFrame, stream, health, metrics } = stats
  const verdict = useVerdict(device, stats, true)
  const { overdueMs } = useReadable(own.latest)
  const marks = useMarks(device, group)
  useEffect(() => own.latest.subscribe(() => group.touch()), [own, group])
  const save = () => saveFile(fileName(name), 'text/csv', statsCsv(exported(stats), marks))
  return (
    <div className="flex flex-col gap-3">
      <VerdictCard verdict={verdict} overdueMs={overdueMs} />
      <TimeControls group={group} onSave={save} />
      <OwnSection own={own} group={group} />
      {bottleneck && <BottleneckSection source={bottleneck} group={group} />}
      {measureFrame && <FramesSection stats={stats} measure={measureFrame} deviceId={device.id} />}
      {stream && <StreamSection stream={stream} />}
      {health && <HealthSection health={health} />}
      <Rectangles own={own} />
      {metrics && <MetricsSection read={metrics} deviceId={device.id} />}
    </div>
  )
}

function OwnSection({ own, group }: { own: OwnStats; group: ChartGroup }) {
  const t = useWords()
  const latest = useReadable(own.latest)
  // A round trip is measured every other second, and is missing while its answer is.
  const whyAbsent = (id: OwnSeries, absent: WordKey): WordKey => {
    if (id !== 'roundTripMs') return absent
    if (latest.overdueMs !== undefined) return 'stats.overdue'
    return own.series.fps.length < secondsToMeasure ? 'stats.none' : absent
  }
  return (
    <Section title={t('stats.own')}>
      {ownCharts.map(({ id, lines, absent, hasOwnUnit, ...chart }) => (
        <ChartCard
          key={id}
          id={id}
          group={group}
          title={t(`stats.series.${id}.title`)}
          {...(!hasOwnUnit && { unit: t(`stats.series.${id}.unit`) })}
          note={absent && latest[id] === undefined ? t(whyAbsent(id, absent)) : t(`stats.series.${id}.note`)}
          lines={lines.map((line, i) => ({
            ring: own.series[line],
            color: i + 1,
            dashed: i > 0,
            ...((line === 'decodeMs' || line === 'paintMs') && { label: t(`stats.line.${line}`) }),
          }))}
          gapAfterMs={gapAfterMs}
          {...chart}
        />
      ))}
    </Section>
  )
}

/** What happened, as the charts and the table tell it. */
function useMarks(device: Device, group: ChartGroup): readonly ChartMark[] {
  const words = useWords()
  const happened = useReadable(marksOf(device))
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language has other words
  const marks = useMemo(() => happened.map(markOf), [happened, words])
  useEffect(() => group.setMarks(marks), [group, marks])
  return marks
}

const tuned = ['quality', 'compression', 'preset', 'source', 'fps', 'bitrate'] as const

function markOf(mark: Mark): ChartMark {
  const { atMs } = mark
  switch (mark.kind) {
    case 'connected':
    case 'lost':
      return { atMs, label: t(`stats.mark.${mark.kind}`), tone: mark.kind === 'lost' ? 'bad' : 'plain' }
    case 'size':
      return { atMs, label: t('stats.mark.size', { width: mark.widthPx, height: mark.heightPx }), tone: 'plain' }
    case 'changed': {
      const what = t(`stats.tuned.${tuned.find(id => id === mark.id) ?? 'other'}`)
      return { atMs, label: t('stats.mark.changed', { what, value: mark.value }), tone: 'plain' }
    }
  }
}

function exported({ own, bottleneck }: StatsCapability): readonly ExportedSeries[] {
  const ours = Object.entries(own.series).map(([name, ring]) => ({ name, ring }))
  const theirs = bottleneck ? bottleneckHistory(bottleneck).getState() : []
  return [
    ...ours,
    ...theirs.flatMap(({ connection, user, ...rings }) =>
      Object.entries(rings).map(([name, ring]) => ({ name: [name, user, connection].filter(Boolean).join(' '), ring })),
    ),
  ]
}

function fileName(name: string): string {
  return `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}-stats-${new Date().toISOString().replaceAll(':', '.')}.csv`
}
