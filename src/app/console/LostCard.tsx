import { LoaderCircle, RotateCw } from 'lucide-react'
import { useId, useState } from 'react'
import type { Device, LinkState } from '../../devices/device'
import type { DeviceError } from '../../devices/errors'
import type { Surface } from '../../engine/surface'
import { Button } from '../../ui/Button'
import { CountdownRing } from '../../ui/CountdownRing'
import { useWords } from '../../ui/useWords'
import { describeError } from '../../words/describeError'
import { ErrorDetails } from './ErrorDetails'
import { OverlayCard } from './OverlayCard'
import { PictureAge } from './PictureAge'
import { reportOf } from './report'
import { useOnline } from './useOnline'

export interface LostCardProps {
  readonly device: Device
  readonly link: Extract<LinkState, { phase: 'waiting' | 'connecting' }>
  readonly why: DeviceError
  readonly surface: Surface | undefined
}

/** The link is lost and comes back by itself: why, when, and the way to have it now. */
export function LostCard({ device, link, why, surface }: LostCardProps) {
  const t = useWords()
  const id = useId()
  const isOnline = useOnline()
  const [atMs] = useState(Date.now)
  const [showsDetails, setShowsDetails] = useState(false)
  const words = describeError(why)
  const isWaiting = link.phase === 'waiting'
  return (
    <OverlayCard aria-labelledby={`${id}-what`}>
      <div className="flex gap-4">
        {isWaiting && isOnline ? (
          <Ring key={link.retryAtMs} untilMs={link.retryAtMs} />
        ) : (
          <LoaderCircle
            size={24}
            strokeWidth={1.5}
            aria-hidden="true"
            className="m-1 shrink-0 animate-turn text-ink-3"
          />
        )}
        <div aria-live="polite" className="flex min-w-0 flex-col gap-1">
          <h2 id={`${id}-what`} className="text-large font-semibold">
            {words.what}
          </h2>
          <p className="text-ink-2">{words.cause}</p>
          <p className="text-ink-2">{words.todo}</p>
          {!isOnline && <p className="text-ink-2">{t('lost.offline')}</p>}
        </div>
      </div>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button tone="primary" icon={RotateCw} disabled={!isWaiting} onClick={() => device.retryNow()}>
          {t('lost.tryNow')}
        </Button>
        <Button
          aria-expanded={showsDetails}
          aria-controls={`${id}-details`}
          onClick={() => setShowsDetails(!showsDetails)}
        >
          {t('lost.details')}
        </Button>
        <PictureAge surface={surface} attempt={link.attempt} />
      </div>
      {showsDetails && (
        <ErrorDetails
          id={`${id}-details`}
          why={why}
          atMs={atMs}
          attempt={link.attempt}
          report={() =>
            reportOf({
              deviceId: device.id,
              why,
              atMs,
              attempt: link.attempt,
              phase: link.phase,
              lastFrameAtMs: surface?.facts.getState().lastFrameAtMs,
            })
          }
        />
      )}
    </OverlayCard>
  )
}

function Ring({ untilMs }: { untilMs: number }) {
  const [fromMs] = useState(Date.now)
  return <CountdownRing fromMs={fromMs} untilMs={untilMs} />
}
