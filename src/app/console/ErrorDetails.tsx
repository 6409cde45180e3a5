import { useState } from 'react'
import type { DeviceError } from '../../devices/errors'
import { notify } from '../../stores/notices'
import { Button } from '../../ui/Button'
import { copyText } from '../../ui/copyText'
import { useWords } from '../../ui/useWords'
import { formatTime } from '../../words/format'

export interface ErrorDetailsProps {
  readonly id: string
  readonly why: DeviceError
  readonly atMs: number
  readonly attempt: number | undefined
  /** The report's text, made when it is asked for. */
  report(): string
}

/** The facts behind an error's sentences, for whoever looks into it. */
export function ErrorDetails({ id, why, atMs, attempt, report }: ErrorDetailsProps) {
  const t = useWords()
  const [isCopied, setCopied] = useState(false)
  const facts = [
    ['reason', why.reason],
    ['code', why.code],
    ['detail', why.detail],
    ['time', formatTime(atMs)],
    ['attempt', attempt],
  ] as const
  const copy = async () => {
    if (await copyText(report())) setCopied(true)
    else notify({ tone: 'bad', text: t('lost.copyFailed') })
  }
  return (
    <div id={id} className="mt-4 border-t border-line pt-3">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name} className="contents">
                <dt className="text-ink-3">{t(`lost.fact.${name}`)}</dt>
                <dd translate="no" className="min-w-0 font-mono break-words">
                  {value}
                </dd>
              </div>
            ),
        )}
      </dl>
      <Button className="mt-3" onClick={() => void copy()} aria-live="polite">
        {isCopied ? t('lost.reportCopied') : t('lost.copyReport')}
      </Button>
    </div>
  )
}
