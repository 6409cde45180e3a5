import type { KeyboardEvent, PointerEvent } from 'react'
import { panelWidthsPx } from '../../stores/settingNames'
import { useWords } from '../../ui/useWords'

const stepPx = 16

export interface PanelEdgeProps {
  readonly widthPx: number
  onResize(widthPx: number): void
}

/** The edge of the side panel: dragged, or moved with the arrow keys. */
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
    const direction = event.key === 'ArrowLeft' ? 1 : event.key === 'ArrowRight' ? -1 : 0
    if (direction === 0) return
    event.preventDefault()
    resize(widthPx + direction * stepPx)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that takes focus is the ARIA window splitter; <hr> cannot
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('panel.resize')}
      aria-valuenow={widthPx}
      aria-valuemin={panelWidthsPx.min}
      aria-valuemax={panelWidthsPx.max}
      onPointerDown={event => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={move}
      className="absolute inset-y-0 -start-1 w-2 cursor-col-resize touch-none hover:bg-accent/30 max-thumb:hidden"
    />
  )
}
