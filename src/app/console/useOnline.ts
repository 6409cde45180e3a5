import { useSyncExternalStore } from 'react'

/**
 * Whether this browser has a network at all; renders again when that changes.
 *
 * @example const isOnline = useOnline()
 */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => navigator.onLine)
}

function subscribe(tell: () => void): () => void {
  window.addEventListener('online', tell)
  window.addEventListener('offline', tell)
  return () => {
    window.removeEventListener('online', tell)
    window.removeEventListener('offline', tell)
  }
}
