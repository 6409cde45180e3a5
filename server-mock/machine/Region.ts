export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What two rectangles share; `undefined` when nothing. */
export function intersect(a: Rect, b: Rect): Rect | undefined {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : undefined
}

/** The smallest rectangle around both. */
export function around(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  const width = Math.max(a.x + a.width, b.x + b.width) - x
  const height = Math.max(a.y + a.height, b.y + b.height) - y
  return { x, y, width, height }
}

/** `rect` without `hole`, as at most four rectangles. */
export function subtract(rect: Rect, hole: Rect): Rect[] {
  const shared = intersect(rect, hole)
  if (!shared) return [rect]
  const right = rect.x + rect.width
  const bottom = rect.y + rect.height
  const sharedRight = shared.x + shared.width
  const sharedBottom = shared.y + shared.height
  return [
    { x: rect.x, y: rect.y, width: rect.width, height: shared.y - rect.y },
    { x: rect.x, y: sharedBottom, width: rect.width, height: bottom - sharedBottom },
    { x: rect.x, y: shared.y, width: shared.x - rect.x, height: shared.height },
    { x: sharedRight, y: shared.y, width: right - sharedRight, height: shared.height },
  ].filter(part => part.width > 0 && part.height > 0)
}

export function moved(rect: Rect, dx: number, dy: number): Rect {
  return { ...rect, x: rect.x + dx, y: rect.y + dy }
}

export function contains(outer: Rect, x: number, y: number): boolean {
  return x >= outer.x && y >= outer.y && x < outer.x + outer.width && y < outer.y + outer.height
}

/** More rectangles than this cost more to visit than the pixels they spare. */
const mostRects = 24

/** A set of pixels, kept as rectangles that do not overlap. */
export class Region {
  private parts: Rect[] = []

  get rects(): readonly Rect[] {
    return this.parts
  }

  get empty(): boolean {
    return this.parts.length === 0
  }

  add(rect: Rect): void {
    if (rect.width <= 0 || rect.height <= 0) return
    // Where the new one covers old ones whole, they go: one large rectangle is worth more than its pieces.
    if (this.parts.some(part => subtract(part, rect).length === 0)) {
      this.remove(rect)
      this.parts = [...this.parts, rect]
    } else {
      this.parts = [...this.parts, ...this.parts.reduce((fresh, part) => fresh.flatMap(r => subtract(r, part)), [rect])]
    }
    if (this.parts.length > mostRects) this.simplify()
  }

  remove(rect: Rect): void {
    this.parts = this.parts.flatMap(part => subtract(part, rect))
  }

  /** What lies inside `rect`. */
  within(rect: Rect): Rect[] {
    return this.parts.flatMap(part => intersect(part, rect) ?? [])
  }

  clear(): void {
    this.parts = []
  }

  /** Takes everything out. */
  take(): Rect[] {
    const taken = this.parts
    this.parts = []
    return taken
  }

  /** Joins the pair that wastes least until half is left; a region may grow by it, never shrink. */
  private simplify(): void {
    const parts = [...this.parts]
    while (parts.length > mostRects / 2) {
      let best: [number, number, Rect] | undefined
      let leastWaste = Number.POSITIVE_INFINITY
      for (let i = 0; i < parts.length; i++) {
        for (let j = i + 1; j < parts.length; j++) {
          const [a, b] = [parts[i], parts[j]]
          if (!a || !b) continue
          const joined = around(a, b)
          const waste = joined.width * joined.height - a.width * a.height - b.width * b.height
          if (waste >= leastWaste) continue
          leastWaste = waste
          best = [i, j, joined]
        }
      }
      if (!best) break
      const [i, j, joined] = best
      parts.splice(j, 1)
      parts.splice(i, 1)
      parts.push(joined)
    }
    this.parts = []
    // Joined rectangles may overlap others: adding them again makes them disjoint.
    for (const part of parts) {
      let fresh = [part]
      for (const kept of this.parts) fresh = fresh.flatMap(each => subtract(each, kept))
      this.parts.push(...fresh)
    }
  }
}
