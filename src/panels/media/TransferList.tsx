import { RotateCcw, X } from 'lucide-react'
import { failureWords } from '../../session/failureWords'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { IconButton } from '../../ui/IconButton'
import { Meter } from '../../ui/Meter'
import { useWords } from '../../ui/useWords'
import { formatBytes, formatSpan } from '../../words/format'
import type { Transfer, TransferQueue } from './TransferQueue'

interface TransferListProps {
  readonly transfers: readonly Transfer[]
  readonly queue: TransferQueue
}

/** Uploads and fetches of this page: how far, how fast, how long still, and what came of them. */
export function TransferList({ transfers, queue }: TransferListProps) {
  const t = useWords()
  const isAnyOver = transfers.some(({ state }) => state !== 'running' && state !== 'waiting')
  return (
    <Card className="flex flex-col" aria-label={t('media.transfers')}>
      <div className="flex items-center justify-between px-3 pt-2">
        <h3 className="font-medium text-ink-2">{t('media.transfers')}</h3>
        {isAnyOver && (
          <Button tone="quiet" onClick={() => queue.clear()}>
            {t('media.forget')}
          </Button>
        )}
      </div>
      <ul>
        {transfers.map(transfer => (
          <TransferRow key={transfer.id} transfer={transfer} queue={queue} />
        ))}
      </ul>
    </Card>
  )
}

function TransferRow({ transfer, queue }: { transfer: Transfer; queue: TransferQueue }) {
  const t = useWords()
  const { id, name, state, doneBytes, totalBytes, error } = transfer
  const isOpen = state === 'running' || state === 'waiting'
  const share = doneBytes === undefined || !totalBytes ? undefined : doneBytes / totalBytes
  const text = useTransferText(transfer)
  const why = state === 'failed' ? failureWords(error) : undefined
  return (
    <li className="flex flex-col gap-1.5 border-b border-line px-3 py-2 last:border-b-0" data-state={state}>
      <div className="flex items-center gap-2">
        <span translate="no" className="min-w-0 flex-1 truncate font-medium">
          {name}
        </span>
        {isOpen ? (
          <IconButton icon={X} label={t('media.cancel', { name })} tipSide="end" onClick={() => queue.cancel(id)} />
        ) : (
          state !== 'done' && (
            <Button tone="quiet" icon={RotateCcw} onClick={() => queue.again(id)}>
              {t('media.again')}
            </Button>
          )
        )}
      </div>
      {state === 'running' && <Meter kind="progressbar" label={name} share={share} text={text} />}
      <p className="text-ink-2 tabular-nums">{text}</p>
      {why && (
        <p className="text-bad">
          {why.what}. {why.todo}
        </p>
      )}
    </li>
  )
}

function useTransferText({ state, doneBytes, totalBytes, bytesPerSecond }: Transfer): string {
  const t = useWords()
  if (state === 'waiting') return t('media.waiting')
  if (state === 'done') return t('media.done')
  if (state === 'cancelled') return t('media.cancelled')
  if (state === 'failed') return ''
  if (doneBytes === undefined || !totalBytes) return t('media.progressUnknown')
  if (doneBytes >= totalBytes) return t('media.checking')
  const progress = t('media.progress', { done: formatBytes(doneBytes), total: formatBytes(totalBytes) })
  if (!bytesPerSecond) return progress
  const rate = t('media.rate', { rate: formatBytes(bytesPerSecond) })
  const left = t('media.left', { time: formatSpan(((totalBytes - doneBytes) / bytesPerSecond) * 1000) })
  return [progress, rate, left].join(' · ')
}
