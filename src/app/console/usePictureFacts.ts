import { type RefObject, useEffect } from 'react'
import type { PictureFacts, Surface } from '../../engine/surface'

/** Facts change with every frame; attributes follow at most this often, ms. */
const everyMs = 250

/**
 * Writes a surface's facts into `data-*` of the region, past React: `data-framebuffer`, `data-frames`, `data-dialect`,
 * `data-still`. They go when the surface does.
 *
 * @example usePictureFacts(region, display?.surface)
 */
export function usePictureFacts(region: RefObject<HTMLElement | null>, surface: Surface | undefined): void {
  useEffect(() => {
    const element = region.current
    if (!element || !surface) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const write = () => {
      timer = undefined
      writeFacts(element, surface.facts.getState())
    }
    write()
    const stop = surface.facts.subscribe(() => {
      timer ??= setTimeout(write, everyMs)
    })
    return () => {
      stop()
      clearTimeout(timer)
      for (const name of ['framebuffer', 'frames', 'dialect', 'still']) delete element.dataset[name]
    }
  }, [region, surface])
}

function writeFacts(element: HTMLElement, facts: PictureFacts): void {
  element.dataset.framebuffer = `${facts.widthPx}x${facts.heightPx}`
  element.dataset.frames = String(facts.framesPainted)
  element.dataset.dialect = facts.dialect
  element.dataset.still = String(facts.still)
}
