import { useEffect, useState } from 'react'
import type { PanelEntry } from '../../panels/definePanel'
import { panels } from '../../panels/registry'
import { isLineOnly } from './isLineOnly'
import type { Console } from './useConsole'

/**
 * The panel that is open: one that went since it was asked for stays and says why, one that never came stays away.
 *
 * @example const panel = useOpenPanel(view)
 */
export function useOpenPanel({ panelId, capabilities }: Console): PanelEntry | undefined {
  const isLine = isLineOnly(capabilities)
  const panel = panels.find(({ id }) => id === panelId && !(isLine && id === 'terminal'))
  const isOffered = panel?.isOffered(capabilities) ?? false
  const [offered, setOffered] = useState<string>()
  useEffect(() => {
    if (isOffered) setOffered(panel?.id)
  }, [isOffered, panel?.id])
  return isOffered || (panel !== undefined && offered === panel.id) ? panel : undefined
}
