import { Camera, Check, Copy, ImageOff, ScanText, Square } from 'lucide-react'
import { useId, useState } from 'react'
import type { DisplayCapability } from '../../devices/capabilities/display'
import type { Device } from '../../devices/device'
import { useCapability } from '../../session/useCapability'
import { useReading } from '../../session/useReading'
import { notify } from '../../stores/notices'
import { Button } from '../../ui/Button'
import { copyText } from '../../ui/copyText'
import { MessageView } from '../../ui/MessageView'
import { useWords } from '../../ui/useWords'
import { formatNumber, formatTime } from '../../words/format'
import { cropPicture, inPixels, wholePicture } from './cropPicture'
import { DeviceReading } from './DeviceReading'
import { PictureArea } from './PictureArea'
import { useStill } from './useStill'

interface OcrPanelProps {
  readonly capability: DisplayCapability
  readonly device: Device
}

/** Reads the text in a still of the picture, or in a part of it, in this browser, or on a device that can. */
export function OcrPanel({ capability, device }: OcrPanelProps) {
  const t = useWords()
  const [still, retake] = useStill(capability)
  const [area, setArea] = useState(wholePicture)
  const reading = useReading(device)
  const ocr = useCapability(device, 'screenshot')?.ocr
  const [isThere, setThere] = useState(false)
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
          <Button
            tone="primary"
            icon={ScanText}
            onClick={() => {
              setThere(false)
              reading.start(() => cropPicture(still.picture, area))
            }}
          >
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
      {ocr && (
        <DeviceReading
          ocr={ocr}
          isBusy={reading.share !== undefined}
          onRead={languages => {
            setThere(true)
            const { widthPx, heightPx } = capability.surface.facts.getState()
            const part = area === wholePicture ? {} : { area: inPixels(area, widthPx, heightPx) }
            reading.ask(signal => ocr.read({ languages, ...part, signal }))
          }}
        />
      )}
      <p role="status" className="text-ink-2 empty:hidden">
        {reading.share !== undefined &&
          (isThere
            ? t('ocr.readingThere')
            : reading.share === 0
              ? t('ocr.loading')
              : t('ocr.reading', { share: `${formatNumber(reading.share * 100)} %` }))}
        {reading.text === '' && t('ocr.nothing')}
      </p>
      {reading.text && <Result text={reading.text} />}
      <p className="text-ink-3">{t(isThere ? 'ocr.there' : 'ocr.here')}</p>
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
