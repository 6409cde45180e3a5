import { useSyncExternalStore } from 'react'

/**
 * Whether a media query holds; renders again when that changes.
 *
 * @example const isNarrow = useMedia('(width < 40rem)')
 */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    tell => {
      const list = window.matchMedia(query)
      list.addEventListener('change', tell)
      return () => list.removeEventListener('change', tell)
    },
    () => window.matchMedia(query).matches,
  )
}
