import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { BarButton, type BarButtonProps } from './BarButton'
import type { MenuEntry } from './menu'

const loadPopup = () => import('./MenuPopup').then(m => ({ default: m.MenuPopup }))
const MenuPopup = lazy(loadPopup)

export interface MenuButtonProps extends Omit<BarButtonProps, 'onClick'> {
  readonly entries: readonly MenuEntry[]
  /** Where the popup stands; `top` for bars at the bottom. */
  readonly side?: 'top' | 'bottom'
  readonly trail?: ReactNode
  /** Where the focus goes after something was chosen; back to the button without it, and whenever nothing was. */
  onChosen?(): void
}

/** A button that opens a menu. The menu's code comes when it is first pointed at, focused or opened. */
export function MenuButton({ entries, side = 'bottom', onChosen, ...bar }: MenuButtonProps) {
  const [open, setOpen] = useState(false)
  const [wasOpen, setWasOpen] = useState(false)
  const anchor = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (open) setWasOpen(true)
  }, [open])
  return (
    <>
      <BarButton
        {...bar}
        ref={anchor}
        aria-haspopup="menu"
        aria-expanded={open}
        onPointerEnter={() => void loadPopup().catch(() => {})}
        onFocus={() => void loadPopup().catch(() => {})}
        onClick={() => setOpen(!open)}
        onKeyDown={event => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          setOpen(true)
        }}
      />
      {(open || wasOpen) && (
        <Suspense>
          <MenuPopup
            label={bar.label}
            open={open}
            onOpenChange={setOpen}
            anchor={anchor}
            entries={entries}
            side={side}
            {...(onChosen && { onChosen })}
          />
        </Suspense>
      )}
    </>
  )
}
