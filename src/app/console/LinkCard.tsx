import type { Device, LinkState } from '../../devices/device'
import type { DeviceError } from '../../devices/errors'
import type { Surface } from '../../engine/surface'
import { EndedCard } from './EndedCard'
import { IdentityCard } from './IdentityCard'
import { LostCard } from './LostCard'
import { SignInForm } from './SignInForm'

export interface LinkCardProps {
  readonly device: Device
  readonly name: string
  readonly link: Exclude<LinkState, { phase: 'online' }>
  /** Why the link was lost last: the card keeps its words while a try runs. */
  readonly lost: DeviceError | undefined
  readonly surface: Surface | undefined
}

/** The card for a link that does not stand: what it asks, why it was lost, how it ended. Loaded beside the first picture. */
export function LinkCard({ device, name, link, lost, surface }: LinkCardProps) {
  switch (link.phase) {
    case 'asking':
      return link.ask.kind === 'credentials' ? (
        <SignInForm ask={link.ask} name={name} device={device} />
      ) : (
        <IdentityCard ask={link.ask} name={name} />
      )
    case 'connecting':
      return lost ? <LostCard device={device} link={link} surface={surface} why={lost} /> : null
    case 'waiting':
      return <LostCard device={device} link={link} surface={surface} why={link.why} />
    case 'ended':
      return <EndedCard device={device} surface={surface} why={link.why} />
  }
}
