import { CircleSlash, Plug } from 'lucide-react'
import { useId, useState } from 'react'
import type { Device } from '../../devices/device'
import type { DeviceError } from '../../devices/errors'
import type { Surface } from '../../engine/surface'
import { Button } from '../../ui/Button'
import { useWords } from '../../ui/useWords'
import { describeError } from '../../words/describeError'
import { showMachine, staysHere } from '../address'
import { ErrorDetails } from './ErrorDetails'
import { OverlayCard } from './OverlayCard'
import { PictureAge } from './PictureAge'
import { reportOf } from './report'

export interface EndedCardProps {
  readonly device: Device
  readonly why: DeviceError | 'by-user'
  readonly surface: Surface | undefined
}

/** The link has ended and stays so until somebody wants it. */
export function EndedCard({ device, why, surface }: EndedCardProps) {
  const t = useWords()
  const id = useId()
  const [atMs] = useState(Date.now)
  const [showsDetails, setShowsDetails] = useState(false)
  const byUser = why === 'by-user'
  const words = byUser ? { what: t('lost.byUser.what'), cause: t('lost.byUser.cause') } : describeError(why)
  const lastFrameAtMs = surface?.facts.getState().lastFrameAtMs
  return (
    <OverlayCard aria-labelledby={`${id}-what`}>
      <div className="flex gap-4">
        <CircleSlash size={24} strokeWidth={1.5} aria-hidden="true" className="m-1 shrink-0 text-ink-3" />
        <div role="status" className="flex min-w-0 flex-col gap-1">
          <h2 id={`${id}-what`} className="text-large font-semibold">
            {words.what}
          </h2>
          <p className="text-ink-2">{words.cause}</p>
          {'todo' in words && <p className="text-ink-2">{words.todo}</p>}
        </div>
      </div>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button tone="primary" icon={Plug} onClick={() => device.retryNow()}>
          {t('lost.connectAgain')}
        </Button>
        {byUser ? (
          !staysHere() && <Button onClick={() => showMachine(undefined)}>{t('app.toMachines')}</Button>
        ) : (
          <Button
            aria-expanded={showsDetails}
            aria-controls={`${id}-details`}
            onClick={() => setShowsDetails(!showsDetails)}
          >
            {t('lost.details')}
          </Button>
        )}
        <PictureAge surface={surface} />
      </div>
      {!byUser && showsDetails && (
        <ErrorDetails
          id={`${id}-details`}
          why={why}
          atMs={atMs}
          attempt={undefined}
          report={() => reportOf({ deviceId: device.id, why, atMs, attempt: undefined, phase: 'ended', lastFrameAtMs })}
        />
      )}
    </OverlayCard>
  )
}
