import { useState } from 'react'
import type { HealthState, StatsCapability, StreamState } from '../../devices/capabilities/stats'
import type { Readable } from '../../lib/readable'
import { tellFailure } from '../../session/tellFailure'
import { useReadable } from '../../session/useReadable'
import { Button } from '../../ui/Button'
import { LongText } from '../../ui/LongText'
import { useWords } from '../../ui/useWords'
import { formatNumber } from '../../words/format'
import { Facts } from './Facts'
import { Section } from './Section'

/** The state of the stream as a PiKVM or NanoKVM tells it. */
export function StreamSection({ stream }: { stream: Readable<StreamState> }) {
  const t = useWords()
  const { mode, online, capturedFps, sentFps, viewers, hdmi, problem } = useReadable(stream)
  const fps = (value: number | undefined) =>
    value === undefined ? undefined : t('status.fps', { value: formatNumber(value, 1) })
  return (
    <Section title={t('stats.stream.title')}>
      <Facts
        facts={[
          [
            t('stats.stream.mode'),
            <span key="mode" translate="no">
              {mode}
            </span>,
          ],
          [t('stats.stream.online'), t(online ? 'stats.stream.isOnline' : 'stats.stream.isOffline')],
          [t('stats.stream.captured'), fps(capturedFps)],
          [t('stats.stream.sent'), fps(sentFps)],
          [t('stats.stream.viewers'), viewers === undefined ? undefined : formatNumber(viewers)],
          [t('stats.stream.hdmi'), hdmi && t(`stats.stream.hdmiState.${hdmi}`)],
          [t('stats.stream.problem'), problem],
        ]}
      />
    </Section>
  )
}

const megabyte = 1024 * 1024

/** How the device itself is: load, temperature, memory, and what it warns of. */
export function HealthSection({ health }: { health: Readable<HealthState> }) {
  const t = useWords()
  const { cpuPercent, cpuCelsius, memoryUsedBytes, memoryTotalBytes, warnings } = useReadable(health)
  const percent = (value: number | undefined) =>
    value === undefined ? undefined : t('stats.health.percent', { value: formatNumber(value) })
  const memory =
    memoryUsedBytes === undefined || memoryTotalBytes === undefined
      ? undefined
      : t('stats.health.memoryOf', {
          used: formatNumber(memoryUsedBytes / megabyte),
          total: formatNumber(memoryTotalBytes / megabyte),
        })
  return (
    <Section title={t('stats.health.title')}>
      <Facts
        facts={[
          [t('stats.health.cpu'), percent(cpuPercent)],
          [
            t('stats.health.temperature'),
            cpuCelsius === undefined ? undefined : t('stats.health.celsius', { value: formatNumber(cpuCelsius, 1) }),
          ],
          [t('stats.health.memory'), memory],
          ...warnings.map(
            ({ what, now }) =>
              [
                what,
                <span key={what} className={now ? 'text-bad' : 'text-warn'}>
                  {t(now ? 'stats.health.now' : 'stats.health.earlier')}
                </span>,
              ] as const,
          ),
        ]}
      />
      {warnings.length === 0 && <p className="text-ink-3">{t('stats.health.fine')}</p>}
    </Section>
  )
}

/** The device's own metrics, read when asked for. */
export function MetricsSection({
  read,
  deviceId,
}: {
  read: NonNullable<StatsCapability['metrics']>
  deviceId: string
}) {
  const t = useWords()
  const [text, setText] = useState<string>()
  const load = () =>
    void read().then(setText, (error: unknown) => tellFailure(deviceId, t('stats.metrics.failed'), error))
  return (
    <Section title={t('stats.metrics.title')}>
      <Button className="self-start" onClick={load}>
        {t('stats.metrics.load')}
      </Button>
      {text !== undefined && (
        <LongText label={t('stats.metrics.title')} text={text} fileName={`${deviceId}-metrics.txt`} rows={12} />
      )}
    </Section>
  )
}
