import { useState } from 'react'
import { useStore } from 'zustand'
import type { PowerCapability, PowerState, PowerTarget } from '../../devices/capabilities/power'
import type { Device } from '../../devices/device'
import { nameOfTarget } from '../../session/nameOfTarget'
import { useCapability } from '../../session/useCapability'
import { useMaybe } from '../../session/useMaybe'
import { useReadable } from '../../session/useReadable'
import { actions } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Lamp, type LampState } from '../../ui/Lamp'
import { useWords } from '../../ui/useWords'
import { formatTime } from '../../words/format'
import { PowerButtons } from './PowerButtons'
import { PressCard } from './PressCard'
import { WakeCard } from './WakeCard'

interface PowerPanelProps {
  readonly capability: PowerCapability
  readonly device: Device
  readonly name: string
}

/** The lamps and buttons of the machine that is shown, those of others behind the same device, and the last press. */
export function PowerPanel({ capability, device, name }: PowerPanelProps) {
  const t = useWords()
  const targets = useMaybe(capability.targets)
  const shown = targets?.shown
  const power = shown?.power ?? capability
  const wake = useCapability(device, 'wake')
  const last = useStore(actions, ({ done }) => done.findLast(action => action.deviceId === device.id))
  const others = targets?.all.filter(({ id }) => id !== shown?.id) ?? []
  return (
    <div className="flex flex-col gap-3">
      {targets && targets.all.length > 0 && (
        <h3 className="font-semibold" translate={shown ? 'no' : undefined}>
          {shown ? nameOfTarget(shown) : t('power.ownHeader')}
        </h3>
      )}
      {!power.isSilent && <Lamps power={power} />}
      <PowerButtons key={shown?.id ?? ''} power={power} device={device} name={name} target={shown} />
      {capability.pressMs && <PressCard power={capability} range={capability.pressMs} deviceId={device.id} />}
      {others.length > 0 && (
        <Card className="flex flex-col p-3" aria-label={t('power.others')}>
          <h3 className="font-medium text-ink-2">{t('power.others')}</h3>
          <ul>
            {others.map(target => (
              <OtherTarget key={target.id} target={target} device={device} name={name} />
            ))}
          </ul>
        </Card>
      )}
      {wake && <WakeCard wake={wake} device={device} />}
      <p role="status" className="min-h-5 text-ink-2">
        {last &&
          (last.result
            ? t('action.atWithResult', { what: last.text, time: formatTime(last.atMs), result: last.result })
            : t('action.at', { what: last.text, time: formatTime(last.atMs) }))}
      </p>
    </div>
  )
}

interface OtherTargetProps {
  readonly target: PowerTarget
  readonly device: Device
  readonly name: string
}

/** One of the machines that are not shown: its lamp, and its buttons for whoever opens them. */
function OtherTarget({ target, device, name }: OtherTargetProps) {
  const t = useWords()
  const { power, busy } = useReadable(target.power.state)
  const [isOpen, setOpen] = useState(false)
  const label = nameOfTarget(target)
  return (
    <li className="flex flex-col gap-2" data-target={target.id}>
      <div className="flex min-h-row items-center gap-3">
        <Lamp state={busy ? 'busy' : power} />
        <span translate="no" className="min-w-0 flex-1 truncate">
          {label}
        </span>
        <span className="text-ink-3">{t(busy ? 'power.isBusy' : `power.${power}`)}</span>
        <Button
          tone="quiet"
          aria-label={t('power.buttonsOf', { name: label })}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {t('power.buttons')}
        </Button>
      </div>
      {isOpen && (
        <section aria-label={label} className="flex flex-col gap-3 pb-3">
          <PowerButtons power={target.power} device={device} name={name} target={target} />
        </section>
      )}
    </li>
  )
}

function Lamps({ power }: { power: PowerCapability }) {
  const t = useWords()
  const state: PowerState = useReadable(power.state)
  const disk: LampState = state.diskLed === undefined ? 'unknown' : state.diskLed ? 'on' : 'off'
  return (
    <Card className="flex flex-col gap-2 p-3">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        <dt className="text-ink-3">{t('power.lamp')}</dt>
        <dd className="flex items-center gap-2 font-medium">
          <Lamp state={state.power} />
          {t(`power.${state.power}`)}
        </dd>
        <dt className="text-ink-3">{t('power.disk')}</dt>
        <dd className="flex items-center gap-2 font-medium">
          <Lamp state={disk} />
          {t(disk === 'unknown' ? 'power.unknown' : disk === 'on' ? 'power.active' : 'power.quiet')}
        </dd>
      </dl>
      {state.busy && (
        <p className="flex items-center gap-2 text-ink-2">
          <Lamp state="busy" />
          {t('power.busy')}
        </p>
      )}
    </Card>
  )
}
