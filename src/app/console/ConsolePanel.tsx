import { lazy, type RefObject, useEffect } from 'react'
import { panels } from '../../panels/registry'
import { t, withWords } from '../../words/words'
import { stickyNotice } from '../tellLaunch'
import type { Console } from './useConsole'
import { useOpenPanel } from './useOpenPanel'

const SidePanel = lazy(withWords(() => import('./SidePanel').then(m => ({ default: m.SidePanel }))))

export interface ConsolePanelProps {
  readonly view: Console
  readonly bar: RefObject<HTMLDivElement | null>
  /** The panel that the address names. */
  readonly asked: string | undefined
}

/** The side panel that is open, if any. Closing it gives the focus back to its button. */
export function ConsolePanel({ view, bar, asked }: ConsolePanelProps) {
  const { device, capabilities, entry, panelId } = view
  const panel = useOpenPanel(view)
  useUnknownPanel(asked)
  const close = () => {
    bar.current?.querySelector<HTMLElement>(`[data-action="${panelId}"], [data-action="more"]`)?.focus()
    view.openPanel(undefined)
  }
  if (!panel) return null
  return (
    <SidePanel
      entry={panel.entry}
      absence={panel.absence}
      device={device}
      capabilities={capabilities}
      name={entry.name}
      takesFocus={view.isPanelAsked}
      onClose={close}
    />
  )
}

/** A panel that the address names and this build does not have is told, once. */
function useUnknownPanel(panel: string | undefined): void {
  useEffect(() => {
    if (panel === undefined || panels.some(known => known.id === panel)) return
    return stickyNotice(() => t('launch.unknownPanel', { panel }))
  }, [panel])
}
