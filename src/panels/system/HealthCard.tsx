import type { HealthState } from '../../devices/capabilities/stats'
import type { Readable } from '../../lib/readable'
import { useReadable } from '../../session/useReadable'
import { Card } from '../../ui/Card'
import { Lamp } from '../../ui/Lamp'
import { Meter } from '../../ui/Meter'
import { useWords } from '../../ui/useWords'
import { formatBytes, formatNumber } from '../../words/format'
import { isWordKey } from '../../words/isWordKey'

/** A Raspberry Pi lowers its clock from here on, °C. */
const hotCelsius = 80

/** Temperature, load, memory, and what the device warns of, now and before. */
export function HealthCard({ health }: { health: Readable<HealthState> }) {
  const t = useWords()
  const { cpuPercent, cpuCelsius, memoryUsedBytes, memoryTotalBytes, warnings } = useReadable(health)
  return (
    <Card className="flex flex-col gap-3 p-3" aria-label={t('system.health')}>
      <h3 className="font-medium text-ink-2">{t('system.health')}</h3>
      {cpuCelsius !== undefined && (
        <Line
          label={t('system.temperature')}
          share={cpuCelsius / 100}
          text={t('system.celsius', { value: formatNumber(cpuCelsius, 1) })}
          isBad={cpuCelsius >= hotCelsius}
        />
      )}
      {cpuPercent !== undefined && (
        <Line
          label={t('system.cpu')}
          share={cpuPercent / 100}
          text={t('system.percent', { value: formatNumber(cpuPercent) })}
          isBad={cpuPercent >= 95}
        />
      )}
      {memoryUsedBytes !== undefined && memoryTotalBytes !== undefined && (
        <Line
          label={t('system.memory')}
          share={memoryUsedBytes / memoryTotalBytes}
          text={t('system.memoryOf', { used: formatBytes(memoryUsedBytes), total: formatBytes(memoryTotalBytes) })}
          isBad={memoryUsedBytes / memoryTotalBytes >= 0.95}
        />
      )}
      <ul className="flex flex-col gap-1">
        {warnings.length === 0 && (
          <li className="flex items-center gap-2 text-ink-2">
            <Lamp state="off" />
            {t('system.fine')}
          </li>
        )}
        {warnings.map(({ what, now }) => {
          const key = `system.warning.${what}`
          return (
            <li key={what} className="flex items-center gap-2">
              <Lamp state={now ? 'bad' : 'on'} tone={now ? 'bad' : 'warn'} />
              <span className="font-medium">{isWordKey(key) ? t(key) : what}</span>
              <span className="text-ink-2">{now ? t('system.now') : t('system.before')}</span>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

function Line({ label, share, text, isBad }: { label: string; share: number; text: string; isBad: boolean }) {
  return (
    <div className="flex flex-col gap-1">
      <p className="flex justify-between">
        <span className="text-ink-2">{label}</span>
        <span className="font-medium tabular-nums">{text}</span>
      </p>
      <Meter label={label} share={share} text={text} tone={isBad ? 'bad' : 'accent'} />
    </div>
  )
}
