import { LoaderCircle } from 'lucide-react'
import type { Device, Step } from '../../devices/device'
import { useMaybe } from '../../session/useMaybe'
import { useReadable } from '../../session/useReadable'
import { useWords } from '../../ui/useWords'
import { OverlayCard } from './OverlayCard'

/** Ways of carrying a picture that begin with a whole one, whenever the device sends it next. */
const videos: readonly (string | undefined)[] = ['h264', 'direct', 'video']

/** Something takes long: what is waited for, and what is known of why. */
export function WaitCard({ device, step }: { device: Device; step: Step }) {
  const t = useWords()
  const { stats, display } = useReadable(device.capabilities)
  const { phase } = useReadable(device.link)
  const bytes = useMaybe(stats?.own.latest)?.bytesPerSecond ?? 0
  const source = useMaybe(display?.sources)?.active
  const why = phase !== 'online' ? 'answer' : bytes === 0 ? 'nothing' : videos.includes(source) ? 'keyFrame' : 'part'
  return (
    <OverlayCard role="status" className="flex gap-4">
      <LoaderCircle size={24} strokeWidth={1.5} aria-hidden="true" className="animate-turn text-ink-3" />
      <div>
        <h2 className="text-large font-semibold">{t(`link.step.${step}`)}</h2>
        <p className="text-ink-2">{t(`wait.${why}`)}</p>
      </div>
    </OverlayCard>
  )
}
