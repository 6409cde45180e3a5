import { LoaderCircle } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Device, LinkState } from '../../devices/device'
import type { DeviceError } from '../../devices/errors'
import { useReadable } from '../../session/useReadable'
import { useWords } from '../../ui/useWords'
import { EndedCard } from './EndedCard'
import { IdentityCard } from './IdentityCard'
import { LostCard } from './LostCard'
import { SignalCard } from './SignalCard'
import { SignInForm } from './SignInForm'

export interface OverlayProps {
  readonly device: Device
  readonly name: string
}

/** What stands over the picture: nothing while all is well, otherwise one card in the middle. */
export function Overlay({ device, name }: OverlayProps) {
  const link = useReadable(device.link)
  const lost = useLastLoss(device)
  const display = useReadable(device.capabilities, capabilities => capabilities.display)
  const surface = display?.surface
  switch (link.phase) {
    case 'online':
      return display ? <SignalCard display={display} /> : null
    case 'asking':
      return link.ask.kind === 'credentials' ? (
        <SignInForm ask={link.ask} name={name} />
      ) : (
        <IdentityCard ask={link.ask} name={name} />
      )
    case 'connecting':
      if (link.attempt > 0 && lost) return <LostCard {...{ device, link, surface }} why={lost} />
      return <StepChip step={link.step} />
    case 'waiting':
      return <LostCard {...{ device, link, surface }} why={link.why} />
    case 'ended':
      return <EndedCard {...{ device, surface }} why={link.why} />
  }
}

function StepChip({ step }: { step: Extract<LinkState, { phase: 'connecting' }>['step'] }) {
  const t = useWords()
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center">
      <p className="flex animate-late items-center gap-2 rounded-full border border-line bg-surface px-3 py-1 text-ink-2">
        <LoaderCircle size={16} strokeWidth={1.75} aria-hidden="true" className="animate-turn" />
        {t(`link.step.${step}`)}
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
