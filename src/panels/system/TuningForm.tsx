import { useEffect, useId, useState } from 'react'
import type { Tunable, Tuning, TuningValue } from '../../devices/capabilities/tuning'
import type { Device } from '../../devices/device'
import { tellFailure } from '../../session/tellFailure'
import { useReadable } from '../../session/useReadable'
import { recordAction } from '../../stores/actions'
import { Button } from '../../ui/Button'
import { Checkbox } from '../../ui/Checkbox'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { useWords } from '../../ui/useWords'
import { isWordKey } from '../../words/isWordKey'

/** Values of a device that can be turned, each with its limits and what turning it does. */
export function TuningForm({ tuning, device }: { tuning: Tuning; device: Device }) {
  const t = useWords()
  const settings = useReadable(tuning.settings)
  const set = async (id: string, name: string, value: TuningValue) => {
    try {
      await tuning.set(id, value)
      recordAction(device.id, t('system.changed', { name }))
    } catch (error) {
      tellFailure(device.id, t('system.notChanged', { name }), error, t('system.changed', { name }))
    }
  }
  if (settings.length === 0) return null
  const effects = [...new Set(settings.flatMap(({ effect }) => effect ?? []))]
  return (
    <div className="flex flex-col gap-3">
      {settings.map(setting => {
        const key = `system.tunable.${setting.id}`
        const name = isWordKey(key) ? t(key) : setting.id
        return (
          <TunableControl
            key={setting.id}
            setting={setting}
            name={name}
            onSet={value => void set(setting.id, name, value)}
          />
        )
      })}
      <p className="text-ink-3">
        {settings.some(({ scope }) => scope === 'everyone') && t('system.everyone')}{' '}
        {effects.map(effect => t(`system.effect.${effect}`)).join(' ')}
      </p>
    </div>
  )
}

interface ControlProps<S extends Tunable = Tunable> {
  readonly setting: S
  readonly name: string
  onSet(value: TuningValue): void
}

function TunableControl({ setting, name, onSet }: ControlProps) {
  switch (setting.kind) {
    case 'range':
      return <RangeControl setting={setting} name={name} onSet={onSet} />
    case 'choice':
      return (
        <Select
          label={name}
          value={setting.value ?? ''}
          translate="no"
          options={setting.options.map(value => ({ value, label: value }))}
          onChoose={onSet}
        />
      )
    case 'toggle':
      return <Checkbox label={name} checked={setting.value ?? false} onChange={event => onSet(event.target.checked)} />
    case 'text':
      return <TextControl setting={setting} name={name} onSet={onSet} />
  }
}

/** Told when it is let go: each change may restart a stream. */
function RangeControl({ setting, name, onSet }: ControlProps<Extract<Tunable, { kind: 'range' }>>) {
  const t = useWords()
  const id = useId()
  const { value, applied, min, max, step = 1, unit } = setting
  const [shown, setShown] = useState(value ?? min)
  useEffect(() => setShown(value ?? min), [value, min])
  const inUnit = (number: number) => (unit ? t(`system.unit.${unit}`, { value: number }) : String(number))
  const settle = () => shown !== value && onSet(shown)
  return (
    <div className="flex flex-col gap-0.5">
      <p className="flex justify-between gap-3">
        <label htmlFor={id} className="font-medium text-ink-2">
          {name}
        </label>
        <output htmlFor={id} className="tabular-nums">
          {inUnit(shown)}
          {applied !== undefined && applied !== shown && (
            <span className="text-ink-3"> {t('system.applied', { value: inUnit(applied) })}</span>
          )}
        </output>
      </p>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={shown}
        onChange={event => setShown(event.target.valueAsNumber)}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
        className="h-row accent-accent"
      />
    </div>
  )
}

function TextControl({ setting, name, onSet }: ControlProps<Extract<Tunable, { kind: 'text' }>>) {
  const t = useWords()
  const [text, setText] = useState(setting.value ?? '')
  useEffect(() => setText(setting.value ?? ''), [setting.value])
  return (
    <div className="flex items-end gap-2">
      <Field
        className="flex-1"
        label={name}
        value={text}
        {...(setting.maxLength !== undefined && { maxLength: setting.maxLength })}
        onChange={event => setText(event.target.value)}
      />
      <Button disabled={text === (setting.value ?? '')} onClick={() => onSet(text)}>
        {t('system.set')}
      </Button>
    </div>
  )
}
