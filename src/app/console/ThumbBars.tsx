import { Ellipsis } from 'lucide-react'
import { type RefObject, useRef } from 'react'
import { MenuButton } from '../../ui/MenuButton'
import { useWords } from '../../ui/useWords'
import { SettingsButton } from '../settings/SettingsButton'
import { BarItemButton, thumbLook } from './BarItemButton'
import { type BarItem, moreLines } from './barItems'
import { DeviceSwitcher, type DeviceSwitcherProps } from './DeviceSwitcher'
import { LinkStatus } from './LinkStatus'
import { PowerLamps } from './PowerLamps'
import { useRovingFocus } from './useRovingFocus'

/** What stands under the thumb, as far as the machine has it; the rest is in `More`. */
const underThumb = [
  'power',
  'keyboard',
  'clipboard',
  'view-only',
  'full-screen',
  'scaling',
  'screenshot',
  'connect',
] as const
const places = 4

/** Which machine, and how the link is: what remains on top of a narrow page. */
export function ThumbTop({ view, entries, onPalette }: DeviceSwitcherProps) {
  const { power } = view.capabilities
  return (
    <div className="flex h-13 shrink-0 items-center gap-1 border-b border-line bg-surface px-1">
      <DeviceSwitcher view={view} entries={entries} onPalette={onPalette} />
      <div className="ms-auto" />
      {power && !power.isSilent && <PowerLamps power={power} />}
      <LinkStatus device={view.device} compact />
      <SettingsButton showWord={false} />
    </div>
  )
}

/** The toolbar of a narrow page: five items at the bottom, within reach of a thumb. */
export function ThumbBar({ items, bar }: { items: readonly BarItem[]; bar: RefObject<HTMLDivElement | null> }) {
  const t = useWords()
  const ref = useRef<HTMLDivElement>(null)
  const onKeyDown = useRovingFocus(ref)
  const wanted = underThumb.flatMap(id => items.find(item => item.id === id) ?? []).slice(0, places)
  const first = items.length <= places + 1 ? items : wanted
  const rest = items.filter(item => !first.includes(item))
  return (
    <div
      ref={element => {
        ref.current = element
        bar.current = element
      }}
      role="toolbar"
      aria-label={t('console.toolbar')}
      onKeyDown={onKeyDown}
      className="flex shrink-0 items-stretch border-t border-line bg-surface px-1 py-1 pb-[max(0.25rem,env(safe-area-inset-bottom))]"
    >
      {first.map(item => (
        <BarItemButton key={item.place ?? item.id} item={item} showWord thumb />
      ))}
      {rest.length > 0 && (
        <MenuButton
          icon={Ellipsis}
          label={t('console.more')}
          showWord
          data-action="more"
          side="top"
          className={thumbLook}
          entries={moreLines(rest)}
        />
      )}
    </div>
  )
}
