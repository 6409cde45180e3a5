import { useQuery } from '@tanstack/react-query'
import { CircleAlert, Copy, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { Device } from '../../devices/device'
import { failureWords } from '../../session/failureWords'
import { queries } from '../../session/queries'
import { notify } from '../../stores/notices'
import { copyText } from '../../ui/copyText'
import { Field } from '../../ui/Field'
import { IconButton } from '../../ui/IconButton'
import { MessageView } from '../../ui/MessageView'
import { MoreButton } from '../../ui/MoreButton'
import { useBounded } from '../../ui/useBounded'
import { useWords } from '../../ui/useWords'
import { formatTime } from '../../words/format'

interface MetricsViewProps {
  read(signal: AbortSignal): Promise<string>
  readonly device: Device
}

/** Shown at once. */
const mostLines = 500

/** Prometheus text as the device gives it: to be read, searched and copied. */
export function MetricsView({ read, device }: MetricsViewProps) {
  const t = useWords()
  const [query, setQuery] = useState('')
  const metrics = useQuery({ queryKey: [device.id, 'metrics'], queryFn: ({ signal }) => read(signal) }, queries)
  const wanted = query.trim().toLowerCase()
  const values = (metrics.data ?? '')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#') && line.toLowerCase().includes(wanted))
  const bounded = useBounded(values, mostLines)
  const copy = async () => {
    const isCopied = await copyText(metrics.data ?? '')
    notify(isCopied ? { tone: 'ok', text: t('system.log.copied') } : { tone: 'bad', text: t('lost.copyFailed') })
  }
  return (
    <>
      <div className="flex items-end gap-2">
        <Field
          className="min-w-0 flex-1"
          type="search"
          label={t('system.metrics.find')}
          value={query}
          onChange={event => setQuery(event.target.value)}
        />
        <IconButton
          icon={RefreshCw}
          label={t('system.refresh')}
          tipSide="end"
          disabled={metrics.isFetching}
          onClick={() => void metrics.refetch()}
        />
        <IconButton icon={Copy} label={t('system.log.copy')} tipSide="end" onClick={() => void copy()} />
      </div>
      {metrics.error && <MessageView icon={CircleAlert} {...failureWords(metrics.error)} />}
      {metrics.data !== undefined && (
        <>
          <section
            aria-label={t('system.metrics.title')}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="min-h-40 flex-1 overflow-auto rounded-outer border border-line bg-raised p-2"
          >
            <table className="w-full font-mono text-small" translate="no">
              <tbody>
                {bounded.shown.map(line => {
                  const at = line.lastIndexOf(' ')
                  return (
                    <tr key={line}>
                      <th scope="row" className="pe-4 text-start font-normal break-all">
                        {line.slice(0, at)}
                      </th>
                      <td className="text-end tabular-nums">{line.slice(at + 1)}</td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
            <MoreButton rest={bounded.rest} next={bounded.next} onMore={bounded.more} />
          </section>
          <p className="text-ink-3">{t('system.metrics.note', { time: formatTime(metrics.dataUpdatedAt) })}</p>
        </>
      )}
    </>
  )
}
