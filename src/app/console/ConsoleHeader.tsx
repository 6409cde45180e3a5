import type { RefObject } from 'react'
import type { DeviceEntry } from '../../devices/device'
import { useSetting } from '../../stores/preferences'
import { NoticeBar } from '../NoticeBar'
import type { PaletteOpener } from '../palette/Palette'
import { ThumbTop } from './ThumbBars'
import { type Density, Toolbar } from './Toolbar'
import { useBarItems } from './useBarItems'
import type { Console } from './useConsole'
import { useFullScreen } from './useFullScreen'
import { useOpenPanel } from './useOpenPanel'

export interface ConsoleHeaderProps {
  readonly view: Console
  readonly entries: readonly DeviceEntry[]
  readonly bar: RefObject<HTMLDivElement | null>
  readonly palette: RefObject<PaletteOpener | null>
  readonly isNarrow: boolean
  /** In another site's page: the compact bar. */
  readonly isFramed: boolean
}

/** What stands above the picture: the bar, or its upper half on a narrow page, and what has to be said. */
export function ConsoleHeader({ view, entries, bar, palette, isNarrow, isFramed }: ConsoleHeaderProps) {
  const items = useBarItems(view)
  const fullScreen = useFullScreen()
  const wantedBar = useSetting('bar').value
  const panelWidthPx = useSetting('panelWidthPx').value
  const panel = useOpenPanel(view)
  const density: Density = fullScreen.isFull || isFramed ? 'compact' : wantedBar
  const onPalette = () => palette.current?.open()
  return (
    <>
      {/* The pill stands over the middle of the picture, not of the page. */}
      <header className="contents" style={{ '--bar-end': panel ? `${panelWidthPx + 8}px` : '0.5rem' } as object}>
        {isNarrow ? (
          <ThumbTop view={view} entries={entries} onPalette={onPalette} />
        ) : (
          <Toolbar view={view} entries={entries} items={items} bar={bar} density={density} onPalette={onPalette} />
        )}
      </header>
      <NoticeBar />
    </>
  )
}
