/**
 * Which of the boxes an arrow key leads to, as they lie on the page: sideways in their order, up and down to the nearest
 * of the next row. `undefined` = nowhere. `rects`: in reading order.
 */
export function moveInGrid(key: string, at: number, rects: readonly DOMRect[]): number | undefined {
  const here = rects[at]
  if (!here) return undefined
  switch (key) {
    case 'ArrowRight':
      return at + 1 < rects.length ? at + 1 : undefined
    case 'ArrowLeft':
      return at > 0 ? at - 1 : undefined
    case 'ArrowDown':
      return nearest(here, rects, rect => rect.top - here.top)
    case 'ArrowUp':
      return nearest(here, rects, rect => here.top - rect.top)
    default:
      return undefined
  }
}

/** Of the boxes in the direction that `distance` measures, the row's that is closest, and in it the one closest below. */
function nearest(here: DOMRect, rects: readonly DOMRect[], distance: (rect: DOMRect) => number): number | undefined {
  let best: { at: number; cost: number } | undefined
  for (const [at, rect] of rects.entries()) {
    const away = distance(rect)
    if (away < 1) continue
    const cost = away * 10_000 + Math.abs(rect.left - here.left)
    if (!best || cost < best.cost) best = { at, cost }
  }
  return best?.at
}
