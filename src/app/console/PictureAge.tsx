import type { Surface } from '../../engine/surface'
import { useMaybe } from '../../session/useMaybe'
import { useNow } from '../../ui/useNow'
import { useWords } from '../../ui/useWords'
import { formatSpan } from '../../words/format'

/** How old the picture behind the card is. Nothing where there never was one. */
export function PictureAge({ surface }: { surface: Surface | undefined }) {
  const t = useWords()
  const now = useNow(1_000)
  const lastFrameAtMs = useMaybe(surface?.facts)?.lastFrameAtMs
  if (lastFrameAtMs === undefined) return null
  return (
    <span className="ms-auto text-ink-3 tabular-nums">{t('lost.age', { age: formatSpan(now - lastFrameAtMs) })}</span>
  )
}
