import { Power, PowerOff, RotateCcw } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useStore } from 'zustand'
import {
  destructivePowerActions,
  type PowerAction,
  type PowerCapability,
  type PowerState,
} from '../../devices/capabilities/power'
import type { Device } from '../../devices/device'
import { performPower } from '../../session/performPower'
import { useCapability } from '../../session/useCapability'
import { useReadable } from '../../session/useReadable'
import { actions } from '../../stores/actions'
import { useSetting } from '../../stores/preferences'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { HoldButton } from '../../ui/HoldButton'
import { Lamp, type LampState } from '../../ui/Lamp'
import { useWords } from '../../ui/useWords'
import { formatTime } from '../../words/format'
import { PressCard } from './PressCard'
import { WakeCard } from './WakeCard'

const icons = {
  'power-on': Power,
  'power-off': PowerOff,
  'force-off': PowerOff,
  reset: RotateCcw,
  'press-power': Power,
  shutdown: PowerOff,
  reboot: RotateCcw,
} as const satisfies Record<PowerAction, typeof Power>

interface PowerPanelProps {
  readonly capability: PowerCapability
  readonly device: Device
  readonly name: string
}

/** The machine's lamps and buttons, and what came of the last press. */
export function PowerPanel({ capability, device, name }: PowerPanelProps) {
  const t = useWords()
  const id = useId()
  const state = useReadable(capability.state)
  const asksFirst = useSetting('confirmPowerOff').value
  const [isAsking, setAsking] = useState(false)
  const wake = useCapability(device, 'wake')
  const last = useStore(actions, ({ done }) => done.findLast(action => action.deviceId === device.id))
  const press = (action: PowerAction) => void performPower(device.id, capability, action)
  const gentle = capability.actions.filter(action => !destructivePowerActions.includes(action))
  const hard = capability.actions.filter(action => destructivePowerActions.includes(action))
  return (
    <div className="flex flex-col gap-3">
      {!capability.isSilent && <Lamps state={state} />}
      {gentle.length > 0 && (
        <Card className="flex flex-col gap-3 p-3" aria-labelledby={`${id}-gentle`}>
          <h3 id={`${id}-gentle`} className="font-medium text-ink-2">
            {t('power.soft')}
          </h3>
          {gentle.map(action => (
            <Line key={action} action={action} id={`${id}-${action}`}>
              <Button
                icon={icons[action]}
                data-action={action}
                disabled={state.busy}
                aria-describedby={`${id}-${action}`}
                onClick={() => (action === 'power-off' && asksFirst ? setAsking(true) : press(action))}
              >
                {t(`power.action.${action}`)}
              </Button>
            </Line>
          ))}
        </Card>
      )}
      {hard.length > 0 && (
        <Card className="flex flex-col gap-3 p-3" aria-labelledby={`${id}-hard`}>
          <h3 id={`${id}-hard`} className="font-medium text-ink-2">
            {t('power.hard')}
          </h3>
          {hard.map(action => (
            <Line key={action} action={action} id={`${id}-${action}`}>
              <HoldButton icon={icons[action]} data-action={action} disabled={state.busy} onHeld={() => press(action)}>
                {t(`power.action.${action}`)}
              </HoldButton>
            </Line>
          ))}
        </Card>
      )}
      {capability.pressMs && <PressCard power={capability} range={capability.pressMs} deviceId={device.id} />}
      {wake && <WakeCard wake={wake} device={device} />}
      <p role="status" className="min-h-5 text-ink-2">
        {last &&
          (last.result
            ? t('action.atWithResult', { what: last.text, time: formatTime(last.atMs), result: last.result })
            : t('action.at', { what: last.text, time: formatTime(last.atMs) }))}
      </p>
      <ConfirmDialog
        title={t('power.askTitle', { name })}
        text={t('power.askText')}
        action={t('power.action.power-off')}
        cancel={t('app.cancel')}
        open={isAsking}
        onAnswer={isConfirmed => {
          setAsking(false)
          if (isConfirmed) press('power-off')
        }}
      />
    </div>
  )
}

function Line({ action, id, children }: { action: PowerAction; id: string; children: ReactNode }) {
  const t = useWords()
  return (
    <div className="flex items-center gap-3 [&>button]:w-32 [&>button]:justify-start">
      {children}
      <p id={id} className="min-w-0 flex-1 text-ink-3">
        {t(`power.note.${action}`)}
      </p>
    </div>
  )
}

function Lamps({ state }: { state: PowerState }) {
  const t = useWords()
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
