import { Menu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { type RefObject, useRef } from 'react'
import type { MenuEntry } from './menu'

const itemLook =
  'flex min-h-row cursor-pointer items-center gap-2 rounded-inner px-2 font-medium outline-hidden select-none data-highlighted:bg-hover data-disabled:opacity-50'

export interface MenuPopupProps {
  readonly label: string
  readonly open: boolean
  onOpenChange(open: boolean): void
  readonly anchor: RefObject<HTMLButtonElement | null>
  readonly entries: readonly MenuEntry[]
  readonly side: 'top' | 'bottom'
  onChosen?(): void
}

/** The popup of a MenuButton. Loaded on demand; focus goes back to the button when it closes. */
export function MenuPopup({ label, open, onOpenChange, anchor, entries, side, onChosen }: MenuPopupProps) {
  const wasChosen = useRef(false)
  /** Base UI asks when the popup has closed: `false` leaves the focus where it was put. */
  const returnFocus = () => {
    // What was chosen may have taken the focus already, as a panel does.
    const focused = document.activeElement
    if (wasChosen.current && focused && focused !== document.body && !focused.closest('[role="menu"]')) return false
    if (!wasChosen.current || !onChosen) return anchor.current
    onChosen()
    return false
  }
  return (
    <Menu.Root
      open={open}
      modal={false}
      onOpenChange={(next, details) => {
        // The button's own click closes it; an outside press on it would close and the click open again.
        const target = details.event.target
        if (!next && target instanceof Node && anchor.current?.contains(target) && details.reason === 'outside-press')
          return details.cancel()
        wasChosen.current = !next && details.reason === 'item-press'
        onOpenChange(next)
      }}
    >
      {/* Beside its bar, not at the end of the page: a landmark holds it. */}
      <Menu.Portal container={anchor.current?.closest<HTMLElement>('header, footer, main, aside') ?? document.body}>
        <Menu.Positioner
          anchor={anchor}
          side={side}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-40 outline-hidden"
        >
          <Menu.Popup
            aria-label={label}
            finalFocus={returnFocus}
            className="max-h-(--available-height) min-w-44 animate-appear overflow-y-auto rounded-outer border border-line-strong bg-overlay p-1 text-ink shadow-soft outline-hidden"
          >
            {entries.map(entry => (
              <MenuLine key={keyOf(entry)} entry={entry} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function MenuLine({ entry }: { entry: MenuEntry }) {
  if (entry.kind === 'separator') return <Menu.Separator className="mx-2 my-1 h-px bg-line" />
  if (entry.kind === 'choice') {
    return (
      <Menu.RadioGroup aria-label={entry.label} value={entry.value} onValueChange={value => entry.onChoose(value)}>
        {entry.options.map(option => (
          <Menu.RadioItem key={option.value} value={option.value} closeOnClick className={itemLook}>
            <span className="grid size-4 place-items-center">
              <Menu.RadioItemIndicator>
                <Check size={16} strokeWidth={1.75} aria-hidden="true" />
              </Menu.RadioItemIndicator>
            </span>
            {option.label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    )
  }
  const Icon = entry.icon
  if (entry.checked !== undefined) {
    return (
      <Menu.CheckboxItem
        checked={entry.checked}
        disabled={entry.disabled ?? false}
        closeOnClick
        onCheckedChange={entry.onSelect}
        className={itemLook}
      >
        {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden="true" className="text-ink-2" />}
        {entry.label}
        <Menu.CheckboxItemIndicator className="ms-auto ps-6">
          <Check size={16} strokeWidth={1.75} aria-hidden="true" />
        </Menu.CheckboxItemIndicator>
      </Menu.CheckboxItem>
    )
  }
  return (
    <Menu.Item disabled={entry.disabled ?? false} onClick={entry.onSelect} className={itemLook}>
      {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden="true" className="text-ink-2" />}
      <span translate={entry.foreign ? 'no' : undefined}>{entry.label}</span>
      {entry.hint && (
        <span translate="no" className="ms-auto ps-6 font-normal text-ink-3">
          {entry.hint}
        </span>
      )}
    </Menu.Item>
  )
}

function keyOf(entry: MenuEntry): string {
  if (entry.kind === 'choice') return entry.label
  return entry.kind === 'separator' ? entry.id : (entry.id ?? entry.label)
}
