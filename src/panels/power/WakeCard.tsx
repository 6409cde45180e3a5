import { useQuery } from '@tanstack/react-query'
import { Zap } from 'lucide-react'
import { useId, useState } from 'react'
import type { WakeCapability, WakeTarget } from '../../devices/capabilities/wake'
import type { Device } from '../../devices/device'
import { queries } from '../../session/queries'
import { tellFailure } from '../../session/tellFailure'
import { recordAction } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Field } from '../../ui/Field'
import { useWords } from '../../ui/useWords'

const macPattern = /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i

/** Wake-up packets that the device sends. Nothing answers one: what came of it is seen on lamps and picture. */
export function WakeCard({ wake, device }: { wake: WakeCapability; device: Device }) {
  const t = useWords()
  const id = useId()
  const [mac, setMac] = useState('')
  const targets = useQuery({ queryKey: [device.id, 'wake'], queryFn: ({ signal }) => wake.targets(signal) }, queries)
  const send = async (target: Pick<WakeTarget, 'id'> | { mac: string }, name: string) => {
    try {
      await wake.wake(target)
      recordAction(device.id, t('wake.sent', { name }))
      await queries.invalidateQueries({ queryKey: [device.id, 'wake'] })
    } catch (error) {
      tellFailure(device.id, t('wake.notSent', { name }), error)
    }
  }
  return (
    <Card className="flex flex-col gap-2 p-3" aria-labelledby={id}>
      <h3 id={id} className="font-medium text-ink-2">
        {t('wake.title')}
      </h3>
      {targets.data?.map(target => {
        const name = target.name ?? target.mac ?? target.id
        return (
          <div key={target.id} className="flex items-center gap-3">
            <span translate="no" className="min-w-0 flex-1 truncate">
              {name}
              {target.name && target.mac && <span className="text-ink-3"> {target.mac}</span>}
            </span>
            <Button icon={Zap} aria-label={t('wake.wakeName', { name })} onClick={() => void send(target, name)}>
              {t('wake.wake')}
            </Button>
          </div>
        )
      })}
      {wake.takesAnyMac && (
        <div className="flex items-end gap-2">
          <Field
            className="flex-1"
            label={t('wake.mac')}
            value={mac}
            placeholder="AA:BB:CC:DD:EE:FF"
            translate="no"
            onChange={event => setMac(event.target.value)}
          />
          <Button
            icon={Zap}
            disabled={!macPattern.test(mac.trim())}
            onClick={() => void send({ mac: mac.trim() }, mac)}
          >
            {t('wake.wake')}
          </Button>
        </div>
      )}
      <p className="text-ink-3">{t('wake.note')}</p>
    </Card>
  )
}
