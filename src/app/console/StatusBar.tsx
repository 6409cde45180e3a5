import { useStore } from 'zustand'
import type { LockLamps } from '../../devices/capabilities/input'
import { recordings } from '../../session/recordings'
import { useMaybe } from '../../session/useMaybe'
import { actions } from '../../stores/actions'
import { Lamp } from '../../ui/Lamp'
import { useNow } from '../../ui/useNow'
import { useWords } from '../../ui/useWords'
import { formatBitrate, formatNumber, formatSpan, formatTime } from '../../words/format'
import type { Console } from './useConsole'

/** Figures of the picture and the link on the left; what was done last, lamps and company on the right. */
export function StatusBar({ view }: { view: Console }) {
  const t = useWords()
  const { capabilities, device, link } = view
  const locks = useMaybe(capabilities.input?.locks)
  const viewers = useMaybe(capabilities.roster?.state)?.count
  const keys = useMaybe(capabilities.input?.keys)
  const last = useStore(actions, ({ done }) => done.findLast(action => action.deviceId === device?.id))
  const isOnline = link?.phase === 'online'
  return (
    <section
      aria-label={t('console.statusBar')}
      className="flex h-6 shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-surface px-3 text-small whitespace-nowrap text-ink-2 tabular-nums"
    >
      <Resolution view={view} />
      {isOnline && <Figures view={view} />}
      {device && <Recording id={device.id} />}
      {/* Told aloud by the console when it first applies. */}
      {isOnline && keys === 'remote' && (
        <span aria-hidden="true" className="text-ink-3 max-[60rem]:hidden">
          {t('status.release')}
        </span>
      )}
      <span className="flex-1" />
      {last && (
        <span className="truncate text-ink-3" data-failed={last.failed === true || undefined}>
          {last.result
            ? t('action.atWithResult', { what: last.text, time: formatTime(last.atMs), result: last.result })
            : t('action.at', { what: last.text, time: formatTime(last.atMs) })}
        </span>
      )}
      {isOnline && locks && <Locks locks={locks} />}
      {isOnline && viewers !== undefined && <span>{t('status.viewers', { count: viewers })}</span>}
    </section>
  )
}

function Resolution({ view }: { view: Console }) {
  const t = useWords()
  const facts = useMaybe(view.capabilities.display?.surface.facts)
  if (!facts || facts.widthPx === 0) return null
  return <span>{t('status.resolution', { width: facts.widthPx, height: facts.heightPx })}</span>
}

function Figures({ view }: { view: Console }) {
  const t = useWords()
  const sample = useMaybe(view.capabilities.stats?.own.latest)
  return (
    <>
      {sample?.fps !== undefined && <span>{t('status.fps', { value: formatNumber(sample.fps) })}</span>}
      {sample?.bytesPerSecond !== undefined && <span>{formatBitrate(sample.bytesPerSecond)}</span>}
      {sample?.overdueMs !== undefined && (
        <span className="text-warn">{t('status.overdue', { span: formatSpan(sample.overdueMs) })}</span>
      )}
      {sample?.roundTripMs !== undefined && (
        <span className="max-thumb:hidden">{t('status.roundTrip', { value: formatNumber(sample.roundTripMs) })}</span>
      )}
    </>
  )
}

function Recording({ id }: { id: string }) {
  const sinceMs = useStore(recordings, all => all[id])
  return sinceMs !== undefined && <RecordingSpan sinceMs={sinceMs} />
}

function RecordingSpan({ sinceMs }: { sinceMs: number }) {
  const t = useWords()
  const now = useNow(1_000)
  return (
    <span className="flex items-center gap-1.5">
      <Lamp state="on" tone="bad" />
      {t('status.recording', { span: formatSpan(now - sinceMs) })}
    </span>
  )
}

function Locks({ locks }: { locks: LockLamps }) {
  const t = useWords()
  return (['num', 'caps', 'scroll'] as const).map(lock => {
    const on = locks[lock]
    if (on === undefined) return null
    const word = t(`status.lock.${lock}`)
    return (
      <span key={lock} className="flex items-center gap-1.5 max-thumb:hidden">
        <span aria-hidden="true">{word}</span>
        <Lamp state={on ? 'on' : 'off'} />
        <span className="sr-only">{on ? t('status.lockOn', { lock: word }) : t('status.lockOff', { lock: word })}</span>
      </span>
    )
  })
}
