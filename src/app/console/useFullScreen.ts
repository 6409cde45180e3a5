import { useSyncExternalStore } from 'react'

/**
 * Full screen of the whole document: noVNC's cursor and pointer capture live on `body`, outside any smaller element.
 * `toggle` rejects when the browser does not allow it. `isPossible` is false on iPhones and in frames without leave.
 *
 * @example const { isFull, toggle } = useFullScreen()
 */
export function useFullScreen(): { isPossible: boolean; isFull: boolean; toggle(): Promise<void> } {
  const isFull = useSyncExternalStore(subscribe, () => document.fullscreenElement != null)
  return { isPossible: document.fullscreenEnabled === true, isFull, toggle }
}

function toggle(): Promise<void> {
  return document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()
}

function subscribe(tell: () => void): () => void {
  document.addEventListener('fullscreenchange', tell)
  return () => document.removeEventListener('fullscreenchange', tell)
}
