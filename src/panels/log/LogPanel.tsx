import { Bell, Download, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import { actions } from '../../stores/actions'
import { notices } from '../../stores/notices'
import { Button } from '../../ui/Button'
import { Lamp, type LampState, type LampTone } from '../../ui/Lamp'
import { MessageView } from '../../ui/MessageView'
import { Segments } from '../../ui/Segments'
import { saveFile } from '../../ui/saveFile'
import { useWords } from '../../ui/useWords'
import { formatTime } from '../../words/format'
import { linesOfActions, linesOfNotices, logAsCsv, toJson } from './exportLog'

type Kind = 'actions' | 'messages'

const lamps = {
  info: ['off', 'accent'],
  ok: ['on', 'ok'],
  warn: ['on', 'warn'],
  bad: ['bad', 'bad'],
} as const satisfies Record<string, readonly [LampState, LampTone]>

/** What was done in this page and what it told, newest first; both can be saved. */
export function LogPanel() {
  const t = useWords()
  const [kind, setKind] = useState<Kind>('actions')
  const done = useStore(actions, log => log.done)
  const told = useStore(notices, list => list.all)
  const isEmpty = kind === 'actions' ? done.length === 0 : told.length === 0
  const lines = () => (kind === 'actions' ? linesOfActions(done) : linesOfNotices(told))
  const fileName = `wheelhouse-${kind}-${new Date().toISOString().slice(0, 19).replaceAll(':', '.')}`
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Segments<Kind>
          label={t('log.kind')}
          value={kind}
          options={[
            { value: 'actions', label: t('log.actions') },
            { value: 'messages', label: t('log.messages') },
          ]}
          onChoose={value => setKind(value)}
        />
        <span className="flex-1" />
        {!isEmpty && (
          <>
            <Button
              tone="quiet"
              icon={Download}
              aria-label={t('log.exportJson')}
              onClick={() => saveFile(`${fileName}.json`, 'application/json', toJson(lines()))}
            >
              {t('log.json')}
            </Button>
            <Button
              tone="quiet"
              icon={Download}
              aria-label={t('log.exportCsv')}
              onClick={() => saveFile(`${fileName}.csv`, 'text/csv', logAsCsv(lines()))}
            >
              {t('log.csv')}
            </Button>
          </>
        )}
      </div>
      {isEmpty && (
        <MessageView
          icon={kind === 'actions' ? ScrollText : Bell}
          what={t(kind === 'actions' ? 'log.noActions.what' : 'log.noMessages.what')}
          cause={t(kind === 'actions' ? 'log.noActions.cause' : 'log.noMessages.cause')}
        />
      )}
      {!isEmpty && (
        <section
          className="min-h-0 flex-1 overflow-y-auto rounded-outer border border-line bg-raised"
          aria-label={t(`log.${kind}`)}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
        >
          <ul>
            {kind === 'actions'
              ? done
                  .toReversed()
                  .map(action => (
                    <Row
                      key={action.id}
                      atMs={action.atMs}
                      machine={action.deviceId}
                      text={action.text}
                      more={action.result}
                      lamp={lamps[action.failed === true ? 'bad' : action.failed ? 'warn' : 'ok']}
                      state={action.failed ? t(action.failed === true ? 'log.failed' : 'log.unknown') : undefined}
                    />
                  ))
              : told
                  .toReversed()
                  .map(notice => (
                    <Row
                      key={notice.id}
                      atMs={notice.atMs}
                      text={notice.text}
                      more={notice.more}
                      lamp={lamps[notice.tone]}
                      state={t(`log.tone.${notice.tone}`)}
                    />
                  ))}
          </ul>
        </section>
      )}
    </div>
  )
}

interface RowProps {
  readonly atMs: number
  readonly machine?: string
  readonly text: string
  readonly more: string | undefined
  readonly lamp: readonly [LampState, LampTone]
  /** Read out, because the lamp is not. */
  readonly state: string | undefined
}

function Row({ atMs, machine, text, more, lamp, state }: RowProps) {
  return (
    <li className="flex gap-3 border-b border-line px-3 py-2 [content-visibility:auto] last:border-b-0">
      <time dateTime={new Date(atMs).toISOString()} className="shrink-0 font-mono text-ink-3">
        {formatTime(atMs)}
      </time>
      <span className="flex h-5 items-center">
        <Lamp state={lamp[0]} tone={lamp[1]} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="break-words">
          {text}
          {state && <span className="sr-only"> {state}</span>}
        </p>
        {more && <p className="break-words text-ink-2">{more}</p>}
      </div>
      {machine && (
        <span translate="no" className="max-w-28 shrink-0 truncate text-ink-3">
          {machine}
        </span>
      )}
    </li>
  )
}
