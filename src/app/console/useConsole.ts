import { useCallback, useEffect, useState } from 'react'
import type { Capabilities } from '../../devices/capabilities/capabilities'
import type { Device, DeviceEntry, LinkState, OpenChoices } from '../../devices/device'
import type { Scaling } from '../../engine/surface'
import { type Readable, writable } from '../../lib/readable'
import { hidePicture, keepStill } from '../../session/stills'
import { type Machines, useMachine } from '../../session/useMachine'
import { useMaybe } from '../../session/useMaybe'
import { useReadable } from '../../session/useReadable'
import { chosenSource, keptChoice, knownIdentity } from '../../stores/keptByMachine'
import { preferences, useSetting } from '../../stores/preferences'
import { type ConsoleActions, useConsoleActions } from './useConsoleActions'

/** `not-yet`: the address says to wait. `ended`: the operator pressed Disconnect. */
type Opening = 'not-yet' | 'wanted' | 'ended'

/** One console as its parts see it. */
export interface Console {
  readonly entry: DeviceEntry
  /** Absent until opened, and for a family that this build does not know. */
  readonly device: Device | undefined
  readonly capabilities: Capabilities
  readonly link: LinkState | undefined
  readonly opening: Opening
  readonly scaling: Scaling
  readonly actions: ConsoleActions
  readonly panelId: string | undefined
  /** The open panel was asked for by a person, not remembered or named by the address. */
  readonly isPanelAsked: boolean
  openPanel(id: string | undefined): void
  /** Keys under the picture, for those without a keyboard. */
  readonly showsKeys: boolean
  toggleKeys(): void
  focusPicture(): void
  connect(): void
  disconnect(): void
  /** Forgets what was answered and asks again; there once this machine has asked, or where a session lives. */
  readonly signOut: (() => void) | undefined
}

const noCapabilities: Readable<Capabilities> = writable({})

export interface ConsoleOptions {
  readonly entry: DeviceEntry
  readonly registry: Machines
  readonly connects: boolean
  readonly repeaterId: string | undefined
  readonly panel: string | undefined
  takeCredentials(id: string): OpenChoices['credentials']
}

/**
 * Opens a machine and holds what its console shows.
 *
 * @example const view = useConsole({ entry, registry, connects: true, ... })
 */
export function useConsole({ entry, registry, connects, repeaterId, panel, takeCredentials }: ConsoleOptions): Console {
  const [opening, setOpening] = useState<Opening>(connects ? 'wanted' : 'not-yet')
  const [{ panelId, isPanelAsked }, setPanel] = useState({ panelId: panel ?? rememberedPanel(), isPanelAsked: false })
  const [showsKeys, setShowsKeys] = useState(false)
  const [choices] = useState(() => choicesOf(entry.id, repeaterId))
  const device = useMachine(
    opening === 'wanted' ? entry : undefined,
    withCredentials(choices, () => takeCredentials(entry.id)),
    registry,
  )
  const capabilities = useReadable(device?.capabilities ?? noCapabilities)
  const link = useMaybe(device?.link)
  const actions = useConsoleActions(device, entry.name, capabilities)
  const wanted = useSetting('scaling').value
  const scalings = useMaybe(capabilities.display?.scalings)
  const surface = capabilities.display?.surface
  // Where a terminal stands in the picture's place, it takes the keys.
  const focusPicture = useCallback(() => {
    if (surface) surface.focus()
    else document.querySelector<HTMLElement>('[data-terminal="main"] textarea')?.focus()
  }, [surface])
  const hasAsked = useHasAsked(device)
  const hasSession = useMaybe(device?.hasSession) === true
  useEnforcedViewOnly(capabilities)
  // The last picture goes to the list; the surface outlives this component by the registry's grace.
  useEffect(() => surface && (() => void keepStill(entry.id, surface)), [surface, entry.id])

  return {
    entry,
    device,
    capabilities,
    link,
    scaling: scalings?.includes(wanted) === false ? 'fit' : wanted,
    actions,
    panelId,
    isPanelAsked,
    openPanel(id) {
      setPanel({ panelId: id, isPanelAsked: true })
      preferences.choose('panel', id ?? '')
    },
    focusPicture,
    showsKeys,
    toggleKeys: () => setShowsKeys(!showsKeys),
    opening,
    signOut:
      (hasAsked || hasSession) && device?.signOut
        ? () => {
            if (surface) hidePicture(device, surface)
            device.signOut?.()
          }
        : undefined,
    connect: () => (device ? device.retryNow() : setOpening('wanted')),
    disconnect: () => {
      if (surface) void keepStill(entry.id, surface)
      registry.close(entry.id) // final for this Device: connecting again opens another
      setOpening('ended')
    },
  }
}

/** The panel that was open last, where it stands beside the picture and not over it. */
function rememberedPanel(): string | undefined {
  return window.matchMedia('(width >= 68.75rem)').matches ? preferences.resolve('panel').value || undefined : undefined
}

function choicesOf(id: string, repeaterId: string | undefined): OpenChoices {
  const logging = preferences.resolve('logging')
  return {
    shared: preferences.resolve('shared').value,
    viewOnly: preferences.resolve('viewOnly').value,
    quality: preferences.resolve('quality').value,
    compression: preferences.resolve('compression').value,
    showDot: preferences.resolve('showDot').value,
    ...reconnectChoice(),
    ...(logging.setBy !== 'built-in' && { logging: logging.value }),
    identity: knownIdentity(id),
    source: chosenSource(id),
    kept: what => keptChoice(id, what),
    ...(repeaterId && { repeaterId }),
  }
}

/** A delay that somebody named is kept to; without one, ours grows with each failure. */
function reconnectChoice(): Pick<OpenChoices, 'reconnect'> {
  if (!preferences.resolve('reconnect').value) return { reconnect: 'never' }
  const delay = preferences.resolve('reconnectDelayMs')
  return delay.setBy === 'built-in' ? {} : { reconnect: delay.value }
}

/** Reads the password when the machine is opened, not when the component is made: StrictMode makes it twice. */
function withCredentials(choices: OpenChoices, take: () => OpenChoices['credentials']): OpenChoices {
  return {
    ...choices,
    get credentials() {
      return take()
    },
  } as OpenChoices
}

function useHasAsked(device: Device | undefined): boolean {
  const [asker, setAsker] = useState<Device>()
  useEffect(
    () =>
      device?.link.subscribe(link => link.phase === 'asking' && link.ask.kind === 'credentials' && setAsker(device)),
    [device],
  )
  return device !== undefined && asker === device
}

/** What the administrator fixed holds for machines that are already open, too. */
function useEnforcedViewOnly({ input }: Capabilities): void {
  const { value, setBy } = useSetting('viewOnly')
  const isOn = useMaybe(input?.viewOnly)
  useEffect(() => {
    if (setBy === 'locked' && value && isOn === false) input?.setViewOnly(true)
  }, [input, value, setBy, isOn])
}
