import { useId, useState } from 'react'
import type { Tunable, TuningValue } from '../../devices/capabilities/tuning'
import { Segments } from '../../ui/Segments'
import { useWords } from '../../ui/useWords'
import { formatNumber } from '../../words/format'
import { tunableName, valueName } from './tunableName'

interface TunableRowProps {
  readonly setting: Tunable
  onSet(value: TuningValue): void
}

/** More choices than this do not fit side by side. */
const mostSegments = 4

/** One value of a device with its control, and what turning it does besides. */
export function TunableRow({ setting, onSet }: TunableRowProps) {
  const t = useWords()
  const id = useId()
  const name = tunableName(setting.id)
  const [draft, setDraft] = useState<number>()
  const shown = setting.kind === 'range' ? (draft ?? setting.value) : undefined
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {name}
        </label>
        {setting.kind === 'range' && (
          <span className="text-ink-2 tabular-nums">
            {shown === undefined ? t('screen.notTold') : formatNumber(shown)}
            {setting.unit && shown !== undefined && <span translate="no"> {setting.unit}</span>}
          </span>
        )}
      </div>
      {setting.unheeded && (
        <p className={setting.unheeded === 'has-encoder' ? 'text-ink-2' : 'text-small text-ink-3'}>
          {t(`screen.unheeded.${setting.unheeded}`)}
        </p>
      )}
      {setting.unheeded === 'has-encoder' ? null : setting.kind === 'range' ? (
        <Range id={id} setting={setting} draft={draft} onDraft={setDraft} onSet={onSet} />
      ) : (
        <Control id={id} name={name} setting={setting} onSet={onSet} />
      )}
      {setting.effect && <p className="text-small text-ink-3">{t(`screen.effect.${setting.effect}`)}</p>}
    </div>
  )
}

interface ControlProps extends Pick<TunableRowProps, 'onSet'> {
  readonly id: string
  readonly name: string
  readonly setting: Exclude<Tunable, { kind: 'range' }>
}

function Control({ id, name, setting, onSet }: ControlProps) {
  const t = useWords()
  switch (setting.kind) {
    case 'toggle':
      return (
        <div>
          <Segments
            label={name}
            value={setting.value === undefined ? '' : setting.value ? 'on' : 'off'}
            options={[
              { value: 'off', label: t('settings.off') },
              { value: 'on', label: t('settings.on') },
            ]}
            onChoose={value => onSet(value === 'on')}
          />
        </div>
      )
    case 'choice':
      return setting.options.length <= mostSegments ? (
        <div>
          <Segments
            label={name}
            value={setting.value ?? ''}
            options={setting.options.map(value => ({ value, label: valueName(value) }))}
            onChoose={onSet}
          />
        </div>
      ) : (
        <select
          id={id}
          value={setting.value ?? ''}
          onChange={event => onSet(event.target.value)}
          className="h-row rounded-inner border border-line-strong bg-surface px-2"
        >
          {setting.value === undefined && <option value="">{t('screen.notTold')}</option>}
          {setting.options.map(value => (
            <option key={value} value={value}>
              {valueName(value)}
            </option>
          ))}
        </select>
      )
    case 'text':
      return (
        <input
          id={id}
          defaultValue={setting.value ?? ''}
          maxLength={setting.maxLength}
          onBlur={event => event.target.value !== (setting.value ?? '') && onSet(event.target.value)}
          className="h-row rounded-inner border border-line-strong bg-surface px-2"
        />
      )
  }
}

interface RangeProps extends Pick<TunableRowProps, 'onSet'> {
  readonly id: string
  readonly setting: Extract<Tunable, { kind: 'range' }>
  /** Where the thumb is while it is held. */
  readonly draft: number | undefined
  onDraft(value: number | undefined): void
}

/** Set when it is let go: each step may cost the device a restart of its stream. Faint while the device tells no value. */
function Range({ id, setting, draft, onDraft, onSet }: RangeProps) {
  const t = useWords()
  const settle = () => {
    if (draft !== undefined && draft !== setting.value) onSet(draft)
    onDraft(undefined)
  }
  const value = draft ?? setting.value
  return (
    <input
      id={id}
      type="range"
      min={setting.min}
      max={setting.max}
      step={setting.step ?? 1}
      value={value ?? setting.min}
      aria-valuetext={value === undefined ? t('screen.notTold') : undefined}
      onChange={event => onDraft(Number(event.target.value))}
      onPointerUp={settle}
      onKeyUp={settle}
      onBlur={settle}
      className={`h-row w-full accent-accent ${value === undefined ? 'opacity-50' : ''}`}
    />
  )
}
