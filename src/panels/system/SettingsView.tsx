import type { InputCapability } from '../../devices/capabilities/input'
import type { SystemCapability } from '../../devices/capabilities/system'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { useCapability } from '../../session/useCapability'
import { useMaybe } from '../../session/useMaybe'
import { recordAction } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Segments } from '../../ui/Segments'
import { useWords } from '../../ui/useWords'
import { TuningForm } from './TuningForm'

interface SettingsViewProps {
  readonly system: SystemCapability
  readonly device: Device
}

/** What the device lets an operator turn of itself, and of its keyboard and mouse. Its picture: the Screen panel. */
export function SettingsView({ system, device }: SettingsViewProps) {
  const input = useCapability(device, 'input')
  return (
    <>
      {input && <InputCard input={input} device={device} />}
      {system.tuning && (
        <Card className="p-3">
          <TuningForm tuning={system.tuning} device={device} />
        </Card>
      )}
    </>
  )
}

function InputCard({ input, device }: { input: InputCapability; device: Device }) {
  const t = useWords()
  const mode = useMaybe(input.pointer?.mode)
  const settings = useMaybe(input.tuning?.settings) ?? []
  if (!input.reset && settings.length === 0 && (mode?.available.length ?? 0) < 2) return null
  const run = async (name: string, act: () => Promise<void> | undefined) => {
    try {
      await act()
      recordAction(device.id, t('system.changed', { name }))
    } catch (error) {
      tellFailure(device.id, t('system.notChanged', { name }), error, t('system.changed', { name }))
    }
  }
  return (
    <Card className="flex flex-col gap-3 p-3" aria-label={t('system.input')}>
      <h3 className="font-medium text-ink-2">{t('system.input')}</h3>
      {mode && mode.available.length > 1 && (
        <div className="flex flex-wrap items-center gap-3">
          <span aria-hidden="true" className="text-ink-2">
            {t('system.pointer')}
          </span>
          <Segments
            label={t('system.pointer')}
            value={mode.active}
            options={mode.available.map(value => ({ value, label: t(`system.pointerMode.${value}`) }))}
            onChoose={value => void run(t('system.pointer'), () => input.pointer?.choose(value))}
          />
        </div>
      )}
      {input.tuning && <TuningForm tuning={input.tuning} device={device} />}
      {input.reset && (
        <Button className="self-start" onClick={() => void run(t('system.resetInput'), () => input.reset?.())}>
          {t('system.resetInput')}
        </Button>
      )}
    </Card>
  )
}
