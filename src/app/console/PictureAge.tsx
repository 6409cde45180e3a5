import type { Surface } from '../../engine/surface'
import { useMaybe } from '../../session/useMaybe'
import { useNow } from '../../ui/useNow'
import { useWords } from '../../ui/useWords'
import { formatNumber, formatSpan } from '../../words/format'

/** Which try comes next, and how old the picture behind the card is, where there is one. */
export function PictureAge({ surface, attempt }: { surface: Surface | undefined; attempt?: number }) {
  const t = useWords()
  const now = useNow(1_000)
  const lastFrameAtMs = useMaybe(surface?.facts)?.lastFrameAtMs
  const parts = [
    attempt !== undefined && t('lost.attempt', { attempt: formatNumber(attempt) }),
    lastFrameAtMs !== undefined && t('lost.age', { age: formatSpan(now - lastFrameAtMs) }),
  ]
  return <span className="ms-auto text-ink-3 tabular-nums">{parts.filter(Boolean).join(' · ')}</span>
}
