import { useEffect } from 'react'

/**
 * Keeps this computer's screen on while `wanted`. The browser drops the lock when the page is hidden, so it is asked for
 * again when it is back; where it is refused (plain HTTP, low battery, a frame without `allow`) nothing happens.
 *
 * @example useWakeLock(isOnline && keepAwake)
 */
export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | undefined
    let isOver = false
    const request = async () => {
      if (document.hidden || (lock && !lock.released)) return
      const got = await navigator.wakeLock.request('screen').catch(() => undefined)
      // The answer may come after we no longer want it (novnc/noVNC app/wakelock.js keeps the same states).
      if (isOver) await got?.release()
      else lock = got
    }
    const ask = () => void request()
    ask()
    document.addEventListener('visibilitychange', ask)
    return () => {
      isOver = true
      document.removeEventListener('visibilitychange', ask)
      void lock?.release()
    }
  }, [wanted])
}
