import { type RefObject, useEffect, useRef } from 'react'
import { notify } from '../../stores/notices'
import { t } from '../../words/words'
import type { PaletteOpener } from '../palette/Palette'
import type { Console } from './useConsole'
import { useFullScreen } from './useFullScreen'

/**
 * Carries out what the operator asked by leader key and release chord while the machine had the keyboard.
 *
 * @example useCommands(view, bar, palette)
 */
export function useCommands(
  view: Console,
  bar: RefObject<HTMLElement | null>,
  palette: RefObject<PaletteOpener | null>,
): void {
  const { toggle } = useFullScreen()
  const { input } = view.capabilities
  const latest = useRef(view)
  useEffect(() => {
    latest.current = view
  })
  useEffect(
    () =>
      input?.onCommand(command => {
        const { actions } = latest.current
        switch (command) {
          case 'leave':
            bar.current?.querySelector<HTMLElement>('button[tabindex="0"]')?.focus()
            break
          case 'toggle-full-screen':
            toggle().catch(() => notify({ tone: 'bad', text: t('action.fullScreenFailed') }))
            break
          case 'toggle-view-only':
            actions.setViewOnly(!input.viewOnly.getState())
            break
          case 'ctrl-alt-del':
            actions.press('Ctrl+Alt+Del', ['ControlLeft', 'AltLeft', 'Delete'])
            break
          case 'palette':
            palette.current?.open()
            break
        }
      }),
    [input, bar, palette, toggle],
  )
}
