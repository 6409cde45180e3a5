import { Power } from 'lucide-react'
import { useId, useState } from 'react'
import type { PowerCapability } from '../../devices/capabilities/power'
import { performPower } from '../../session/performPower'
import { useReadable } from '../../session/useReadable'
import { Card } from '../../ui/Card'
import { HoldButton } from '../../ui/HoldButton'
import { useWords } from '../../ui/useWords'
import { formatNumber } from '../../words/format'

interface PressCardProps {
  readonly power: PowerCapability
  readonly range: NonNullable<PowerCapability['pressMs']>
  readonly deviceId: string
}

/** From here on a chipset cuts the power, whatever runs: the ATX specification's four seconds. */
const cutsAfterMs = 4_000

/** The power button held for as long as the operator says: for machines with a mind of their own. */
export function PressCard({ power, range, deviceId }: PressCardProps) {
  const t = useWords()
  const id = useId()
  const { busy } = useReadable(power.state)
  const [ms, setMs] = useState(range.short)
  const seconds = formatNumber(ms / 1000, 1)
  return (
    <Card className="flex flex-col gap-2 p-3" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`} className="font-medium text-ink-2">
        {t('press.title')}
      </h3>
      <div className="flex items-center gap-3">
        <input
          type="range"
          aria-label={t('press.length')}
          aria-valuetext={t('press.seconds', { value: seconds })}
          min={range.min}
          max={range.max}
          step={100}
          value={ms}
          onChange={event => setMs(event.target.valueAsNumber)}
          className="h-row min-w-0 flex-1 accent-accent"
        />
        <output className="w-14 text-end tabular-nums">{t('press.seconds', { value: seconds })}</output>
        <HoldButton
          icon={Power}
          disabled={busy}
          data-action="press-for"
          onHeld={() => void performPower(deviceId, power, 'press-power', { pressMs: ms })}
        >
          {t('press.press')}
        </HoldButton>
      </div>
      <p className="text-ink-3">{t(ms < cutsAfterMs ? 'press.short' : 'press.cuts')}</p>
    </Card>
  )
}
