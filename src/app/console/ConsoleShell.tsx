import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Capabilities } from '../../devices/capabilities/capabilities'
import type { InputCapability } from '../../devices/capabilities/input'
import type { Device, DeviceEntry } from '../../devices/device'
import { familyOf } from '../../devices/registry'
import type { PanelEntry } from '../../panels/definePanel'
import { panels } from '../../panels/registry'
import { useMaybe } from '../../session/useMaybe'
import { useSetting } from '../../stores/preferences'
import { useMedia } from '../../ui/useMedia'
import { useWords } from '../../ui/useWords'
import { t, withWords } from '../../words/words'
import { NoticeBar } from '../NoticeBar'
import { Palette, type PaletteOpener } from '../palette/Palette'
import { stickyNotice } from '../tellLaunch'
import { isLineOnly } from './isLineOnly'
import { IdleCard, UnknownFamily } from './lazyCards'
import { Overlay } from './Overlay'
import { PictureRegion } from './PictureRegion'
import { StatusBar } from './StatusBar'
import { ThumbBar, ThumbTop } from './ThumbBars'
import { type Density, Toolbar } from './Toolbar'
import { useBarItems } from './useBarItems'
import { useCommands } from './useCommands'
import { type Console, type ConsoleOptions, useConsole } from './useConsole'
import { useDrop } from './useDrop'
import { useFullScreen } from './useFullScreen'
import { useMachineSettings } from './useMachineSettings'

const KeyStrip = lazy(withWords(() => import('./KeyStrip').then(m => ({ default: m.KeyStrip }))))
const MainTerminal = lazy(withWords(() => import('./MainTerminal').then(m => ({ default: m.MainTerminal }))))
const SidePanel = lazy(withWords(() => import('./SidePanel').then(m => ({ default: m.SidePanel }))))

export interface ConsoleShellProps extends ConsoleOptions {
  readonly entries: readonly DeviceEntry[]
  /** The console stands in another site's page: the compact bar, no way to other machines. */
  readonly frame?: { onDevice(device: Device | undefined): void }
}

/** One machine: bar, picture, side panel, status bar. */
export function ConsoleShell({ entries, frame, ...options }: ConsoleShellProps) {
  const t = useWords()
  const view = useConsole(options)
  const { entry, device, capabilities, link } = view
  const items = useBarItems(view)
  const palette = useRef<PaletteOpener>(null)
  const openPalette = () => palette.current?.open()
  const { input } = capabilities
  const isNarrow = useMedia('(width < 40rem)')
  const bar = useRef<HTMLDivElement>(null)
  const fullScreen = useFullScreen()
  const wantedBar = useSetting('bar').value
  const panelWidthPx = useSetting('panelWidthPx').value
  const density: Density = fullScreen.isFull || frame ? 'compact' : wantedBar
  const isLine = isLineOnly(capabilities)
  const panel = panels.find(known => known.id === view.panelId && !(isLine && known.id === 'terminal'))
  const wasOffered = useWasOffered(panel, capabilities)
  const closePanel = () => {
    bar.current?.querySelector<HTMLElement>(`[data-action="${view.panelId}"], [data-action="more"]`)?.focus()
    view.openPanel(undefined)
  }
  const drop = useDrop(view)
  useCommands(view, bar, palette)
  useMachineSettings(capabilities, link?.phase === 'online')
  useFocusOnArrival(view)
  useTellFrame(device, frame)
  useUnknownPanel(options.panel)
  useEffect(() => {
    document.title = t('app.title', { name: entry.name })
  }, [t, entry.name])

  const isLost = link !== undefined && link.phase !== 'online'
  return (
    <>
      {/* The pill stands over the middle of the picture, not of the page. */}
      <header
        className="contents"
        style={{ '--bar-end': panel && wasOffered ? `${panelWidthPx + 8}px` : '0.5rem' } as object}
      >
        {isNarrow ? (
          <ThumbTop view={view} entries={entries} onPalette={openPalette} />
        ) : (
          <Toolbar view={view} entries={entries} items={items} bar={bar} density={density} onPalette={openPalette} />
        )}
      </header>
      <NoticeBar />
      <div className="relative flex min-h-0 flex-1">
        <main className="relative min-w-0 flex-1">
          <h1 className="sr-only" translate="no">
            {entry.name}
          </h1>
          {device && isLine ? (
            <Suspense>
              <MainTerminal device={device} capabilities={capabilities} name={entry.name} />
            </Suspense>
          ) : (
            <PictureRegion surface={capabilities.display?.surface} scaling={view.scaling} isGrey={isLost} drop={drop}>
              {device && <Overlay device={device} name={entry.name} />}
              <Suspense>
                {!device && view.opening !== 'wanted' && (
                  <IdleCard name={entry.name} why={view.opening} onConnect={view.connect} />
                )}
                {!familyOf(entry.family) && <UnknownFamily entry={entry} />}
              </Suspense>
            </PictureRegion>
          )}
        </main>
        {panel && wasOffered && (
          <Suspense>
            <SidePanel
              entry={panel}
              device={device}
              capabilities={capabilities}
              name={entry.name}
              takesFocus={view.isPanelAsked}
              onClose={closePanel}
            />
          </Suspense>
        )}
      </div>
      <footer className="contents">
        {view.showsKeys && input && (
          <Suspense>
            <KeyStrip input={input} typing={capabilities.typing} />
          </Suspense>
        )}
        {isNarrow && <ThumbBar items={items} bar={bar} />}
        {!isNarrow && !fullScreen.isFull && <StatusBar view={view} />}
        <ReleaseChord input={input} />
        {/* The palette stands here, and not in the bar, which may be hidden. */}
        <Palette
          isCaptured={() => input?.keys.getState() === 'remote'}
          opener={palette}
          source={{ items, entries, present: entry.id }}
        />
      </footer>
    </>
  )
}

/** Says how to get the keyboard back, the first time that the machine has it. */
function ReleaseChord({ input }: { input: InputCapability | undefined }) {
  const t = useWords()
  const keys = useMaybe(input?.keys)
  const [wasRemote, setWasRemote] = useState(false)
  useEffect(() => {
    if (keys === 'remote') setWasRemote(true)
  }, [keys])
  return (
    <p role="status" className="sr-only">
      {wasRemote && t('bar.keysRemoteTip')}
    </p>
  )
}

/** Tells whoever frames the console which machine it has opened. */
function useTellFrame(device: Device | undefined, frame: ConsoleShellProps['frame']): void {
  const tell = useRef(frame)
  useEffect(() => tell.current?.onDevice(device), [device])
}

/** Whether a panel was offered since it was asked for: one that went says why, one that never came stays away. */
function useWasOffered(panel: PanelEntry | undefined, capabilities: Capabilities): boolean {
  const isOffered = panel?.isOffered(capabilities) ?? false
  const [offered, setOffered] = useState<string>()
  useEffect(() => {
    if (isOffered) setOffered(panel?.id)
  }, [isOffered, panel?.id])
  return isOffered || (panel !== undefined && offered === panel.id)
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
