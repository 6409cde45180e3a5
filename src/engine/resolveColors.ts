/**
 * Colours as a canvas takes them, `#rrggbbaa`, out of CSS ones with `var()`, `light-dark()` and `color-mix()` in them, as
 * they are where `place` stands. Canvas and terminal cannot resolve those themselves.
 */
export function resolveColors<N extends string>(
  place: HTMLElement,
  css: Readonly<Record<N, string>>,
): Record<N, string> {
  const probe = document.createElement('span')
  place.append(probe)
  const canvas = new OffscreenCanvas(1, 1)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const resolve = (value: string) => {
    probe.style.color = value
    if (!context) return '#80808080'
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = getComputedStyle(probe).color
    context.fillRect(0, 0, 1, 1)
    const { data } = context.getImageData(0, 0, 1, 1)
    return `#${[...data].map(part => part.toString(16).padStart(2, '0')).join('')}`
  }
  const resolved = Object.fromEntries(Object.entries<string>(css).map(([name, value]) => [name, resolve(value)]))
  probe.remove()
  return resolved as Record<N, string>
}

/** Calls `changed` when the page's theme does. Returns a function that stops. */
export function followTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    dark.removeEventListener('change', changed)
  }
}
