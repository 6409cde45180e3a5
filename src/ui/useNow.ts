import { useEffect, useState } from 'react'

/**
 * The time in epoch ms, anew every `everyMs`; stands still while the page is hidden.
 *
 * @example const ageMs = useNow(1000) - lastFrameAtMs
 */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const tick = () => !document.hidden && setNow(Date.now())
    tick()
    const timer = setInterval(tick, everyMs)
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [everyMs])
  return now
}
