import { Monitor, SquareTerminal } from 'lucide-react'
import type { MouseEvent } from 'react'
import { useStore } from 'zustand'
import type { Device, DeviceEntry } from '../../devices/device'
import { linkName } from '../../session/linkName'
import { stills } from '../../session/stills'
import { useMaybe } from '../../session/useMaybe'
import { classes } from '../../ui/classes'
import { Lamp, type LampState } from '../../ui/Lamp'
import { useNow } from '../../ui/useNow'
import { useWords } from '../../ui/useWords'
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
        <State open={open} seenAtMs={still?.atMs} isKnown={family !== undefined} />
      </div>
    </li>
  )
}

interface StateProps {
  readonly open: Device | undefined
  readonly seenAtMs: number | undefined
  readonly isKnown: boolean
}

function State({ open, seenAtMs, isKnown }: StateProps) {
  const t = useWords()
  const link = useMaybe(open?.link)
  const now = useNow(10_000)
  const [lamp, text] = ((): [LampState, string] => {
    if (!isKnown) return ['unknown', t('home.unknownFamily')]
    if (link && link.phase !== 'ended') return [link.phase === 'online' ? 'on' : 'busy', t(`link.${linkName(link)}`)]
    if (seenAtMs !== undefined) return ['off', t('home.seen', { age: formatSpan(now - seenAtMs) })]
    return ['unknown', t('home.notAsked')]
  })()
  return (
    <p className="flex items-center gap-2 text-ink-3">
      <Lamp state={lamp} />
      {text}
    </p>
  )
}
