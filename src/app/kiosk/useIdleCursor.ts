import { useEffect } from 'react'

/** The pointer goes when it was not moved for so long, ms. */
const idleMs = 3_000

/**
 * Hides this computer's pointer while nobody moves it.
 *
 * @example useIdleCursor()
 */
export function useIdleCursor(): void {
  useEffect(() => {
    const style = document.createElement('style')
    style.textContent = '* { cursor: none !important }'
    let timer: ReturnType<typeof setTimeout>
    const moved = () => {
      style.remove()
      clearTimeout(timer)
      timer = setTimeout(() => document.head.append(style), idleMs)
    }
    moved()
    window.addEventListener('pointermove', moved, { passive: true })
    return () => {
      window.removeEventListener('pointermove', moved)
      clearTimeout(timer)
      style.remove()
    }
  }, [])
}
