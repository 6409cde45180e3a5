import { LoaderCircle } from 'lucide-react'
import { Suspense, useEffect, useState } from 'react'
import type { DisplayCapability } from '../../devices/capabilities/display'
import type { Device, LinkState, Step } from '../../devices/device'
import type { DeviceError } from '../../devices/errors'
import { useReadable } from '../../session/useReadable'
import { ErrorBoundary } from '../../ui/ErrorBoundary'
import { useWords } from '../../ui/useWords'
import { describeError } from '../../words/describeError'
import { hasAllWords } from '../../words/words'
import { LinkCard, loadBehindPicture, SignalCard, WaitCard, WithheldCard } from './lazyCards'

/** The cards come when the picture stands and the line is quiet: before they are needed, and before it can be lost. */
const cardsAfterMs = 1_000
/** What takes longer than this says why. */
const longMs = 3_000

export interface OverlayProps {
  readonly device: Device
  readonly name: string
}

/** What stands over the picture: nothing while all is well, otherwise one card in the middle. */
export function Overlay({ device, name }: OverlayProps) {
  const link = useReadable(device.link)
  const lost = useLastLoss(device)
  const display = useReadable(device.capabilities, capabilities => capabilities.display)
  const isOnline = link.phase === 'online'
  useEffect(() => {
    if (!isOnline) return
    const timer = setTimeout(() => loadBehindPicture(device), cardsAfterMs)
    return () => clearTimeout(timer)
  }, [isOnline, device])

  if (link.phase === 'online') {
    if (display) return <Signal device={device} display={display} />
    return (
      device.withheld && (
        <Suspense>
          <WithheldCard />
        </Suspense>
      )
    )
  }
  if (link.phase === 'connecting' && (link.attempt === 0 || !lost)) {
    return <Wait key={link.step} device={device} step={link.step} />
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
function Signal({ device, display }: { device: Device; display: DisplayCapability }) {
  const { signal } = useReadable(display.signal)
  const hasPicture = useReadable(display.surface.facts, ({ framesPainted, still }) => framesPainted > 0 && !still)
  if (signal === 'live' || signal === 'unknown') return hasPicture ? null : <Wait device={device} step="starting" />
  return (
    <Suspense>
      <SignalCard display={display} />
    </Suspense>
  )
}

/** What is waited for, and when that takes long, why, in a card. */
function Wait({ device, step }: { device: Device; step: Step }) {
  const t = useWords()
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), longMs)
    return () => clearTimeout(timer)
  }, [])
  const chip = <Chip text={t(`link.step.${step}`)} isBusy />
  return isLong ? (
    <Suspense fallback={chip}>
      <WaitCard device={device} step={step} />
    </Suspense>
  ) : (
    chip
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
