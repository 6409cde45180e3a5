import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react'
import type { Scaling, Surface } from '../../engine/surface'
import { useSetting } from '../../stores/preferences'
import { classes } from '../../ui/classes'
import { useWords } from '../../ui/useWords'
import { withWords } from '../../words/words'
import { afterPicture } from './afterPicture'
import type { Drop } from './useDrop'
import { usePictureFacts } from './usePictureFacts'

const PictureZoom = lazy(afterPicture(withWords(() => import('./PictureZoom').then(m => ({ default: m.PictureZoom })))))

export interface PictureRegionProps {
  readonly surface: Surface | undefined
  readonly scaling: Scaling
  /** The link is lost: the last picture stays, greyed. */
  readonly isGrey: boolean
  /** What happens to files that are dropped on it; they are refused without. */
  readonly drop: Drop | undefined
  /** Drawn over the picture. */
  readonly children: ReactNode
}

/**
 * The box of the remote screen. The surface's element is put into a box that React never fills, and taken out again
 * when this goes, so that neither StrictMode nor a moved panel reconnects.
 */
export function PictureRegion({ surface, scaling, isGrey, drop, children }: PictureRegionProps) {
  const t = useWords()
  const region = useRef<HTMLElement>(null)
  const box = useRef<HTMLDivElement>(null)
  usePictureFacts(region, surface)

  useEffect(() => {
    const holder = box.current
    if (!holder || !surface) return
    holder.append(surface.element)
    return () => {
      if (surface.element.parentElement === holder) surface.element.remove()
    }
  }, [surface])
  useEffect(() => surface?.setScaling(scaling), [surface, scaling])
  const clips = useSetting('viewClip').value
  const drags = useSetting('dragView').value
  useEffect(() => surface?.setClip?.(clips, drags), [surface, clips, drags])
  const isSharp = useSetting('sharpRemote').value
  useEffect(() => surface?.setSharpRemote?.(isSharp), [surface, isSharp])

  return (
    <section
      ref={region}
      aria-label={t('console.screen')}
      data-scaling={scaling}
      data-drop={drop?.isOver || undefined}
      {...drop?.handlers}
      className="absolute inset-0 overflow-hidden dot-grid"
    >
      <div
        ref={box}
        className={classes(
          'absolute inset-0 grid place-items-center transition-[filter] duration-150',
          isGrey && 'brightness-40 grayscale-80',
        )}
      />
      <Suspense>{surface && <PictureZoom box={box} surface={surface} />}</Suspense>
      {drop?.isOver && (
        <div className="pointer-events-none absolute inset-2 z-10 grid place-items-center rounded-outer border-2 border-dashed border-accent bg-canvas/60 text-large font-semibold">
          {t('console.drop')}
        </div>
      )}
      {children}
    </section>
  )
}
