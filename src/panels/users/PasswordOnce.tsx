import { Check, Copy } from 'lucide-react'
import { useId, useState } from 'react'
import { notify } from '../../stores/notices'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { copyText } from '../../ui/copyText'
import { useWords } from '../../ui/useWords'

interface PasswordOnceProps {
  readonly name: string
  readonly password: string
  onDone(): void
}

/** A password that was made up here, until the operator has taken it. */
export function PasswordOnce({ name, password, onDone }: PasswordOnceProps) {
  const t = useWords()
  const id = useId()
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    if (await copyText(password)) setCopied(true)
    else notify({ tone: 'bad', text: t('lost.copyFailed') })
  }
  return (
    <Card aria-labelledby={id} className="flex flex-col gap-2 border-accent p-3">
      <h3 id={id} className="font-medium text-ink-2">
        {t('users.shownOnce.title', { name })}
      </h3>
      <output translate="no" aria-labelledby={id} className="font-mono text-large break-all select-all">
        {password}
      </output>
      <p className="text-ink-3">{t('users.shownOnce.text')}</p>
      <div className="flex gap-2">
        <Button tone="primary" icon={isCopied ? Check : Copy} aria-live="polite" onClick={() => void copy()}>
          {isCopied ? t('clipboard.copied') : t('users.shownOnce.copy')}
        </Button>
        <Button onClick={onDone}>{t('users.shownOnce.done')}</Button>
      </div>
    </Card>
  )
}
