import { useStore } from 'zustand'
import { questions } from '../../stores/questions'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { useWords } from '../../ui/useWords'

/** The question that `confirm` has asked. */
export function OpenQuestion() {
  const t = useWords()
  const question = useStore(questions, ({ open }) => open)
  if (!question) return null
  const { title, text, action, answer } = question
  return <ConfirmDialog open title={title} text={text} action={action} cancel={t('app.cancel')} onAnswer={answer} />
}
