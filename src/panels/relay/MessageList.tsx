import { ArrowDownLeft, ArrowUpRight, Download, Pause, Play, Radio, Trash2 } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { useReadable } from '../../session/useReadable'
import { Button } from '../../ui/Button'
import { classes } from '../../ui/classes'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { beginningOf } from '../../ui/pieces'
import { saveFile } from '../../ui/saveFile'
import { useWords } from '../../ui/useWords'
import { VirtualList } from '../../ui/VirtualList'
import { VirtualText } from '../../ui/VirtualText'
import { formatBytes, formatTime } from '../../words/format'
import { FormChoice } from './FormChoice'
import { decodePayload, holdsHex, type PayloadForm } from './payload'
import type { RelayLog, RelayMessage } from './RelayLog'

/** What one line shows of a long message; all of it is shown on demand, and saved. */
const shownBytes = 2_000

/** Everything that passed, newest at the end, in the form the operator reads. */
export function MessageList({ log }: { log: RelayLog }) {
  const t = useWords()
  const { messages, waiting, dropped, isPaused } = useReadable(log.state)
  const [form, setForm] = useState<PayloadForm>('text')
  const [query, setQuery] = useState('')
  const [whole, setWhole] = useState<number>()
  const wanted = useDeferredValue(query.trim().toLowerCase())
  const found = useMemo(
    () => (wanted ? messages.filter(message => matches(message, form, wanted)) : messages),
    [messages, wanted, form],
  )
  if (messages.length === 0 && waiting === 0) {
    return <MessageView icon={Radio} what={t('relay.empty.what')} cause={t('relay.empty.cause')} />
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-1">
        <FormChoice label={t('relay.show')} value={form} onChoose={setForm} />
        <span className="flex-1" />
        <IconButton
          icon={isPaused ? Play : Pause}
          label={t(isPaused ? 'relay.resume' : 'relay.pause')}
          aria-pressed={isPaused}
          onClick={() => log.setPaused(!isPaused)}
        />
        <IconButton icon={Download} label={t('relay.save')} onClick={() => save(messages)} />
        <IconButton icon={Trash2} label={t('relay.clear')} tipSide="end" onClick={() => log.clear()} />
      </div>
      <Field type="search" label={t('relay.filter')} value={query} onChange={event => setQuery(event.target.value)} />
      <VirtualList
        label={t('relay.list')}
        items={found}
        keyOf={message => message.id}
        row={message => (
          <Row
            message={message}
            form={form}
            isWhole={message.id === whole}
            onWhole={isWanted => setWhole(isWanted ? message.id : undefined)}
          />
        )}
        rowPx={48}
        follows={!isPaused && whole === undefined}
        className="min-h-32 flex-1"
      />
      <p role="status" className="text-ink-3 empty:hidden">
        {isPaused && t('relay.paused', { count: waiting })}
        {!isPaused && dropped > 0 && t('relay.older', { count: dropped })}
      </p>
    </>
  )
}

interface RowProps {
  readonly message: RelayMessage
  readonly form: PayloadForm
  /** All of a long message is shown; one at a time. */
  readonly isWhole: boolean
  onWhole(isWanted: boolean): void
}

function Row({ message: { atMs, relay, direction, bytes }, form, isWhole, onWhole }: RowProps) {
  const t = useWords()
  const isLong = bytes.length > shownBytes
  const Arrow = direction === 'sent' ? ArrowUpRight : ArrowDownLeft
  const text = useMemo(
    () => decodePayload(isWhole ? bytes : bytes.subarray(0, shownBytes), form),
    [bytes, form, isWhole],
  )
  return (
    <div className="px-3 py-1.5">
      <p className="flex items-center gap-2 text-small text-ink-3">
        <Arrow size={14} aria-hidden="true" className={classes(direction === 'sent' && 'text-accent')} />
        <span className="sr-only">{t(`relay.${direction}`)}</span>
        <time dateTime={new Date(atMs).toISOString()} className="font-mono">
          {formatTime(atMs)}
        </time>
        <span translate="no">{relay}</span>
        <span translate="no" className="ms-auto tabular-nums">
          {formatBytes(bytes.length)}
        </span>
      </p>
      {isWhole ? (
        <VirtualText label={t('relay.whole')} text={text} className="h-80" />
      ) : (
        <pre translate="no" className="max-h-80 overflow-auto font-mono break-all whitespace-pre-wrap">
          {beginningOf(text, mostCharacters)}
          {isLong && '…'}
        </pre>
      )}
      {isLong && (
        <Button tone="quiet" aria-expanded={isWhole} onClick={() => onWhole(!isWhole)}>
          {isWhole ? t('long.showLess') : t('relay.showAll', { size: formatBytes(bytes.length) })}
        </Button>
      )}
    </div>
  )
}

/** JSON that is indented, and hex, are several times as long as their bytes. */
const mostCharacters = 4_000

function matches({ bytes, relay }: RelayMessage, form: PayloadForm, wanted: string): boolean {
  if (relay.toLowerCase().includes(wanted)) return true
  if (new TextDecoder().decode(bytes).toLowerCase().includes(wanted)) return true
  return form === 'hex' && holdsHex(bytes, wanted)
}

/** One JSON object a line: time, relay, direction, and the bytes as text where they are UTF-8, else as base64. */
function save(messages: readonly RelayMessage[]): void {
  const lines = messages.map(({ atMs, relay, direction, bytes }) =>
    JSON.stringify({ time: new Date(atMs).toISOString(), relay, direction, ...contentOf(bytes) }),
  )
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '.')
  saveFile(`relay-${time}.jsonl`, 'application/x-ndjson', `${lines.join('\n')}\n`)
}

function contentOf(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { base64: btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')) }
  }
}
