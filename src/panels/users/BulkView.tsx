import { ArrowLeft, Download } from 'lucide-react'
import { useId, useMemo, useState } from 'react'
import type { UserList, UsersCapability } from '../../devices/capabilities/users'
import type { Device } from '../../devices/device'
import { toCsv } from '../../lib/csv'
import { Button } from '../../ui/Button'
import { Segments } from '../../ui/Segments'
import { saveFile } from '../../ui/saveFile'
import { useWords } from '../../ui/useWords'
import { BulkRows } from './BulkRows'
import { planBulk } from './planBulk'
import { readBulk } from './readBulk'
import { type Bulk, useBulk } from './useBulk'

const noList: UserList = { accounts: [], cutShort: false }

interface BulkViewProps {
  readonly device: Device
  readonly users: UsersCapability
  readonly list: UserList | undefined
  onBack(): void
}

/** Many accounts at once: paste, look at what will change, make it, see what came of each line. */
export function BulkView({ device, users, list, onBack }: BulkViewProps) {
  const t = useWords()
  const id = useId()
  const [text, setText] = useState('')
  const [what, setWhat] = useState<'write' | 'remove'>('write')
  const bulk = useBulk(device, users)
  const read = useMemo(() => readBulk(text, users.rights), [text, users])
  // The plan stands still while it is carried out: the list is read again meanwhile, and passwords are made up once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `list` counts until the first change is made
  const plan = useMemo(
    () => planBulk({ do: what, rows: read.rows ?? [] }, list ?? noList, users),
    [what, read, users, bulk.is === 'idle' && list],
  )
  const rows = plan.filter(row => row.is === 'change')
  const problems = plan.filter(row => row.is === 'problem').length
  const madeUp = rows.flatMap(({ change, isMadeUp }, index) =>
    isMadeUp && change.do === 'create' && bulk.results.get(index) === 'done' ? [[change.name, change.password]] : [],
  )
  const isEmpty = text.trim() === ''
  return (
    <>
      <Button tone="quiet" icon={ArrowLeft} className="self-start" disabled={bulk.is === 'running'} onClick={onBack}>
        {t('users.bulkView.back')}
      </Button>
      {bulk.is === 'idle' && (
        <>
          <Segments<'write' | 'remove'>
            label={t('users.bulkView.kind')}
            value={what}
            options={[
              { value: 'write', label: t('users.bulkView.write') },
              { value: 'remove', label: t('users.bulkView.remove') },
            ]}
            onChoose={setWhat}
          />
          <label htmlFor={id} className="font-medium text-ink-2">
            {t('users.bulkView.label')}
          </label>
          <textarea
            id={id}
            value={text}
            rows={6}
            spellCheck={false}
            placeholder={t('users.bulkView.placeholder')}
            aria-describedby={`${id}-help`}
            onChange={event => setText(event.target.value)}
            className="shrink-0 resize-y rounded-inner border border-line-strong bg-surface p-2 font-mono text-ink placeholder:text-ink-3"
          />
          <p id={`${id}-help`} className={!isEmpty && read.problem ? 'text-bad' : 'text-ink-3'}>
            {t(!isEmpty && read.problem ? `users.bulkView.${read.problem}` : 'users.bulkView.help')}
          </p>
        </>
      )}
      {list?.cutShort && <p className="text-warn">{t('users.cutShort')}</p>}
      {plan.length > 0 && <BulkRows plan={plan} results={bulk.results} isEnded={bulk.is === 'ended'} />}
      {problems > 0 && bulk.is === 'idle' && (
        <p className="text-warn">{t('users.bulkView.problems', { count: problems })}</p>
      )}
      <Buttons
        bulk={bulk}
        count={rows.length}
        isShown={plan.length > 0}
        start={() => bulk.start(rows.map(row => row.change))}
      />
      {madeUp.length > 0 && bulk.is !== 'running' && (
        <Button
          icon={Download}
          className="self-start"
          onClick={() => saveFile(`${device.id}-passwords.csv`, 'text/csv', toCsv(['name', 'password'], madeUp))}
        >
          {t('users.bulkView.passwords')}
        </Button>
      )}
    </>
  )
}

interface ButtonsProps {
  readonly bulk: Bulk
  readonly count: number
  readonly isShown: boolean
  start(): void
}

function Buttons({ bulk, count, isShown, start }: ButtonsProps) {
  const t = useWords()
  if (bulk.is === 'idle') {
    return (
      isShown && (
        <Button tone="primary" className="self-start" disabled={count === 0} onClick={start}>
          {count === 0 ? t('users.bulkView.nothing') : t('users.bulkView.go', { count })}
        </Button>
      )
    )
  }
  const done = bulk.results.size
  return (
    <div className="flex items-center gap-3">
      <progress max={count} value={done} aria-label={t('users.bulk')} className="h-2 min-w-0 flex-1 accent-accent" />
      <span role="status" className="tabular-nums">
        {t('users.bulkView.progress', { done, count })}
      </span>
      {bulk.is === 'running' ? (
        <Button onClick={bulk.stop}>{t('users.bulkView.stop')}</Button>
      ) : (
        <Button onClick={bulk.reset}>{t('users.bulkView.again')}</Button>
      )}
    </div>
  )
}
