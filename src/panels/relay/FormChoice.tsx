import { Segments } from '../../ui/Segments'
import { useWords } from '../../ui/useWords'
import type { PayloadForm } from './payload'

interface FormChoiceProps {
  readonly label: string
  readonly value: PayloadForm
  onChoose(form: PayloadForm): void
}

/** Text, JSON or hex: how messages are read, or how one is written. */
export function FormChoice(props: FormChoiceProps) {
  const t = useWords()
  const forms = ['text', 'json', 'hex'] as const
  return <Segments<PayloadForm> {...props} options={forms.map(value => ({ value, label: t(`relay.${value}`) }))} />
}
