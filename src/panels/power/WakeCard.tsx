import { useQuery } from '@tanstack/react-query'
import { Pencil, Trash2, Zap } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import type { WakeCapability, WakeTarget } from '../../devices/capabilities/wake'
import type { Device } from '../../devices/device'
import { queries } from '../../session/queries'
import { tellFailure } from '../../session/tellFailure'
import { recordAction } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { useWords } from '../../ui/useWords'

const macPattern = /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i

/** Wake-up packets that the device sends. Nothing answers one: what came of it is seen on lamps and picture. */
export function WakeCard({ wake, device }: { wake: WakeCapability; device: Device }) {
  const t = useWords()
  const id = useId()
  const [mac, setMac] = useState('')
  const [naming, setNaming] = useState<string>()
  const targets = useQuery({ queryKey: [device.id, 'wake'], queryFn: ({ signal }) => wake.targets(signal) }, queries)
  const send = async (target: Pick<WakeTarget, 'id'> | { mac: string }, name: string) => {
    try {
      await wake.wake(target)
      recordAction(device.id, t('wake.sent', { name }))
      await queries.invalidateQueries({ queryKey: [device.id, 'wake'] })
    } catch (error) {
      tellFailure(device.id, t('wake.notSent', { name }), error, t('wake.sent', { name }))
    }
  }
  const keep = async (what: 'rename' | 'forget', name: string, run: () => Promise<void>) => {
    try {
      await run()
      recordAction(device.id, t(`wake.did.${what}`, { name }))
    } catch (error) {
      tellFailure(device.id, t(`wake.failed.${what}`, { name }), error, t(`wake.did.${what}`, { name }))
    }
    setNaming(undefined)
    await queries.invalidateQueries({ queryKey: [device.id, 'wake'] })
  }
  const { rename, forget } = wake
  return (
    <Card className="flex flex-col gap-2 p-3" aria-labelledby={id}>
      <h3 id={id} className="font-medium text-ink-2">
        {t('wake.title')}
      </h3>
      {targets.data?.map(target => {
        const name = target.name ?? target.mac ?? target.id
        if (naming === target.id && rename) {
          return (
            <NameForm
              key={target.id}
              of={target.mac ?? name}
              name={target.name ?? ''}
              onCancel={() => setNaming(undefined)}
              onSave={given => void keep('rename', name, () => rename(target.id, given))}
            />
          )
        }
        return (
          <div key={target.id} className="flex items-center gap-1">
            <span translate="no" className="min-w-0 flex-1 break-words">
              {name}
              {target.name && target.mac && <span className="text-ink-3"> {target.mac}</span>}
            </span>
            <Button icon={Zap} aria-label={t('wake.wakeName', { name })} onClick={() => void send(target, name)}>
              {t('wake.wake')}
            </Button>
            {rename && (
              <IconButton
                icon={Pencil}
                label={t('wake.rename', { name })}
                tipSide="end"
                onClick={() => setNaming(target.id)}
              />
            )}
            {forget && (
              <IconButton
                icon={Trash2}
                label={t('wake.forget', { name })}
                tipSide="end"
                onClick={() => void keep('forget', name, () => forget(target.id))}
              />
            )}
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

interface NameFormProps {
  /** The address that it names. */
  readonly of: string
  readonly name: string
  onSave(name: string): void
  onCancel(): void
}

function NameForm({ of, name, onSave, onCancel }: NameFormProps) {
  const t = useWords()
  const [text, setText] = useState(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(text.trim())
  }
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <Field
        className="min-w-0 flex-1"
        label={t('wake.name', { name: of })}
        value={text}
        maxLength={64}
        onChange={event => setText(event.target.value)}
      />
      <Button type="submit" disabled={text.trim() === ''}>
        {t('wake.save')}
      </Button>
      <Button onClick={onCancel}>{t('app.cancel')}</Button>
    </form>
  )
}
