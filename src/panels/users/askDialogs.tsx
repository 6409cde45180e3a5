import { useState } from 'react'
import { ConfirmDialog } from '../../ui/ConfirmDialog'
import { useWords } from '../../ui/useWords'
import type { Risk } from './riskOf'

interface AskProps {
  /** The account it is about; absent while nothing is asked. */
  readonly name: string | undefined
  onAnswer(isSure: boolean): void
}

export function AskRemove({ name, onAnswer }: AskProps) {
  const t = useWords()
  return (
    <ConfirmDialog
      open={name !== undefined}
      title={t('users.askRemove.title', { name: name ?? '' })}
      text={t('users.askRemove.text')}
      action={t('users.askRemove.action')}
      cancel={t('app.cancel')}
      onAnswer={onAnswer}
    />
  )
}

/** What could lock somebody out for good is asked twice: nobody could take it back from here. */
export function AskTwice({ name, risk, onAnswer }: AskProps & { readonly risk: Risk }) {
  const t = useWords()
  const [isAgain, setAgain] = useState(false)
  const answer = (isSure: boolean) => {
    if (isSure && !isAgain) return setAgain(true)
    setAgain(false)
    onAnswer(isSure)
  }
  const words = `users.askTwice.${risk}.${isAgain ? 'again' : 'first'}` as const
  return (
    <ConfirmDialog
      key={words}
      open={name !== undefined}
      title={t(`${words}.title`)}
      text={t(`${words}.text`, { name: name ?? '' })}
      action={t(`${words}.action`)}
      cancel={t('app.cancel')}
      onAnswer={answer}
    />
  )
}
