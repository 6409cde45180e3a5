import { useEffect, useState } from 'react'
import type { Device } from '../../devices/device'
import type { PanelEntry } from '../../panels/definePanel'
import { panels } from '../../panels/registry'
import { isLineOnly } from './isLineOnly'
import type { Console } from './useConsole'

/**
 * Why an open panel has nothing to show: the machine took it back while connected, the operator ended the connection, or
 * it has not come with this connection yet.
 */
export type Absence = 'gone' | 'ended' | 'waiting'

export interface OpenPanel {
  readonly entry: PanelEntry
  readonly absence: Absence | undefined
}

/**
 * The panel that is open: one that went since it was asked for stays and says why, one that never came stays away.
 *
 * @example const panel = useOpenPanel(view)
 */
export function useOpenPanel({ panelId, capabilities, device, link }: Console): OpenPanel | undefined {
  const isLine = isLineOnly(capabilities)
  const entry = panels.find(({ id }) => id === panelId && !(isLine && id === 'terminal'))
  const isOffered = entry?.isOffered(capabilities) ?? false
  const [offered, setOffered] = useState<{ readonly id: string; readonly by: Device | undefined }>()
  const id = entry?.id
  useEffect(() => {
    if (isOffered && id !== undefined) setOffered({ id, by: device })
  }, [isOffered, id, device])
  if (!entry || (!isOffered && offered?.id !== entry.id)) return undefined
  const isHere = link?.phase === 'online' && offered?.by === device
  return { entry, absence: isOffered ? undefined : !device ? 'ended' : isHere ? 'gone' : 'waiting' }
}
