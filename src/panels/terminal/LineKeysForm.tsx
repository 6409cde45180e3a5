import type { LineKeysChoice } from '../../devices/capabilities/terminal'
import { lineKeyChoices } from '../../lib/lineKeys'
import { useReadable } from '../../session/useReadable'
import { Card } from '../../ui/Card'
import { Select } from '../../ui/Select'
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
    <Card
      className="grid w-full max-w-xl grid-cols-2 gap-3 p-3 thumb:grid-cols-3"
      role="group"
      aria-label={t('terminal.lineKeys')}
    >
      <Select
        label={t('terminal.keys.enter')}
        value={state.enter}
        options={enter.map(value => ({ value, label: t(`terminal.keyChoice.enter.${value}`) }))}
        onChoose={chosen => keys.choose({ enter: chosen })}
      />
      <Select
        label={t('terminal.keys.backspace')}
        value={state.backspace}
        options={backspace.map(value => ({ value, label: t(`terminal.keyChoice.backspace.${value}`) }))}
        onChoose={chosen => keys.choose({ backspace: chosen })}
      />
      <Select
        label={t('terminal.keys.delete')}
        value={state.delete}
        options={del.map(value => ({ value, label: t(`terminal.keyChoice.delete.${value}`) }))}
        onChoose={chosen => keys.choose({ delete: chosen })}
      />
      <Select
        label={t('terminal.keys.functionKeys')}
        value={state.functionKeys}
        options={functionKeys.map(value => ({ value, label: t(`terminal.keyChoice.functionKeys.${value}`) }))}
        onChoose={chosen => keys.choose({ functionKeys: chosen })}
      />
      <Select
        label={t('terminal.keys.echo')}
        value={state.echo}
        options={echo.map(value => ({ value, label: t(`terminal.keyChoice.echo.${value}`) }))}
        onChoose={chosen => keys.choose({ echo: chosen })}
      />
    </Card>
  )
}
