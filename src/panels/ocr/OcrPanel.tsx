import { Camera, Check, Copy, ImageOff, ScanText, Square } from 'lucide-react'
import { useId, useState } from 'react'
import type { DisplayCapability } from '../../devices/capabilities/display'
import type { Device } from '../../devices/device'
import { useReading } from '../../session/useReading'
import { notify } from '../../stores/notices'
import { Button } from '../../ui/Button'
import { copyText } from '../../ui/copyText'
import { MessageView } from '../../ui/MessageView'
import { useWords } from '../../ui/useWords'
import { formatNumber, formatTime } from '../../words/format'
import { cropPicture, wholePicture } from './cropPicture'
import { PictureArea } from './PictureArea'
import { useStill } from './useStill'

interface OcrPanelProps {
  readonly capability: DisplayCapability
  readonly device: Device
}

/** Reads the text in a still of the picture, or in a part of it, in this browser. */
export function OcrPanel({ capability, device }: OcrPanelProps) {
  const t = useWords()
  const [still, retake] = useStill(capability)
  const [area, setArea] = useState(wholePicture)
  const reading = useReading(device)
  if (!still) {
    return (
      <MessageView
        icon={ImageOff}
        what={t('ocr.none.what')}
        cause={t('ocr.none.cause')}
        action={
          <Button icon={Camera} onClick={retake}>
            {t('ocr.retake')}
          </Button>
        }
      />
    )
  }
  const label = t('ocr.picture', { time: formatTime(still.atMs) })
  return (
    <div className="flex flex-col gap-3">
      <PictureArea url={still.url} label={label} area={area} onChoose={setArea} />
      <p className="text-ink-3">{label}</p>
      <div className="flex flex-wrap gap-2">
        {reading.share === undefined ? (
          <Button tone="primary" icon={ScanText} onClick={() => reading.start(() => cropPicture(still.picture, area))}>
            {t('ocr.read')}
          </Button>
        ) : (
          <Button icon={Square} onClick={reading.stop}>
            {t('ocr.stop')}
          </Button>
        )}
        <Button icon={Camera} onClick={retake}>
          {t('ocr.retake')}
        </Button>
        {area !== wholePicture && <Button onClick={() => setArea(wholePicture)}>{t('ocr.whole')}</Button>}
      </div>
      <p role="status" className="text-ink-2 empty:hidden">
        {reading.share !== undefined &&
          (reading.share === 0
            ? t('ocr.loading')
            : t('ocr.reading', { share: `${formatNumber(reading.share * 100)} %` }))}
        {reading.text === '' && t('ocr.nothing')}
      </p>
      {reading.text && <Result text={reading.text} />}
      <p className="text-ink-3">{t('ocr.here')}</p>
    </div>
  )
}

function Result({ text }: { text: string }) {
  const t = useWords()
  const id = useId()
  const [copied, setCopied] = useState<string>()
  const copy = async () => {
    if (await copyText(text)) setCopied(text)
    else notify({ tone: 'bad', text: t('lost.copyFailed') })
  }
  return (
    <>
      <label htmlFor={id} className="font-medium text-ink-2">
        {t('ocr.result')}
      </label>
      <textarea
        id={id}
        readOnly
        value={text}
        rows={Math.min(16, text.split('\n').length + 1)}
        translate="no"
        className="resize-y rounded-inner border border-line bg-raised p-2 font-mono text-ink"
      />
      <Button
        icon={copied === text ? Check : Copy}
        className="self-start"
        aria-live="polite"
        onClick={() => void copy()}
      >
        {copied === text ? t('clipboard.copied') : t('ocr.copy')}
      </Button>
    </>
  )
}
