import { useQuery } from '@tanstack/react-query'
import { Pencil, Plus, Rocket, Trash2 } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import type { AutostartCapability } from '../../devices/capabilities/system'
import type { Device } from '../../devices/device'
import { failureWords } from '../../session/failureWords'
import { queries } from '../../session/queries'
import { tellFailure } from '../../session/tellFailure'
import { recordAction } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { useWords } from '../../ui/useWords'

interface AutostartCardProps {
  readonly autostart: AutostartCapability
  readonly device: Device
}

interface Draft {
  /** Of one that is there already: its name stays. */
  readonly known: boolean
  readonly name: string
  readonly content: string
}

/** What the device starts with itself: written, changed and removed here. */
export function AutostartCard({ autostart, device }: AutostartCardProps) {
  const t = useWords()
  const [draft, setDraft] = useState<Draft>()
  const [removing, setRemoving] = useState<string>()
  const queryKey = [device.id, 'autostart']
  const list = useQuery({ queryKey, queryFn: ({ signal }) => autostart.list(signal) }, queries)
  const act = async (what: 'save' | 'remove' | 'read', name: string, run: () => Promise<void>) => {
    try {
      await run()
      if (what !== 'read') recordAction(device.id, t(`scripts.start.did.${what}`, { name }))
    } catch (error) {
      const done = what === 'read' ? undefined : t(`scripts.start.did.${what}`, { name })
      tellFailure(device.id, t(`scripts.start.failed.${what}`, { name }), error, done)
    }
    if (what !== 'read') await queries.invalidateQueries({ queryKey })
  }
  const edit = (name: string) =>
    act('read', name, async () => setDraft({ known: true, name, content: await autostart.read(name) }))
  const save = ({ name, content }: Draft) =>
    act('save', name, async () => {
      await autostart.write(name, content)
      setDraft(undefined)
    })
  return (
    <Card className="flex flex-col gap-3 p-3" aria-label={t('scripts.start.title')}>
      <div className="flex flex-wrap items-center gap-3">
        <h3 className="flex-1 font-medium text-ink-2">{t('scripts.start.title')}</h3>
        {!draft && (
          <Button icon={Plus} onClick={() => setDraft({ known: false, name: '', content: '#!/bin/sh\n' })}>
            {t('scripts.start.add')}
          </Button>
        )}
      </div>
      <p className="text-ink-3">{t('scripts.start.note')}</p>
      {list.error && <MessageView icon={Rocket} {...failureWords(list.error)} />}
      {list.data !== undefined && list.data.length > 0 && (
        <ul aria-label={t('scripts.start.title')} className="flex flex-col gap-1">
          {list.data.map(name => (
            <li key={name} className="flex items-center gap-2">
              <span translate="no" className="min-w-0 flex-1 truncate font-mono">
                {name}
              </span>
              <IconButton icon={Pencil} label={t('scripts.start.edit', { name })} onClick={() => void edit(name)} />
              <IconButton icon={Trash2} label={t('scripts.start.remove', { name })} onClick={() => setRemoving(name)} />
            </li>
          ))}
        </ul>
      )}
      {draft && <DraftForm key={draft.name} draft={draft} onSave={save} onCancel={() => setDraft(undefined)} />}
      <ConfirmDialog
        title={t('scripts.removeTitle', { name: removing ?? '' })}
        text={t('scripts.start.removeText')}
        action={t('scripts.removeAction')}
        cancel={t('app.cancel')}
        open={removing !== undefined}
        onAnswer={isConfirmed => {
          if (isConfirmed && removing !== undefined) void act('remove', removing, () => autostart.remove(removing))
          setRemoving(undefined)
        }}
      />
    </Card>
  )
}

interface DraftFormProps {
  readonly draft: Draft
  onSave(draft: Draft): Promise<void>
  onCancel(): void
}

function DraftForm({ draft, onSave, onCancel }: DraftFormProps) {
  const t = useWords()
  const id = useId()
  const [name, setName] = useState(draft.name)
  const [content, setContent] = useState(draft.content)
  const [isTried, setTried] = useState(false)
  const isNamed = /^[\w-][\w.-]*$/.test(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isNamed) void onSave({ ...draft, name, content })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field
        label={t('scripts.start.name')}
        value={name}
        readOnly={draft.known}
        problem={isTried && !isNamed ? t('scripts.start.badName') : undefined}
        onChange={event => setName(event.target.value)}
      />
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="font-medium text-ink-2">
          {t('scripts.start.content')}
        </label>
        <textarea
          id={id}
          rows={8}
          value={content}
          spellCheck={false}
          translate="no"
          onChange={event => setContent(event.target.value)}
          className="resize-y rounded-inner border border-line-strong bg-surface p-2 font-mono text-ink"
        />
      </div>
      <div className="flex gap-2">
        <Button tone="primary" type="submit">
          {t('scripts.start.save')}
        </Button>
        <Button onClick={onCancel}>{t('app.cancel')}</Button>
      </div>
    </form>
  )
}
