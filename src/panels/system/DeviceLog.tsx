import { useVirtualizer } from '@tanstack/react-virtual'
import { CircleAlert, Copy, Download, Pause, Play, ScrollText } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { SystemCapability } from '../../devices/capabilities/system'
import type { Device } from '../../devices/device'
import { failureWords } from '../../session/failureWords'
import { useMaybe } from '../../session/useMaybe'
import { notify } from '../../stores/notices'
import { Button } from '../../ui/Button'
import { copyText } from '../../ui/copyText'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { beginningOf } from '../../ui/pieces'
import { saveFile } from '../../ui/saveFile'
import { useWords } from '../../ui/useWords'
import { type LogLines, LogReader } from './LogReader'

type ReadLog = NonNullable<SystemCapability['log']>

interface DeviceLogProps {
  read(options: Parameters<ReadLog>[0]): ReturnType<ReadLog> | undefined
  readonly device: Device
}

const rowPx = 18
/** Closer to the end than this is at the end. */
const nearPx = 24

/** The device's log as it grows: search, pause, save. Only what is seen is drawn. */
export function DeviceLog({ read, device }: DeviceLogProps) {
  const t = useWords()
  const log = useLog(device, read)
  const [query, setQuery] = useState('')
  const [held, setHeld] = useState<LogLines>()
  const { lines, error } = held ?? log
  const found = useMemo(() => {
    const wanted = query.trim().toLowerCase()
    return wanted === '' ? lines : lines.filter(line => line.toLowerCase().includes(wanted))
  }, [lines, query])
  const text = () => found.join('\n')
  const copy = async () => {
    const isCopied = await copyText(text())
    notify(isCopied ? { tone: 'ok', text: t('system.log.copied') } : { tone: 'bad', text: t('lost.copyFailed') })
  }
  const newer = held ? log.lines.length - held.lines.length : 0
  return (
    <>
      <div className="flex items-end gap-2">
        <Field
          className="min-w-0 flex-1"
          type="search"
          label={t('system.log.search')}
          value={query}
          onChange={event => setQuery(event.target.value)}
        />
        <Button icon={held ? Play : Pause} aria-pressed={!held} onClick={() => setHeld(held ? undefined : log)}>
          {t('system.log.follow')}
        </Button>
        <IconButton icon={Copy} label={t('system.log.copy')} tipSide="end" onClick={() => void copy()} />
        <IconButton
          icon={Download}
          label={t('system.log.save')}
          tipSide="end"
          onClick={() => saveFile(`${device.id}.log`, 'text/plain', text())}
        />
      </div>
      {error !== undefined && <MessageView icon={CircleAlert} {...failureWords(error)} />}
      {error === undefined && log.ended && lines.length === 0 && (
        <MessageView icon={ScrollText} what={t('system.log.none.what')} cause={t('system.log.none.cause')} />
      )}
      {lines.length > 0 && found.length === 0 && (
        <MessageView
          icon={ScrollText}
          what={t('system.log.noMatch.what', { query })}
          cause={t('system.log.noMatch.cause')}
        />
      )}
      {found.length > 0 && <Lines lines={found} isFollowing={!held} />}
      <p role="status" className="text-ink-3 tabular-nums">
        {held && newer > 0 ? t('system.log.paused', { count: newer }) : t('system.log.found', { count: found.length })}
      </p>
    </>
  )
}

/** Scrolls along with the newest line unless somebody has scrolled away from it. */
function Lines({ lines, isFollowing }: { lines: readonly string[]; isFollowing: boolean }) {
  const t = useWords()
  const box = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    overscan: 20,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each new line, and only then
  useEffect(() => {
    if (isFollowing && isAtEnd.current) rows.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [lines.length, isFollowing])
  return (
    <section
      ref={box}
      aria-label={t('system.log.title')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < nearPx
      }}
      className="min-h-40 flex-1 overflow-auto rounded-outer border border-line bg-raised p-2 font-mono text-small"
    >
      <div translate="no" className="relative w-max min-w-full" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(row => (
          <p
            key={row.index}
            data-line={row.index}
            className="absolute start-0 whitespace-pre"
            style={{ transform: `translateY(${row.start}px)`, height: rowPx }}
          >
            {shownOf(lines[row.index] ?? '')}
          </p>
        ))}
      </div>
    </section>
  )
}

/** One line of the panel; the whole is copied and saved. */
const mostCharacters = 2_000

function shownOf(line: string): string {
  const beginning = beginningOf(line, mostCharacters)
  return `${beginning.replaceAll('\n', ' ⏎ ')}${beginning === line ? '' : '…'}`
}

const nothing: LogLines = { lines: [], ended: false }

function useLog(device: Device, read: DeviceLogProps['read']): LogLines {
  const [reader, setReader] = useState<LogReader>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: one reading for each machine
  useEffect(() => {
    const started = new LogReader(read)
    setReader(started)
    return () => started.stop()
  }, [device])
  return useMaybe(reader?.state) ?? nothing
}
