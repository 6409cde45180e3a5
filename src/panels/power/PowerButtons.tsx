import { Power, PowerOff, RotateCcw } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import {
  destructivePowerActions,
  type PowerAction,
  type PowerCapability,
  type PowerTarget,
  whyPointless,
} from '../../devices/capabilities/power'
import type { Device } from '../../devices/device'
import { nameOfTarget } from '../../session/nameOfTarget'
import { performPower } from '../../session/performPower'
import { useReadable } from '../../session/useReadable'
import { useSetting } from '../../stores/preferences'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { HoldButton } from '../../ui/HoldButton'
import { useWords } from '../../ui/useWords'

const icons = {
  'power-on': Power,
  'power-off': PowerOff,
  'force-off': PowerOff,
  reset: RotateCcw,
  'press-power': Power,
  shutdown: PowerOff,
  reboot: RotateCcw,
} as const satisfies Record<PowerAction, typeof Power>

interface PowerButtonsProps {
  readonly power: PowerCapability
  readonly device: Device
  /** The machine's, for the question before Power off. */
  readonly name: string
  /** Which of several machines it is. */
  readonly target?: PowerTarget | undefined
}

/**
 * The buttons of one machine. One that would do nothing, as its lamp stands, is off and says why. Whoever draws these for
 * another target gives them another key: a button that is held must not become another machine's.
 */
export function PowerButtons({ power, device, name, target }: PowerButtonsProps) {
  const t = useWords()
  const id = useId()
  const state = useReadable(power.state)
  const asksFirst = useSetting('confirmPowerOff').value
  const [isAsking, setAsking] = useState(false)
  const press = (action: PowerAction) => void performPower(device.id, power, action, { target })
  const gentle = power.actions.filter(action => !destructivePowerActions.includes(action))
  const hard = power.actions.filter(action => destructivePowerActions.includes(action))
  const whyOff = (action: PowerAction): string | undefined => {
    if (action === 'press-power') return undefined
    if (state.busy) return t('power.busy')
    const why = whyPointless(action, state)
    return why && t(why === 'on' ? 'power.isOn' : 'power.isOff')
  }
  const shared = (action: PowerAction) => {
    return { icon: icons[action], 'data-action': action, 'aria-describedby': `${id}-${action}` }
  }
  return (
    <>
      {gentle.length > 0 && (
        <Card className="flex flex-col gap-3 p-3" aria-labelledby={`${id}-gentle`}>
          <h3 id={`${id}-gentle`} className="font-medium text-ink-2">
            {t('power.soft')}
          </h3>
          {gentle.map(action => (
            <Line key={action} action={action} id={`${id}-${action}`} why={whyOff(action)}>
              <Button
                {...shared(action)}
                disabled={whyOff(action) !== undefined}
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
            <Line key={action} action={action} id={`${id}-${action}`} why={whyOff(action)}>
              <HoldButton {...shared(action)} disabled={whyOff(action) !== undefined} onHeld={() => press(action)}>
                {t(`power.action.${action}`)}
              </HoldButton>
            </Line>
          ))}
        </Card>
      )}
      <ConfirmDialog
        title={t('power.askTitle', { name: target ? `${nameOfTarget(target)} (${name})` : name })}
        text={t('power.askText')}
        action={t('power.action.power-off')}
        cancel={t('app.cancel')}
        open={isAsking}
        onAnswer={isConfirmed => {
          setAsking(false)
          if (isConfirmed) press('power-off')
        }}
      />
    </>
  )
}

interface LineProps {
  readonly action: PowerAction
  readonly id: string
  /** Why the button is off now. */
  readonly why: string | undefined
  readonly children: ReactNode
}

function Line({ action, id, why, children }: LineProps) {
  const t = useWords()
  return (
    <div className="flex items-center gap-3 [&>button]:w-36 [&>button]:justify-start" title={why}>
      {children}
      <p id={id} className="min-w-0 flex-1 text-ink-3">
        {why ?? t(`power.note.${action}`)}
      </p>
    </div>
  )
}
