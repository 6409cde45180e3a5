import { Monitor, SquareTerminal } from 'lucide-react'
import type { MouseEvent } from 'react'
import { useStore } from 'zustand'
import type { Device, DeviceEntry } from '../../devices/device'
import { linkName } from '../../session/linkName'
import { stills } from '../../session/stills'
import { useGlance } from '../../session/useGlance'
import { useMaybe } from '../../session/useMaybe'
import { classes } from '../../ui/classes'
import { Lamp, type LampState } from '../../ui/Lamp'
import { useNow } from '../../ui/useNow'
import { useWords } from '../../ui/useWords'
import { describeError } from '../../words/describeError'
import { formatSpan } from '../../words/format'
import { addressOf, showMachine } from '../address'
import { familyLabel } from '../familyLabel'

/** One machine of the list: a link, so that it opens in this tab, in another, or by a copied address. */
export function MachineCard({ entry, open }: { entry: DeviceEntry; open: Device | undefined }) {
  const family = familyLabel(entry.family)
  const still = useStore(stills, all => all[entry.id])
  const Icon = entry.family === 'line' ? SquareTerminal : Monitor
  const openHere = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    showMachine(entry.id)
  }
  return (
    <li className="relative flex flex-col overflow-clip rounded-outer border border-line bg-surface transition-colors duration-150 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent hover:border-line-strong">
      {/* Short where no picture is known; beside a neighbour with one it grows to the row's height. */}
      <div
        className={classes(
          'grid min-h-18 flex-1 place-items-center overflow-hidden border-b border-line dot-grid',
          still && 'aspect-[16/10]',
        )}
      >
        {still ? (
          <img src={still.url} alt="" className="size-full object-cover object-left-top" />
        ) : (
          <Icon size={24} strokeWidth={1.25} aria-hidden="true" className="text-ink-3" />
        )}
      </div>
      <div className="flex flex-col gap-1 p-3">
        <div className="flex items-center gap-3">
          <a
            href={addressOf(entry.id)}
            onClick={openHere}
            translate="no"
            className="min-w-0 flex-1 truncate font-semibold outline-hidden after:absolute after:inset-0 after:content-['']"
          >
            {entry.name}
          </a>
          <span className="shrink-0 text-ink-3" translate="no">
            {family ?? entry.family}
          </span>
        </div>
        <State entry={entry} open={open} seenAtMs={still?.atMs} />
      </div>
    </li>
  )
}

interface StateProps {
  readonly entry: DeviceEntry
  readonly open: Device | undefined
  readonly seenAtMs: number | undefined
}

/** One line: what the link of an open machine says, or what a harmless read told, and how old the picture is. */
function State({ entry, open, seenAtMs }: StateProps) {
  const t = useWords()
  const now = useNow(10_000)
  const [lamp, text, why] = useMachineState(entry, open)
  const isOld = seenAtMs !== undefined && !open
  return (
    <p className="flex items-center gap-2 text-ink-3">
      <Lamp state={lamp} />
      <span className="min-w-0 flex-1 truncate" title={why}>
        {text}
      </span>
      {isOld && <span className="shrink-0">{t('home.seen', { age: formatSpan(now - seenAtMs) })}</span>}
    </p>
  )
}

/** The lamp, its words, and what more there is to know. */
function useMachineState(entry: DeviceEntry, open: Device | undefined): [LampState, string, string?] {
  const t = useWords()
  const link = useMaybe(open?.link)
  const isOpen = link !== undefined && link.phase !== 'ended'
  const state = useGlance(entry, isOpen ? open : undefined)
  if (familyLabel(entry.family) === undefined) return ['unknown', t('home.unknownFamily')]
  if (isOpen) return [link.phase === 'online' ? 'on' : 'busy', t(`link.${linkName(link)}`)]
  switch (state.is) {
    case 'not-asked':
      return ['unknown', t('home.notAsked')]
    case 'asking':
      return ['busy', t('home.asking')]
    case 'failed': {
      const { what, cause, todo } = describeError(state.why)
      return ['bad', what, `${cause} ${todo}`]
    }
    case 'told': {
      const { power, note } = state.glance
      const words = t(power === undefined || power === 'unknown' ? 'home.answers' : `home.power.${power}`)
      return [power ?? 'on', note === undefined ? words : t('home.withNote', { state: words, note })]
    }
  }
}
