/** The colours of one theme as a canvas takes them. */
export interface Palette {
  readonly series: readonly string[]
  readonly fills: readonly string[]
  readonly bands: Readonly<Record<'ok' | 'warn' | 'bad', string>>
  readonly bad: string
  readonly grid: string
  readonly text: string
}

const seriesCount = 6

/** Reads the tokens of `theme.css` where `place` stands. A canvas cannot resolve `var()` or `light-dark()` itself. */
export function readPalette(place: HTMLElement): Palette {
  const probe = document.createElement('span')
  place.append(probe)
  const color = (css: string) => {
    probe.style.color = css
    return getComputedStyle(probe).color
  }
  const faint = (css: string, percent: number) => color(`color-mix(in oklab, ${css} ${percent}%, transparent)`)
  const series = Array.from({ length: seriesCount }, (_, i) => `var(--series-${i + 1})`)
  const palette: Palette = {
    series: series.map(color),
    fills: series.map(css => faint(css, 12)),
    bands: { ok: faint('var(--ok)', 7), warn: faint('var(--warn)', 9), bad: faint('var(--bad)', 10) },
    bad: color('var(--bad)'),
    grid: color('var(--line)'),
    text: color('var(--ink-3)'),
  }
  probe.remove()
  return palette
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
