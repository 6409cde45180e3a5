import { RefreshCw } from 'lucide-react'
import type { DisplayCapability, Screens } from '../../devices/capabilities/display'
import type { Tuning } from '../../devices/capabilities/tuning'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { useCapability } from '../../session/useCapability'
import { useMaybe } from '../../session/useMaybe'
import { useReadable } from '../../session/useReadable'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Segments } from '../../ui/Segments'
import { useWords } from '../../ui/useWords'
import { formatNumber } from '../../words/format'
import { DevicePicture } from './DevicePicture'
import { TunableRow } from './TunableRow'
import { tunableName, valueName } from './tunableName'

interface ScreenPanelProps {
  readonly capability: DisplayCapability
  readonly device: Device
}

/** How the picture is carried and made: what this machine lets a viewer turn, presets first. */
export function ScreenPanel({ capability: display, device }: ScreenPanelProps) {
  const t = useWords()
  const sources = useMaybe(display.sources)
  const screenshot = useCapability(device, 'screenshot')
  return (
    <div className="flex flex-col gap-3">
      {sources && sources.available.length > 1 && display.chooseSource && (
        <Card className="flex flex-col items-start gap-2 p-3">
          <span className="font-medium">{t('screen.source')}</span>
          <Segments
            label={t('screen.source')}
            value={sources.active}
            options={sources.available.map(value => ({ value, label: valueName(value) }))}
            onChoose={value => display.chooseSource?.(value)}
          />
          {sources.fallback && <p className="text-ink-3">{t(`screen.fallback.${sources.fallback}`)}</p>}
        </Card>
      )}
      {display.screens && <ScreensCard screens={display.screens} />}
      {display.tuning && <TuningCard tuning={display.tuning} device={device} />}
      {display.refresh && (
        <Button icon={RefreshCw} className="self-start" onClick={() => display.refresh?.()}>
          {t('screen.refresh')}
        </Button>
      )}
      {screenshot && <DevicePicture screenshot={screenshot} surface={display.surface} device={device} />}
    </div>
  )
}

/** Which of several displays is shown. */
function ScreensCard({ screens }: { screens: Screens }) {
  const t = useWords()
  const all = useReadable(screens.all)
  const shown = useReadable(screens.shown)
  if (all.length < 2) return null
  const names = all.map(({ id, widthPx, heightPx }, i) => ({
    value: String(id),
    label: t('screen.display', { number: formatNumber(i + 1), size: `${widthPx} × ${heightPx}` }),
  }))
  return (
    <Card className="flex flex-col items-start gap-2 p-3">
      <span className="font-medium">{t('screen.displays')}</span>
      <Segments
        label={t('screen.displays')}
        value={all.some(({ id }) => id === shown) ? String(shown) : ''}
        options={[{ value: '', label: t('screen.allDisplays') }, ...names]}
        onChoose={value => screens.show(value === '' ? undefined : Number(value))}
      />
    </Card>
  )
}

function TuningCard({ tuning, device }: { tuning: Tuning; device: Device }) {
  const t = useWords()
  const settings = useReadable(tuning.settings)
  const set: Tuning['set'] = (id, value) =>
    tuning.set(id, value).catch((error: unknown) => {
      const what = tunableName(id)
      tellFailure(device.id, t('screen.failed', { what }), error, t('screen.changed', { what }))
    })
  return (
    <Card className="flex flex-col gap-4 p-3">
      {settings.map(setting => (
        <TunableRow key={setting.id} setting={setting} onSet={value => void set(setting.id, value)} />
      ))}
      {settings.some(({ scope }) => scope === 'everyone') && <p className="text-ink-3">{t('screen.everyone')}</p>}
    </Card>
  )
}
