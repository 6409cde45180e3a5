import { useEffect } from 'react'
import type { Console } from './useConsole'

/** Neither a machine that is slow to answer nor one that lets us in and shows nothing may keep the bar away for long. */
const longestWaitMs = { connecting: 5_000, online: 1_500 } as const

/** In the browser's own timeline, for whoever measures: the page told for the first time that something was painted. */
const firstPictureMark = 'first-picture'

let begin = () => {}
const begun = new Promise<void>(resolve => {
  begin = resolve
})

/** A loader that waits until the first picture of the page is there: what it loads would only delay that. */
export function afterPicture<T>(load: () => Promise<T>): () => Promise<T> {
  return () => begun.then(load)
}

/**
 * Says when it is time for what stands around the picture: something was painted, the machine asks or is lost, nothing is
 * opened at all, or it takes too long.
 *
 * @example usePictureTime(view)
 */
export function usePictureTime({ capabilities, link, opening }: Console): void {
  const facts = capabilities.display?.surface.facts
  const phase = link?.phase ?? (opening === 'wanted' ? 'connecting' : opening)
  useEffect(() => {
    if (phase !== 'connecting' && phase !== 'online') return begin()
    const timer = setTimeout(begin, longestWaitMs[phase])
    const look = () => {
      if (!facts || facts.getState().framesPainted === 0) return
      if (performance.getEntriesByName(firstPictureMark).length === 0) performance.mark(firstPictureMark)
      begin()
    }
    look()
    const unsubscribe = facts?.subscribe(look)
    return () => {
      clearTimeout(timer)
      unsubscribe?.()
    }
  }, [facts, phase])
}
