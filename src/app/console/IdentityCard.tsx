import { Fingerprint, TriangleAlert } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import type { Ask } from '../../devices/device'
import { Button } from '../../ui/Button'
import { useWords } from '../../ui/useWords'
import { OverlayCard } from './OverlayCard'

/** Shows the server's key and asks whether it is the right one. */
export function IdentityCard({ ask, name }: { ask: Extract<Ask, { kind: 'identity' }>; name: string }) {
  const t = useWords()
  const id = useId()
  const refuse = useRef<HTMLButtonElement>(null)
  const hasChanged = ask.known !== undefined && ask.known !== ask.fingerprint
  const Icon = hasChanged ? TriangleAlert : Fingerprint
  // The harmless answer has the focus: a key pressed too early trusts nobody.
  useEffect(() => refuse.current?.focus(), [])
  return (
    <OverlayCard role="dialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`}>
      <h2 id={`${id}-title`} className="flex items-center gap-2 text-large font-semibold">
        <Icon size={16} strokeWidth={1.75} aria-hidden="true" className={hasChanged ? 'text-warn' : 'text-ink-3'} />
        {t('identity.title', { name })}
      </h2>
      <p id={`${id}-text`} className="pt-1 text-ink-2">
        {hasChanged ? t('identity.changed') : t('identity.first')}
      </p>
      <dl className="flex flex-col gap-2 pt-3">
        <Key label={t('identity.fingerprint')} value={ask.fingerprint} />
        {hasChanged && ask.known && <Key label={t('identity.known')} value={ask.known} />}
      </dl>
      <div className="mt-4 flex gap-2">
        <Button tone={hasChanged ? 'danger' : 'primary'} onClick={() => ask.accept()}>
          {t('identity.accept')}
        </Button>
        <Button ref={refuse} onClick={() => ask.cancel()}>
          {t('identity.refuse')}
        </Button>
      </div>
    </OverlayCard>
  )
}

function Key({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt className="text-ink-3">{label}</dt>
      <dd translate="no" className="font-mono break-words">
        {value}
      </dd>
    </div>
  )
}
