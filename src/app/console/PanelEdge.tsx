import type { KeyboardEvent, PointerEvent } from 'react'
import { builtIn, panelWidthsPx } from '../../stores/settingNames'
import { useWords } from '../../ui/useWords'
import { formatNumber } from '../../words/format'

const stepPx = 16

export interface PanelEdgeProps {
  readonly widthPx: number
  onResize(widthPx: number): void
}

/** The edge of the side panel: dragged, moved with the arrow keys, Home and End, back to the usual by a double click. */
export function PanelEdge({ widthPx, onResize }: PanelEdgeProps) {
  const t = useWords()
  const resize = (wantedPx: number) =>
    onResize(Math.round(Math.min(panelWidthsPx.max, Math.max(panelWidthsPx.min, wantedPx))))
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const panel = event.currentTarget.parentElement?.getBoundingClientRect()
    if (panel) resize(panel.right - event.clientX)
  }
  const move = (event: KeyboardEvent) => {
    const wantedPx = {
      ArrowLeft: widthPx + stepPx,
      ArrowRight: widthPx - stepPx,
      Home: panelWidthsPx.min,
      End: panelWidthsPx.max,
    }[event.key]
    if (wantedPx === undefined) return
    event.preventDefault()
    resize(wantedPx)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that takes focus is the ARIA window splitter; <hr> cannot
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('panel.resize')}
      aria-valuenow={widthPx}
      aria-valuetext={t('panel.widthPx', { value: formatNumber(widthPx) })}
      aria-valuemin={panelWidthsPx.min}
      aria-valuemax={panelWidthsPx.max}
      onPointerDown={event => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={move}
      onDoubleClick={() => resize(builtIn.panelWidthPx)}
      className="absolute inset-y-0 -start-1 z-10 w-2 cursor-col-resize touch-none hover:bg-accent/30 focus-visible:outline-offset-0 pointer-coarse:-start-3 pointer-coarse:w-6 max-thumb:hidden"
    />
  )
}
