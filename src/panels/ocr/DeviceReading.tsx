import { Server } from 'lucide-react'
import { useId, useState } from 'react'
import type { OcrCapability } from '../../devices/capabilities/screenshot'
import { Button } from '../../ui/Button'
import { useWords } from '../../ui/useWords'

interface DeviceReadingProps {
  readonly ocr: OcrCapability
  readonly isBusy: boolean
  onRead(languages: readonly string[]): void
}

/** Has the device read its picture, in one of the languages that are installed there. */
export function DeviceReading({ ocr, isBusy, onRead }: DeviceReadingProps) {
  const t = useWords()
  const id = useId()
  const { languages } = ocr
  const [language, setLanguage] = useState(languages.includes('eng') ? 'eng' : languages[0])
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button icon={Server} disabled={isBusy} onClick={() => onRead(language === undefined ? [] : [language])}>
        {t('ocr.readThere')}
      </Button>
      {languages.length > 1 && (
        <>
          <label htmlFor={id}>{t('ocr.language')}</label>
          <select
            id={id}
            value={language}
            translate="no"
            onChange={event => setLanguage(event.target.value)}
            className="h-row rounded-inner border border-line-strong bg-surface px-2"
          >
            {languages.map(each => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </>
      )}
    </div>
  )
}
