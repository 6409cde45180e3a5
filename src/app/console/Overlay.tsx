import { LoaderCircle } from 'lucide-react'
import { Suspense, useEffect, useState } from 'react'
import type { DisplayCapability } from '../../devices/capabilities/display'
import type { Device, LinkState } from '../../devices/device'
import type { DeviceError } from '../../devices/errors'
import { useReadable } from '../../session/useReadable'
import { ErrorBoundary } from '../../ui/ErrorBoundary'
import { useWords } from '../../ui/useWords'
import { describeError } from '../../words/describeError'
import { hasAllWords } from '../../words/words'
import { LinkCard, loadBehindPicture, SignalCard } from './lazyCards'

/** The cards come when the picture stands and the line is quiet: before they are needed, and before it can be lost. */
const cardsAfterMs = 1_000

export interface OverlayProps {
  readonly device: Device
  readonly name: string
}

/** What stands over the picture: nothing while all is well, otherwise one card in the middle. */
export function Overlay({ device, name }: OverlayProps) {
  const t = useWords()
  const link = useReadable(device.link)
  const lost = useLastLoss(device)
  const display = useReadable(device.capabilities, capabilities => capabilities.display)
  const isOnline = link.phase === 'online'
  useEffect(() => {
    if (!isOnline) return
    const timer = setTimeout(() => loadBehindPicture(device), cardsAfterMs)
    return () => clearTimeout(timer)
  }, [isOnline, device])

  if (link.phase === 'online') return display ? <Signal display={display} /> : null
  if (link.phase === 'connecting' && (link.attempt === 0 || !lost)) {
    return <Chip text={t(`link.step.${link.step}`)} isBusy />
  }
  return (
    <ErrorBoundary fallback={() => <PlainCause link={link} />}>
      <Suspense>
        <LinkCard device={device} name={name} link={link} lost={lost} surface={display?.surface} />
      </Suspense>
    </ErrorBoundary>
  )
}

/** Connected, and perhaps no picture. */
function Signal({ display }: { display: DisplayCapability }) {
  const { signal } = useReadable(display.signal)
  if (signal === 'live' || signal === 'unknown') return null
  return (
    <Suspense>
      <SignalCard display={display} />
    </Suspense>
  )
}

/** Where not even the card could be loaded, the sentence is still told. */
function PlainCause({ link }: { link: LinkState }) {
  const t = useWords()
  const why = 'why' in link && link.why !== 'by-user' ? link.why : undefined
  return <Chip text={why && hasAllWords() ? describeError(why).what : t('link.lost')} />
}

function Chip({ text, isBusy = false }: { text: string; isBusy?: boolean }) {
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center">
      <p className="flex animate-late items-center gap-2 rounded-full border border-line bg-surface px-3 py-1 text-ink-2">
        {isBusy && <LoaderCircle size={16} strokeWidth={1.75} aria-hidden="true" className="animate-turn" />}
        {text}
      </p>
    </div>
  )
}

/** Why the link was lost last, so that the card keeps its words while a try runs. */
function useLastLoss(device: Device): DeviceError | undefined {
  const [loss, setLoss] = useState<DeviceError>()
  useEffect(() => {
    const note = (link: LinkState) => {
      if (link.phase === 'waiting') setLoss(link.why)
      else if (link.phase !== 'connecting') setLoss(undefined)
    }
    note(device.link.getState())
    return device.link.subscribe(note)
  }, [device])
  return loss
}
