import { Minus, Plus, X } from 'lucide-react'
import { type RefObject, useEffect } from 'react'
import { ZoomGestures } from '../../engine/input/ZoomGestures'
import { mostZoom, type Surface } from '../../engine/surface'
import { useReadable } from '../../session/useReadable'
import { Card } from '../../ui/Card'
import { IconButton } from '../../ui/IconButton'
import { useWords } from '../../ui/useWords'
import { formatNumber } from '../../words/format'
import { zoomStep } from './zoomStep'

/** Lets two fingers zoom the picture, and shows how far it is zoomed while it is. */
export function PictureZoom({ box, surface }: { box: RefObject<HTMLElement | null>; surface: Surface }) {
  const t = useWords()
  const zoom = useReadable(surface.facts, facts => facts.zoom)
  useEffect(() => {
    if (!box.current) return
    const gestures = new ZoomGestures(box.current, surface)
    return () => gestures.dispose()
  }, [box, surface])
  if (zoom === 1) return null
  return (
    <Card
      level="overlay"
      role="group"
      aria-label={t('screen.zoom')}
      className="absolute bottom-3 left-1/2 z-10 flex -translate-x-1/2 items-center"
    >
      <IconButton
        icon={Minus}
        label={t('bar.zoomOut')}
        tipSide="top"
        onClick={() => surface.setZoom(zoom / zoomStep)}
      />
      <output className="min-w-12 text-center tabular-nums">
        {t('screen.zoomed', { value: formatNumber(zoom * 100) })}
      </output>
      <IconButton
        icon={Plus}
        label={t('bar.zoomIn')}
        tipSide="top"
        disabled={zoom >= mostZoom}
        onClick={() => surface.setZoom(zoom * zoomStep)}
      />
      <IconButton icon={X} label={t('screen.zoomReset')} tipSide="top" onClick={() => surface.setZoom(1)} />
    </Card>
  )
}
