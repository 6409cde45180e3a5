import type { ReactNode } from 'react'
import { BarButton } from '../../ui/BarButton'
import { Lamp } from '../../ui/Lamp'
import { MenuButton } from '../../ui/MenuButton'
import type { BarItem } from './barItems'

export interface BarItemButtonProps {
  readonly item: BarItem
  readonly showWord: boolean
  /** The bar at the bottom: icon over word, menus upwards. */
  readonly thumb?: boolean
  /** Stands behind the word, under the id `<item>-trail`, and describes the button. */
  readonly trail?: ReactNode
}

/** One item of the bar as a button. */
export function BarItemButton({ item, showWord, thumb = false, trail }: BarItemButtonProps) {
  const { id, label, word, icon, pressed, expanded, lamp, disabled, tip, menu } = item
  const shared = {
    label,
    icon,
    'data-action': id,
    showWord: showWord || thumb,
    ...(word !== undefined && { word }),
    ...(tip !== undefined && !thumb && { tip }),
    ...(disabled && { disabled }),
    ...(thumb && { className: thumbLook }),
  }
  if (menu) {
    return (
      <MenuButton
        {...shared}
        entries={menu}
        side={thumb ? 'top' : 'bottom'}
        {...(item.onChosen && { onChosen: item.onChosen })}
      />
    )
  }
  return (
    <BarButton
      {...shared}
      {...(trail !== undefined && { trail, 'aria-describedby': `${id}-trail` })}
      {...(lamp && { lead: <Lamp state={lamp === 'remote' ? 'on' : 'off'} tone="accent" /> })}
      // As wide for `here` as for `remote`: a press on the bar takes the keys away from the picture, and a bar that moves
      // then takes the button from under the pointer.
      {...(lamp && showWord && !thumb && { className: 'min-w-30' })}
      {...(pressed !== undefined && { 'aria-pressed': pressed })}
      {...(expanded !== undefined && { 'aria-expanded': expanded })}
      onClick={() => item.onPress?.()}
    />
  )
}

/** An item of the bar under the thumb. */
export const thumbLook = 'min-h-12 flex-1 flex-col gap-0.5 px-1 text-unit'
