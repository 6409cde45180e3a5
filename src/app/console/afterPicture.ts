import { useEffect } from 'react'
import type { Console } from './useConsole'

/** A machine that lets us in and shows nothing must not keep the bar away. */
const longestWaitMs = 1_500

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
export function usePictureTime({ capabilities, link }: Console): void {
  const facts = capabilities.display?.surface.facts
  const isSettled = link?.phase !== 'connecting' && link?.phase !== 'online'
  useEffect(() => {
    if (isSettled) return begin()
    const timer = setTimeout(begin, longestWaitMs)
    const look = () => {
      if (facts && facts.getState().framesPainted > 0) begin()
    }
    look()
    const unsubscribe = facts?.subscribe(look)
    return () => {
      clearTimeout(timer)
      unsubscribe?.()
    }
  }, [facts, isSettled])
}
