import type { GpioChange, GpioModel } from '../../devices/capabilities/gpio'
import { Card } from '../../ui/Card'
import { Lamp } from '../../ui/Lamp'
import { useWords } from '../../ui/useWords'
import { formatTime } from '../../words/format'
import { nameOfChannel } from './rowNames'

const shown = 50

/** What changed, newest first. */
export function GpioHistory({ changes, model }: { changes: readonly GpioChange[]; model: GpioModel }) {
  const t = useWords()
  return (
    <Card className="flex flex-col p-3" aria-label={t('gpio.history')}>
      <h3 className="pb-1 font-medium text-ink-2">{t('gpio.history')}</h3>
      {changes.length === 0 && <p className="text-ink-3">{t('gpio.noChanges')}</p>}
      <ul>
        {changes
          .slice(-shown)
          .toReversed()
          .map(({ atMs, channel, on }) => (
            <li key={`${atMs} ${channel} ${on}`} className="flex items-center gap-3 py-0.5">
              <time dateTime={new Date(atMs).toISOString()} className="font-mono text-ink-3">
                {formatTime(atMs)}
              </time>
              <Lamp state={on ? 'on' : 'off'} />
              <span translate="no" className="min-w-0 flex-1 truncate">
                {nameOfChannel(model, channel)}
              </span>
              <span className="text-ink-2">{on ? t('gpio.on') : t('gpio.off')}</span>
            </li>
          ))}
      </ul>
    </Card>
  )
}
