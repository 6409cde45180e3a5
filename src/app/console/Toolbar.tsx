import { Ellipsis } from 'lucide-react'
import { lazy, type RefObject, Suspense, useRef } from 'react'
import type { DeviceEntry } from '../../devices/device'
import { useMaybe } from '../../session/useMaybe'
import { MenuButton } from '../../ui/MenuButton'
import { useWords } from '../../ui/useWords'
import { withWords } from '../../words/words'
import { SettingsButton } from '../settings/SettingsButton'
import { BarItemButton } from './BarItemButton'
import { type BarItem, endGroups, moreLines, wordSteps } from './barItems'
import { DeviceSwitcher } from './DeviceSwitcher'
import { LinkStatus } from './LinkStatus'
import { PowerLamps } from './PowerLamps'
import type { Console } from './useConsole'
import { useFit } from './useFit'
import { useRovingFocus } from './useRovingFocus'

const StatsChip = lazy(withWords(() => import('./StatsChip').then(m => ({ default: m.StatsChip }))))
const AutoHide = lazy(() => import('./AutoHide').then(m => ({ default: m.AutoHide })))

/** `full`: labelled, above the picture. `compact`: a pill over it that hides by itself. `none`: for kiosks. */
export type Density = 'full' | 'compact' | 'none'

export interface ToolbarProps {
  readonly view: Console
  readonly entries: readonly DeviceEntry[]
  readonly items: readonly BarItem[]
  readonly bar: RefObject<HTMLDivElement | null>
  readonly density: Density
  onPalette(): void
}

/**
 * The bar of a console: one order of items in every density. With less room items lose their words one after the other
 * (`wordSteps`), then they go from the right into `More`, the last of the order first, power and its lamps never.
 */
export function Toolbar({ density, ...props }: ToolbarProps) {
  if (density === 'none') return null
  if (density === 'full') return <Bar {...props} isCompact={false} />
  return (
    <Suspense>
      <AutoHide bar={props.bar}>
        <Bar {...props} isCompact />
      </AutoHide>
    </Suspense>
  )
}

function Bar({
  view,
  entries,
  items,
  bar,
  onPalette,
  isCompact,
}: Omit<ToolbarProps, 'density'> & { isCompact: boolean }) {
  const t = useWords()
  const box = useRef<HTMLDivElement>(null)
  const row = useRef<HTMLDivElement>(null)
  const onKeyDown = useRovingFocus(bar)
  const { power } = view.capabilities
  const movable = items.filter(item => item.group !== 'power')
  // What a chip with a lamp says changes under the operator's press, and its width does not: nothing to fit anew.
  const names = items.map(item => (item.lamp ? item.id : (item.word ?? item.label))).join()
  const steps = wordSteps(items)
  const fit = useFit(box, row, steps.length + movable.length, `${names}${isCompact}`)
  const level = isCompact ? Math.max(fit, steps.length) : fit
  const collapsed = movable.slice(movable.length - Math.max(0, level - steps.length))
  const shown = items.filter(item => !collapsed.includes(item))
  const wordless = new Set(steps.slice(0, level).flat())
  const showsWord = (item: BarItem) => !wordless.has(item)
  // As wide without a verdict as with the longest: a bar that moves takes the button from under the pointer.
  const verdict = (
    <span className="grid min-w-11 place-items-center">
      <Verdict view={view} />
    </span>
  )
  const draw = (item: BarItem) => (
    <BarItemButton
      key={item.place ?? item.id}
      item={item}
      showWord={showsWord(item)}
      {...(item.id === 'stats' && showsWord(item) && { trail: verdict })}
    />
  )
  const of = (...groups: BarItem['group'][]) => shown.filter(item => groups.includes(item.group))
  const [screen, keys, powers] = [of('screen'), of('keys'), of('power')]
  return (
    <div
      ref={box}
      className={
        isCompact
          ? 'pointer-events-none flex justify-center'
          : 'h-11 shrink-0 overflow-x-clip border-b border-line bg-surface pointer-coarse:h-13'
      }
    >
      <div
        ref={element => {
          bar.current = element
          row.current = element
        }}
        role="toolbar"
        aria-label={t('console.toolbar')}
        onKeyDown={onKeyDown}
        className={
          isCompact
            ? 'pointer-events-auto flex h-10 w-max items-center gap-1 rounded-full border border-line-strong bg-overlay px-2 shadow-soft pointer-coarse:h-12'
            : 'flex h-full w-max min-w-full items-center gap-1 px-2'
        }
      >
        <DeviceSwitcher view={view} entries={entries} onPalette={onPalette} />
        <LinkStatus device={view.device} compact={level >= steps.length} />
        {screen.length > 0 && <Divider />}
        {screen.map(draw)}
        {keys.length > 0 && <Divider />}
        {keys.map(draw)}
        {isCompact ? <Divider /> : <div className="flex-1" />}
        {power && !power.isSilent && <PowerLamps power={power} />}
        {powers.map(draw)}
        {powers.length > 0 && <Divider />}
        {of(...endGroups).map(draw)}
        <SettingsButton showWord={level === 0} />
        {collapsed.length > 0 && (
          <MenuButton
            icon={Ellipsis}
            label={t('console.more')}
            showWord={false}
            data-action="more"
            entries={moreLines(collapsed)}
          />
        )}
      </div>
    </div>
  )
}

/** Comes with the first second that was measured: there is nothing to say before. */
function Verdict({ view: { device, capabilities } }: { view: Console }) {
  const sample = useMaybe(capabilities.stats?.own.latest)
  if (!device || !capabilities.stats || sample?.fps === undefined) return null
  return (
    <Suspense>
      <StatsChip device={device} stats={capabilities.stats} />
    </Suspense>
  )
}

function Divider() {
  return <span aria-hidden="true" className="mx-1 h-5 w-px bg-line-strong" />
}
