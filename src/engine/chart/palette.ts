import { resolveColors } from '../resolveColors'

/** The colours of one theme as a canvas takes them. */
export interface Palette {
  readonly series: readonly string[]
  readonly fills: readonly string[]
  readonly bands: Readonly<Record<'ok' | 'warn' | 'bad', string>>
  readonly bad: string
  readonly grid: string
  readonly text: string
}

const lines = [1, 2, 3, 4, 5, 6] as const
const faint = (css: string, percent: number) => `color-mix(in oklab, ${css} ${percent}%, transparent)`

/** Reads the tokens of `theme.css` where `place` stands. */
export function readPalette(place: HTMLElement): Palette {
  const of = (css: string) => resolveColors(place, { css }).css
  return {
    series: lines.map(i => of(`var(--series-${i})`)),
    fills: lines.map(i => of(faint(`var(--series-${i})`, 12))),
    bands: { ok: of(faint('var(--ok)', 7)), warn: of(faint('var(--warn)', 9)), bad: of(faint('var(--bad)', 10)) },
    bad: of('var(--bad)'),
    grid: of('var(--line)'),
    text: of('var(--ink-3)'),
  }
}
