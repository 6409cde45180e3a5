import { EyeOff } from 'lucide-react'
import { useWords } from '../../ui/useWords'
import { OverlayCard } from './OverlayCard'

/** Connected, in the frame of a site that may not show the picture. */
export function WithheldCard() {
  const t = useWords()
  return (
    <OverlayCard role="status" className="flex gap-4">
      <EyeOff size={24} strokeWidth={1.5} aria-hidden="true" className="shrink-0 text-ink-3" />
      <div>
        <h2 className="text-large font-semibold">{t('withheld.what')}</h2>
        <p className="text-ink-2">{t('withheld.cause')}</p>
      </div>
    </OverlayCard>
  )
}
