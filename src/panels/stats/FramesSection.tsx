import { Timer } from 'lucide-react'
import { useState } from 'react'
import type { FrameStages, StatsCapability } from '../../devices/capabilities/stats'
import { tellFailure } from '../../session/tellFailure'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { useWords } from '../../ui/useWords'
import { formatNumber } from '../../words/format'
import { Section } from './Section'

interface Measured {
  readonly newest: FrameStages
  readonly worst: FrameStages
}

/** Kept while the console is open, as the charts' rings are. */
const measured = new WeakMap<StatsCapability, Measured>()

export interface FramesSectionProps {
  readonly stats: StatsCapability
  readonly measure: NonNullable<StatsCapability['measureFrame']>
  readonly deviceId: string
}

/** The stages of one frame as the machine measures them, on demand; the slowest one is kept beside the newest. */
export function FramesSection({ stats, measure, deviceId }: FramesSectionProps) {
  const t = useWords()
  const [isMeasuring, setMeasuring] = useState(false)
  const [frames, setFrames] = useState(() => measured.get(stats))
  const run = async () => {
    setMeasuring(true)
    try {
      const newest = await measure('auto')
      const before = measured.get(stats)?.worst
      const next = { newest, worst: before && totalMs(before) > totalMs(newest) ? before : newest }
      measured.set(stats, next)
      setFrames(next)
    } catch (error) {
      tellFailure(deviceId, t('stats.frames.failed'), error)
    }
    setMeasuring(false)
  }
  return (
    <Section title={t('stats.frames.title')} note={t('stats.frames.note')}>
      <Button icon={Timer} className="self-start" disabled={isMeasuring} onClick={() => void run()}>
        {isMeasuring ? t('stats.frames.measuring') : t('stats.frames.measure')}
      </Button>
      {frames && <Frame title={t('stats.frames.newest')} frame={frames.newest} />}
      {frames && frames.worst !== frames.newest && <Frame title={t('stats.frames.worst')} frame={frames.worst} />}
    </Section>
  )
}

function Frame({ title, frame }: { title: string; frame: FrameStages }) {
  const t = useWords()
  const sum = frame.stages.reduce((total, { ms }) => total + ms, 0) || 1
  const ms = (value: number) => formatNumber(value, 1)
  return (
    <Card className="flex flex-col gap-2 p-3">
      <h4 className="font-medium text-ink-2">{title}</h4>
      <p className="text-small text-ink-3 tabular-nums">
        {t('stats.frames.total', {
          value: ms(totalMs(frame)),
          width: frame.widthPx,
          height: frame.heightPx,
          percent: formatNumber(frame.changedPercent, 1),
        })}
      </p>
      <div className="flex h-3 overflow-hidden rounded-inner" aria-hidden="true">
        {frame.stages.map(({ name, ms }, i) => (
          <span
            key={name}
            style={{ width: `${(ms / sum) * 100}%`, background: `var(--series-${(i % 6) + 1})` }}
            className="border-e border-raised last:border-e-0"
          />
        ))}
      </div>
      <ul className="flex flex-col gap-1">
        {frame.stages.map(({ name, ms: value, count, areaPx }, i) => (
          <li key={name} className="flex items-baseline gap-2">
            <span
              aria-hidden="true"
              className="size-2 shrink-0 rounded-full"
              style={{ background: `var(--series-${(i % 6) + 1})` }}
            />
            <span translate="no">{t('stats.frames.stage', { name, value: ms(value) })}</span>
            {count !== undefined && (
              <span className="text-small text-ink-3">
                {t('stats.frames.count', { count, area: formatNumber(areaPx ?? 0) })}
              </span>
            )}
          </li>
        ))}
        {frame.clients.map(({ client, ms: value }) => (
          <li key={client} className="ps-4 text-ink-2" translate="no">
            {t('stats.frames.client', { client, value: ms(value) })}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function totalMs(frame: FrameStages): number {
  return frame.serverMs + Math.max(0, ...frame.clients.map(({ ms }) => ms))
}
