import { useQuery } from '@tanstack/react-query'
import { CircleAlert, RefreshCw } from 'lucide-react'
import type { SystemAction, SystemCapability, SystemFact } from '../../devices/capabilities/system'
import type { Device } from '../../devices/device'
import { failureWords } from '../../session/failureWords'
import { queries } from '../../session/queries'
import { tellFailure } from '../../session/tellFailure'
import { useCapability } from '../../session/useCapability'
import { recordAction } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { HoldButton } from '../../ui/HoldButton'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { useWords } from '../../ui/useWords'
import { isWordKey } from '../../words/isWordKey'
import { HealthCard } from './HealthCard'
import { PortsCard } from './PortsCard'

interface DeviceViewProps {
  readonly system: SystemCapability
  readonly device: Device
}

/** What the device is, how it does, its ports, and what it can be told to do. */
export function DeviceView({ system, device }: DeviceViewProps) {
  const t = useWords()
  const facts = useQuery({ queryKey: [device.id, 'system'], queryFn: ({ signal }) => system.facts(signal) }, queries)
  const health = useCapability(device, 'stats')?.health
  return (
    <>
      <Card className="flex flex-col gap-2 p-3" aria-label={t('system.about')}>
        <div className="flex items-center justify-between">
          <h3 className="font-medium text-ink-2">{t('system.about')}</h3>
          <IconButton
            icon={RefreshCw}
            label={t('system.refresh')}
            tipSide="end"
            disabled={facts.isFetching}
            onClick={() => void facts.refetch()}
          />
        </div>
        {facts.error && <MessageView icon={CircleAlert} {...failureWords(facts.error)} />}
        {!facts.error && !facts.data && <div className="h-40 animate-late rounded-inner bg-surface" />}
        {facts.data && <Facts facts={facts.data} />}
      </Card>
      {health && <HealthCard health={health} />}
      {system.ports && <PortsCard ports={system.ports} device={device} />}
      <Actions system={system} device={device} />
      {system.left && <p className="text-ink-3">{t(`system.left.${system.left}`)}</p>}
    </>
  )
}

function Facts({ facts }: { facts: readonly SystemFact[] }) {
  const t = useWords()
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
      {facts.map(({ id, value }) => {
        const key = `system.fact.${id}`
        return (
          <div key={id} className="contents">
            <dt className="text-ink-3">{isWordKey(key) ? t(key) : id}</dt>
            <dd translate="no" className="min-w-0 font-medium break-words" data-fact={id}>
              {value}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

function Actions({ system, device }: DeviceViewProps) {
  const t = useWords()
  const { actions, perform } = system
  if (actions.length === 0 || !perform) return null
  const run = async (action: SystemAction) => {
    const name = t(`system.action.${action}`)
    try {
      await system.perform?.(action)
      recordAction(device.id, t('system.actionDone', { name }))
    } catch (error) {
      tellFailure(device.id, t('system.actionFailed', { name }), error, t('system.actionDone', { name }))
    }
  }
  return (
    <Card className="flex flex-col items-start gap-2 p-3" aria-label={t('system.actions')}>
      <h3 className="font-medium text-ink-2">{t('system.actions')}</h3>
      {actions.map(action =>
        action === 'reboot' ? (
          <HoldButton key={action} icon={RefreshCw} data-action={action} onHeld={() => void run(action)}>
            {t(`system.action.${action}`)}
          </HoldButton>
        ) : (
          <Button key={action} data-action={action} onClick={() => void run(action)}>
            {t(`system.action.${action}`)}
          </Button>
        ),
      )}
    </Card>
  )
}
