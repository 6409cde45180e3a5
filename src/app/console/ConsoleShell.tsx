import { lazy, Suspense, useEffect, useRef } from 'react'
import type { Device, DeviceEntry } from '../../devices/device'
import { familyOf } from '../../devices/registry'
import { useMedia } from '../../ui/useMedia'
import { useWords } from '../../ui/useWords'
import { withWords } from '../../words/words'
import type { PaletteOpener } from '../palette/Palette'
import { afterPicture, usePictureTime } from './afterPicture'
import { isLineOnly } from './isLineOnly'
import { IdleCard, UnknownFamily } from './lazyCards'
import { Overlay } from './Overlay'
import { PictureRegion } from './PictureRegion'
import { type Console, type ConsoleOptions, useConsole } from './useConsole'
import { useDrop } from './useDrop'

const ConsoleHeader = lazy(afterPicture(() => import('./ConsoleHeader').then(m => ({ default: m.ConsoleHeader }))))
const ConsolePanel = lazy(afterPicture(() => import('./ConsolePanel').then(m => ({ default: m.ConsolePanel }))))
const ConsoleFooter = lazy(afterPicture(() => import('./ConsoleFooter').then(m => ({ default: m.ConsoleFooter }))))
const MainTerminal = lazy(withWords(() => import('./MainTerminal').then(m => ({ default: m.MainTerminal }))))

export interface ConsoleShellProps extends ConsoleOptions {
  readonly entries: readonly DeviceEntry[]
  /** The console stands in another site's page: the compact bar, no way to other machines. */
  readonly frame?: { onDevice(device: Device | undefined): void }
}

/**
 * One machine: bar, picture, side panel, status bar. The picture comes first: what stands around it is loaded when it is
 * there, or when there is something else to say.
 */
export function ConsoleShell({ entries, frame, ...options }: ConsoleShellProps) {
  const t = useWords()
  const view = useConsole(options)
  const { entry, device, capabilities, link } = view
  const palette = useRef<PaletteOpener>(null)
  const isNarrow = useMedia('(width < 40rem)')
  const bar = useRef<HTMLDivElement>(null)
  const isLine = isLineOnly(capabilities)
  const drop = useDrop(view)
  usePictureTime(view)
  useFocusOnArrival(view)
  useTellFrame(device, frame)
  useEffect(() => {
    document.title = t('app.title', { name: entry.name })
  }, [t, entry.name])

  const isLost = link !== undefined && link.phase !== 'online'
  const around = { view, bar, palette, isNarrow }
  return (
    <>
      <Suspense
        fallback={!frame && <div className="h-11 shrink-0 border-b border-line bg-surface pointer-coarse:h-13" />}
      >
        <ConsoleHeader {...around} entries={entries} isFramed={frame !== undefined} />
      </Suspense>
      <div className="relative flex min-h-0 flex-1">
        {/* Where the panel is a sheet over the lower part, the picture keeps to the upper one. */}
        <main className="relative min-w-0 flex-1 max-thumb:has-[+aside]:h-2/5">
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
        <Suspense>
          <ConsolePanel view={view} bar={bar} asked={options.panel} />
        </Suspense>
      </div>
      <Suspense fallback={<div className="h-6 shrink-0 border-t border-line bg-surface max-thumb:h-14" />}>
        <ConsoleFooter {...around} entries={entries} />
      </Suspense>
    </>
  )
}

/** Tells whoever frames the console which machine it has opened. */
function useTellFrame(device: Device | undefined, frame: ConsoleShellProps['frame']): void {
  const tell = useRef(frame)
  useEffect(() => tell.current?.onDevice(device), [device])
}

/** When the machine is there and nothing else has the focus, the keyboard goes to it. */
function useFocusOnArrival({ link, focusPicture }: Console): void {
  const isOnline = link?.phase === 'online'
  useEffect(() => {
    if (isOnline && document.activeElement === document.body) focusPicture()
  }, [isOnline, focusPicture])
}
