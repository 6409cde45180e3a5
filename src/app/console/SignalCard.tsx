import { MonitorX } from 'lucide-react'
import type { DisplayCapability } from '../../devices/capabilities/display'
import { useReadable } from '../../session/useReadable'
import { useWords } from '../../ui/useWords'
import { OverlayCard } from './OverlayCard'

/** Connected, and yet no picture: says what the device says of it. */
export function SignalCard({ display }: { display: DisplayCapability }) {
  const t = useWords()
  const { signal, detail } = useReadable(display.signal)
  if (signal === 'live' || signal === 'unknown') return null
  return (
    <OverlayCard role="status" className="flex gap-4">
      <MonitorX size={24} strokeWidth={1.5} aria-hidden="true" className="shrink-0 text-ink-3" />
      <div>
        <h2 className="text-large font-semibold">{t(`signal.${signal}.what`)}</h2>
        <p className="text-ink-2">{t(`signal.${signal}.cause`)}</p>
        {detail && (
          <p translate="no" className="pt-1 text-ink-3">
            {detail}
          </p>
        )}
      </div>
    </OverlayCard>
  )
}
