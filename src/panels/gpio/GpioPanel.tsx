import { ToggleRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { GpioCapability, GpioItem } from '../../devices/capabilities/gpio'
import type { Device } from '../../devices/device'
import { useReadable } from '../../session/useReadable'
import { Card } from '../../ui/Card'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { MessageView } from '../../ui/MessageView'
import { MoreButton } from '../../ui/MoreButton'
import { useBounded } from '../../ui/useBounded'
import { useWords } from '../../ui/useWords'
import { GpioHistory } from './GpioHistory'
import { GpioRow } from './GpioRow'
import { controlNames } from './rowNames'
import { useGpio } from './useGpio'

interface GpioPanelProps {
  readonly capability: GpioCapability
  readonly device: Device
}

/** Something that waits for a yes. */
interface Asking {
  readonly name: string
  act(): void
}

/** Shown at once: each has its switches. */
const mostRows = 100

/** Inputs, switches and buttons as their owner laid them out, and what changed. */
export function GpioPanel({ capability: gpio, device }: GpioPanelProps) {
  const t = useWords()
  const model = useReadable(gpio.model)
  const { header, rows } = model
  const names = useMemo(() => controlNames(model), [model])
  const channels = useReadable(gpio.channels)
  const history = useReadable(gpio.history)
  const actions = useGpio(device, gpio)
  const [asking, setAsking] = useState<Asking>()
  const bounded = useBounded(rows, mostRows)
  const row = (items: readonly GpioItem[], key: string) => (
    <GpioRow
      key={key}
      items={items}
      names={names}
      channels={channels}
      actions={actions}
      onAsk={(name, act) => setAsking({ name, act })}
    />
  )
  if (rows.length === 0 && header.length === 0) {
    return <MessageView icon={ToggleRight} what={t('gpio.none.what')} cause={t('gpio.none.cause')} />
  }
  return (
    <div className="flex flex-col gap-3">
      <Card className="flex flex-col gap-1 p-3" aria-label={t('gpio.scheme')}>
        {header.length > 0 && <div className="pb-1 text-large font-semibold">{row(header, 'header')}</div>}
        {bounded.shown.map((items, at) => {
          // The model has no names for its rows; their order is what they are.
          const key = `row-${at}`
          return items === null ? <hr key={key} className="my-1 border-line" /> : row(items, key)
        })}
        <MoreButton rest={bounded.rest} next={bounded.next} onMore={bounded.more} />
      </Card>
      <GpioHistory changes={history} model={model} />
      <ConfirmDialog
        title={t('gpio.askTitle', { name: asking?.name ?? '' })}
        text={t('gpio.askText')}
        action={t('gpio.confirm')}
        cancel={t('app.cancel')}
        open={asking !== undefined}
        onAnswer={isSure => {
          setAsking(undefined)
          if (isSure) asking?.act()
        }}
      />
    </div>
  )
}
