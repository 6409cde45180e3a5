import type { PortsCapability, SwitchPort } from '../../devices/capabilities/system'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { useReadable } from '../../session/useReadable'
import { recordAction } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Lamp } from '../../ui/Lamp'
import { useWords } from '../../ui/useWords'

/** The machines behind a switch, and which of them is shown. Nothing where there is no switch. */
export function PortsCard({ ports, device }: { ports: PortsCapability; device: Device }) {
  const t = useWords()
  const list = useReadable(ports.state)
  if (list.length === 0) return null
  const show = async (id: string) => {
    try {
      await ports.activate(id)
      recordAction(device.id, t('system.activated', { id }))
    } catch (error) {
      tellFailure(device.id, t('system.notActivated', { id }), error, t('system.activated', { id }))
    }
  }
  return (
    <Card className="flex flex-col gap-1 p-3" aria-label={t('system.ports')}>
      <h3 className="font-medium text-ink-2">{t('system.ports')}</h3>
      <ul>
        {list.map(port => (
          <PortRow key={port.id} port={port} onShow={() => void show(port.id)} />
        ))}
      </ul>
    </Card>
  )
}

function PortRow({ port, onShow }: { port: SwitchPort; onShow(): void }) {
  const t = useWords()
  const { id, name, active, video, usb, power } = port
  const facts = [video && t('system.video'), usb && t('system.usb'), power && t('system.power')].filter(Boolean)
  return (
    <li className="flex min-h-row items-center gap-3" data-port={id} data-active={active}>
      <Lamp state={active ? 'on' : video || usb ? 'off' : 'unknown'} />
      <span className="w-14 font-medium tabular-nums">{t('system.port', { id })}</span>
      <span className="min-w-0 flex-1 truncate">
        <span translate="no">{name}</span>{' '}
        <span className="text-ink-3">{facts.length > 0 ? facts.join(', ') : t('system.notConnected')}</span>
      </span>
      {active ? (
        <span className="text-ok">{t('system.active')}</span>
      ) : (
        <Button aria-label={t('system.showPort', { id })} onClick={onShow}>
          {t('system.show')}
        </Button>
      )}
    </li>
  )
}
