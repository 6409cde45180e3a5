import { useId } from 'react'
import type { LineKeysChoice } from '../../devices/capabilities/terminal'
import { lineKeyChoices, readLineKeys } from '../../lib/lineKeys'
import { useReadable } from '../../session/useReadable'
import { Card } from '../../ui/Card'
import { useWords } from '../../ui/useWords'

interface LineKeysFormProps {
  readonly keys: LineKeysChoice
}

/** What Enter, Backspace and the like send on this line. Each choice takes effect at the next key. */
export function LineKeysForm({ keys }: LineKeysFormProps) {
  const t = useWords()
  const state = useReadable(keys.state)
  const { enter, backspace, delete: del, functionKeys, echo } = lineKeyChoices
  return (
    <Card className="flex w-full max-w-md flex-col gap-2 p-3" role="group" aria-label={t('terminal.lineKeys')}>
      <Choice
        label={t('terminal.keys.enter')}
        value={state.enter}
        options={enter.map(value => ({ value, label: t(`terminal.keyChoice.enter.${value}`) }))}
        onChoose={value => keys.choose(readLineKeys({ enter: value }))}
      />
      <Choice
        label={t('terminal.keys.backspace')}
        value={state.backspace}
        options={backspace.map(value => ({ value, label: t(`terminal.keyChoice.backspace.${value}`) }))}
        onChoose={value => keys.choose(readLineKeys({ backspace: value }))}
      />
      <Choice
        label={t('terminal.keys.delete')}
        value={state.delete}
        options={del.map(value => ({ value, label: t(`terminal.keyChoice.delete.${value}`) }))}
        onChoose={value => keys.choose(readLineKeys({ delete: value }))}
      />
      <Choice
        label={t('terminal.keys.functionKeys')}
        value={state.functionKeys}
        options={functionKeys.map(value => ({ value, label: t(`terminal.keyChoice.functionKeys.${value}`) }))}
        onChoose={value => keys.choose(readLineKeys({ functionKeys: value }))}
      />
      <Choice
        label={t('terminal.keys.echo')}
        value={state.echo}
        options={echo.map(value => ({ value, label: t(`terminal.keyChoice.echo.${value}`) }))}
        onChoose={value => keys.choose(readLineKeys({ echo: value }))}
      />
    </Card>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  onChoose(value: string): void
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const id = useId()
  return (
    <div className="flex items-center justify-between gap-3">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={event => onChoose(event.target.value)}
        className="h-row rounded-inner border border-line-strong bg-surface px-2"
      >
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
