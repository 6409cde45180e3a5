import { Ellipsis } from 'lucide-react'
import { type RefObject, useRef } from 'react'
import type { DeviceEntry } from '../../devices/device'
import { MenuButton } from '../../ui/MenuButton'
import { useWords } from '../../ui/useWords'
import { SettingsButton } from '../settings/SettingsButton'
import { BarItemButton } from './BarItemButton'
import { type BarItem, endGroups, moreLines } from './barItems'
import { DeviceSwitcher } from './DeviceSwitcher'
import { LinkStatus } from './LinkStatus'
import type { Console } from './useConsole'
import { useFit } from './useFit'
import { useRovingFocus } from './useRovingFocus'

export interface ToolbarProps {
  readonly view: Console
  readonly entries: readonly DeviceEntry[]
  readonly items: readonly BarItem[]
  readonly bar: RefObject<HTMLDivElement | null>
}

/**
 * The labelled bar. With less room the screen tools lose their words first, then all do, then items go from the right
 * into `More`, the last of the order first.
 */
export function Toolbar({ view, entries, items, bar }: ToolbarProps) {
  const t = useWords()
  const row = useRef<HTMLDivElement>(null)
  const onKeyDown = useRovingFocus(bar)
  const level = useFit(bar, row, 2 + items.length, items.map(item => item.word ?? item.label).join())
  const collapsed = Math.max(0, level - 2)
  const shown = items.slice(0, items.length - collapsed)
  const showsWord = (item: BarItem) => level === 0 || (level === 1 && item.group !== 'screen')
  const draw = (item: BarItem) => <BarItemButton key={item.place ?? item.id} item={item} showWord={showsWord(item)} />
  const start = shown.filter(item => !endGroups.includes(item.group))
  const screen = start.filter(item => item.group === 'screen')
  const keys = start.filter(item => item.group === 'keys')
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t('console.toolbar')}
      onKeyDown={onKeyDown}
      className="h-11 shrink-0 overflow-x-clip border-b border-line bg-surface pointer-coarse:h-13"
    >
      <div ref={row} className="flex h-full w-max min-w-full items-center gap-1 px-2">
        <DeviceSwitcher view={view} entries={entries} />
        <LinkStatus device={view.device} compact={level > 1} />
        {screen.length > 0 && <Divider />}
        {screen.map(draw)}
        {keys.length > 0 && <Divider />}
        {keys.map(draw)}
        <div className="flex-1" />
        {shown.filter(item => endGroups.includes(item.group)).map(draw)}
        <SettingsButton showWord={level === 0} />
        {collapsed > 0 && (
          <MenuButton
            icon={Ellipsis}
            label={t('console.more')}
            showWord={false}
            data-action="more"
            entries={moreLines(items.slice(items.length - collapsed))}
          />
        )}
      </div>
    </div>
  )
}

function Divider() {
  return <span aria-hidden="true" className="mx-1 h-5 w-px bg-line-strong" />
}
