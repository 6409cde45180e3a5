import { type FormEvent, useState } from 'react'
import type { MediaRules } from '../../devices/capabilities/media'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Checkbox } from '../../ui/Checkbox'
import { Field } from '../../ui/Field'
import { useWords } from '../../ui/useWords'
import type { TransferQueue } from './TransferQueue'

interface AddByUrlProps {
  readonly queue: TransferQueue
  readonly rules: MediaRules
  readonly part: string
  /** Why nothing can be added now, in words. */
  readonly problem: string | undefined
  onDone(): void
}

/** An image that the device fetches by itself. */
export function AddByUrl({ queue, rules, part, problem, onDone }: AddByUrlProps) {
  const t = useWords()
  const [url, setUrl] = useState('')
  const [name, setName] = useState('')
  const [sha256, setSha256] = useState('')
  const [insecure, setInsecure] = useState(false)
  const [isTried, setTried] = useState(false)
  const isUrl = /^https?:$/.test(URL.parse(url.trim())?.protocol ?? '')
  const named = name.trim() === '' ? 'ok' : rules.checkName(name)
  const nameProblem = named === 'ok' ? undefined : t(`media.problem.${named}`, { endings: rules.endings.join(', ') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isUrl || problem || nameProblem) return
    queue.fetch(url.trim(), {
      part,
      insecure,
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(sha256.trim() !== '' && { sha256: sha256.trim() }),
    })
    onDone()
  }
  return (
    <Card className="p-3">
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Field
          label={t('media.url')}
          type="url"
          value={url}
          autoComplete="off"
          placeholder="https://"
          problem={isTried && !isUrl ? t('media.urlProblem') : undefined}
          onChange={event => setUrl(event.target.value)}
        />
        {rules.fetchTakes.includes('name') && (
          <Field
            label={t('media.name')}
            value={name}
            problem={nameProblem}
            onChange={event => setName(event.target.value)}
          />
        )}
        {rules.needsChecksum === 'optional' && (
          <Field label={t('media.checksum')} value={sha256} onChange={event => setSha256(event.target.value)} />
        )}
        {rules.fetchTakes.includes('insecure') && (
          <Checkbox
            label={t('media.insecure')}
            checked={insecure}
            onChange={event => setInsecure(event.target.checked)}
          />
        )}
        {problem && <p className="text-warn">{problem}</p>}
        <div className="flex gap-2">
          <Button tone="primary" type="submit" disabled={problem !== undefined}>
            {t('media.fetch')}
          </Button>
          <Button onClick={onDone}>{t('app.cancel')}</Button>
        </div>
      </form>
    </Card>
  )
}
