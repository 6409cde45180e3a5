import { Download } from 'lucide-react'
import { useState } from 'react'
import { formatNumber } from '../words/format'
import { Button } from './Button'
import { beginningOf } from './pieces'
import { saveFile } from './saveFile'
import { useWords } from './useWords'
import { VirtualText } from './VirtualText'

/** What a text field lays out without being felt. */
const shownCharacters = 10_000

export interface LongTextProps {
  /** Of the element that names it, where there is one. */
  readonly labelledBy?: string
  readonly label: string
  readonly text: string
  readonly fileName: string
  readonly rows?: number
}

/** Whether a text is shown by its beginning first. */
function isLongText(text: string): boolean {
  return text.length > shownCharacters
}

/**
 * A text of any length that came from a machine. One that is long is shown by its beginning, which is said; all of it is
 * shown on demand, in parts as it is scrolled, and can be saved.
 */
export function LongText({ labelledBy, label, text, fileName, rows = 5 }: LongTextProps) {
  const t = useWords()
  const [whole, setWhole] = useState<string>()
  const isLong = isLongText(text)
  if (isLong && whole === text) return <VirtualText label={label} text={text} className="h-60 shrink-0 py-2" />
  return (
    <>
      <textarea
        readOnly
        value={beginningOf(text, shownCharacters)}
        {...(labelledBy === undefined ? { 'aria-label': label } : { 'aria-labelledby': labelledBy })}
        translate="no"
        rows={rows}
        className="shrink-0 resize-y rounded-inner border border-line bg-surface p-2 text-ink"
      />
      {isLong && (
        <>
          <p className="text-ink-2">{t('long.beginning', { count: text.length, number: formatNumber(text.length) })}</p>
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setWhole(text)}>{t('long.showAll')}</Button>
            <Button icon={Download} onClick={() => saveFile(fileName, 'text/plain', text)}>
              {t('long.save')}
            </Button>
          </div>
        </>
      )}
    </>
  )
}
