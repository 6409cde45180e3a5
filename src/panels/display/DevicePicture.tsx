import { Camera, Download } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import type { DisplayCapability } from '../../devices/capabilities/display'
import type { ScreenshotCapability } from '../../devices/capabilities/screenshot'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { useReadable } from '../../session/useReadable'
import { recordAction } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Segments } from '../../ui/Segments'
import { saveFile } from '../../ui/saveFile'
import { useWords } from '../../ui/useWords'
import { formatBytes, formatSpan } from '../../words/format'

interface DevicePictureProps {
  readonly screenshot: ScreenshotCapability
  readonly surface: DisplayCapability['surface']
  readonly device: Device
}

interface Taken {
  readonly blob: Blob
  readonly url: string
}

/** Parts of the screen's size; the device keeps the proportions. */
const parts = [1, 2, 4] as const
type Part = `${(typeof parts)[number]}`

/** A picture that the device takes by itself, in the size and quality that are wanted: shown, and saved on demand. */
export function DevicePicture({ screenshot, surface, device }: DevicePictureProps) {
  const t = useWords()
  const id = useId()
  const { widthPx, heightPx } = useReadable(surface.facts)
  const { quality: range, maxAgeS } = screenshot
  const [part, setPart] = useState<Part>('1')
  const [quality, setQuality] = useState(range?.usual)
  const [isTaking, setTaking] = useState(false)
  const [taken, setTaken] = useState<Taken>()
  useEffect(() => taken && (() => URL.revokeObjectURL(taken.url)), [taken])

  const sized = (by: number) => [Math.round(widthPx / by), Math.round(heightPx / by)] as const
  const take = async () => {
    setTaking(true)
    try {
      const [width, height] = sized(Number(part))
      const size = part === '1' ? {} : { widthPx: width, heightPx: height }
      const blob = await screenshot.capture({ ...size, ...(quality !== undefined && { quality }) })
      setTaken({ blob, url: URL.createObjectURL(blob) })
      recordAction(device.id, t('screen.shot.took'))
    } catch (error) {
      tellFailure(device.id, t('screen.shot.failed'), error)
    }
    setTaking(false)
  }
  const save = ({ blob }: Taken) => {
    const time = new Date().toISOString().slice(0, 19).replaceAll(':', '.')
    saveFile(`${device.id} ${time}.${blob.type === 'image/png' ? 'png' : 'jpg'}`, blob.type, blob)
  }

  return (
    <Card aria-labelledby={id} className="flex flex-col gap-3 p-3">
      <h3 id={id} className="font-medium text-ink-2">
        {t('screen.shot.title')}
      </h3>
      <p className="text-ink-3">
        {maxAgeS > 0 ? t('screen.shot.age', { span: formatSpan(maxAgeS * 1000) }) : t('screen.shot.live')}
      </p>
      {widthPx > 0 && (
        <div>
          <Segments<Part>
            label={t('screen.shot.size')}
            value={part}
            options={parts.map(by => ({
              value: `${by}`,
              label: sized(by).join(' × '),
            }))}
            onChoose={setPart}
          />
        </div>
      )}
      {range && (
        <label className="flex items-center gap-3">
          <span className="font-medium">{t('screen.shot.quality')}</span>
          <input
            type="range"
            min={range.min}
            max={range.max}
            value={quality}
            onChange={event => setQuality(Number(event.target.value))}
            className="h-row min-w-0 flex-1 accent-accent"
          />
          <span className="text-ink-2 tabular-nums">{quality}</span>
        </label>
      )}
      <div className="flex gap-2">
        <Button icon={Camera} disabled={isTaking} onClick={() => void take()}>
          {t(isTaking ? 'screen.shot.taking' : 'screen.shot.take')}
        </Button>
        {taken && (
          <Button icon={Download} onClick={() => save(taken)}>
            {t('screen.shot.save')}
          </Button>
        )}
      </div>
      {taken && <TakenPicture taken={taken} />}
    </Card>
  )
}

function TakenPicture({ taken: { url, blob } }: { taken: Taken }) {
  const t = useWords()
  const [size, setSize] = useState<{ width: number; height: number }>()
  return (
    <figure className="flex flex-col gap-1">
      <img
        src={url}
        alt={t('screen.shot.picture')}
        className="max-w-full self-start rounded-inner border border-line"
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setSize({ width, height })}
      />
      <figcaption className="text-ink-3 tabular-nums">
        {size && t('screen.shot.facts', { ...size, size: formatBytes(blob.size) })}
      </figcaption>
    </figure>
  )
}
