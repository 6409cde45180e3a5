import { lazy, Suspense, useEffect, useRef } from 'react'
import type { DeviceEntry } from '../../devices/device'
import { familyOf } from '../../devices/registry'
import { panels } from '../../panels/registry'
import { useMedia } from '../../ui/useMedia'
import { useWords } from '../../ui/useWords'
import { t, withWords } from '../../words/words'
import { NoticeBar } from '../NoticeBar'
import { stickyNotice } from '../tellLaunch'
import { IdleCard, UnknownFamily } from './lazyCards'
import { Overlay } from './Overlay'
import { PictureRegion } from './PictureRegion'
import { StatusBar } from './StatusBar'
import { ThumbBar, ThumbTop } from './ThumbBars'
import { Toolbar } from './Toolbar'
import { useBarItems } from './useBarItems'
import { useCommands } from './useCommands'
import { type Console, type ConsoleOptions, useConsole } from './useConsole'

const SidePanel = lazy(withWords(() => import('./SidePanel').then(m => ({ default: m.SidePanel }))))

export interface ConsoleShellProps extends ConsoleOptions {
  readonly entries: readonly DeviceEntry[]
}

/** One machine: bar, picture, side panel, status bar. */
export function ConsoleShell({ entries, ...options }: ConsoleShellProps) {
  const t = useWords()
  const view = useConsole(options)
  const { entry, device, capabilities, link } = view
  const items = useBarItems(view)
  const isNarrow = useMedia('(width < 40rem)')
  const bar = useRef<HTMLDivElement>(null)
  const panel = panels.find(known => known.id === view.panelId)
  const closePanel = () => {
    bar.current?.querySelector<HTMLElement>(`[data-action="${view.panelId}"], [data-action="more"]`)?.focus()
    view.openPanel(undefined)
  }
  useCommands(view, bar)
  useFocusOnArrival(view)
  useUnknownPanel(options.panel)
  useEffect(() => {
    document.title = t('app.title', { name: entry.name })
  }, [t, entry.name])

  const isLost = link !== undefined && link.phase !== 'online'
  return (
    <>
      <header className="contents">
        {isNarrow ? (
          <ThumbTop view={view} entries={entries} />
        ) : (
          <Toolbar view={view} entries={entries} items={items} bar={bar} />
        )}
      </header>
      <NoticeBar />
      <div className="relative flex min-h-0 flex-1">
        <main className="relative min-w-0 flex-1">
          <h1 className="sr-only" translate="no">
            {entry.name}
          </h1>
          <PictureRegion surface={capabilities.display?.surface} scaling={view.scaling} isGrey={isLost}>
            {device && <Overlay device={device} name={entry.name} />}
            <Suspense>
              {!device && view.opening !== 'wanted' && (
                <IdleCard name={entry.name} why={view.opening} onConnect={view.connect} />
              )}
              {!familyOf(entry.family) && <UnknownFamily entry={entry} />}
            </Suspense>
          </PictureRegion>
        </main>
        {panel && device && (
          <Suspense>
            <SidePanel entry={panel} device={device} capabilities={capabilities} onClose={closePanel} />
          </Suspense>
        )}
      </div>
      <footer className="contents">
        {isNarrow ? <ThumbBar items={items} bar={bar} /> : <StatusBar view={view} />}
      </footer>
    </>
  )
}

/** A panel that the address names and this build does not have is told, once. */
function useUnknownPanel(panel: string | undefined): void {
  useEffect(() => {
    if (panel === undefined || panels.some(known => known.id === panel)) return
    return stickyNotice(() => t('launch.unknownPanel', { panel }))
  }, [panel])
}

/** When the machine is there and nothing else has the focus, the keyboard goes to it. */
function useFocusOnArrival({ link, focusPicture }: Console): void {
  const isOnline = link?.phase === 'online'
  useEffect(() => {
    if (isOnline && document.activeElement === document.body) focusPicture()
  }, [isOnline, focusPicture])
}
