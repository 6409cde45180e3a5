import { intersect, moved, type Rect, Region, subtract } from './Region'

/** What became of a picture; pixels. `moved`: what stood `dx`, `dy` before `to` is there now, otherwise the same. */
export type Change =
  | { readonly kind: 'changed'; readonly rect: Rect }
  | { readonly kind: 'moved'; readonly to: Rect; readonly dx: number; readonly dy: number }

export interface Copy {
  readonly to: Rect
  readonly dx: number
  readonly dy: number
}

/**
 * What one copy of the picture lacks: at most one move, which its own pixels can make, and then what changed. The
 * display keeps one for its canvas, a server one for each viewer.
 */
export class UpdateTracker {
  private readonly changed = new Region()
  private copy: Copy | undefined
  /** Whether moves can be made there; otherwise their targets count as changed. */
  copies: boolean

  constructor(copies: boolean) {
    this.copies = copies
  }

  /** Whether `take` of this area would give something. */
  hasFor(area: Rect): boolean {
    return this.copy !== undefined || this.changed.within(area).length > 0
  }

  add(change: Change): void {
    if (change.kind === 'changed') this.change(change.rect)
    else this.move(change.to, change.dx, change.dy)
  }

  change(rect: Rect): void {
    this.changed.add(rect)
    if (this.copy && subtract(this.copy.to, rect).length === 0) this.copy = undefined
  }

  clear(): void {
    this.changed.clear()
    this.copy = undefined
  }

  /** Takes what lies inside `area`; a move only when the area is the whole picture. */
  take(area: Rect, whole: boolean): { copy: Copy | undefined; rects: Rect[] } {
    if (!whole) this.settle()
    const { copy } = this
    this.copy = undefined
    const rects = this.changed.within(area)
    for (const rect of rects) this.changed.remove(rect)
    return { copy, rects }
  }

  private move(to: Rect, dx: number, dy: number): void {
    if (!this.copies) return this.change(to)
    const source = moved(to, -dx, -dy)
    // A second move of the same pixels, before the first was made, is one longer move; any other pair is not worth it.
    const longer = this.copy && subtract(source, this.copy.to).length === 0 ? this.copy : undefined
    if (!longer) this.settle()
    // What is not there yet at the source will not be there at the target either.
    const carried = this.changed.within(source).flatMap(rect => intersect(moved(rect, dx, dy), to) ?? [])
    this.changed.remove(to)
    for (const rect of carried) this.changed.add(rect)
    // Where the first move alone had led, nothing is made any more.
    if (longer) for (const rest of subtract(longer.to, to)) this.changed.add(rest)
    this.copy = { to, dx: dx + (longer?.dx ?? 0), dy: dy + (longer?.dy ?? 0) }
  }

  /** Gives up the move: its target counts as changed. */
  private settle(): void {
    if (this.copy) this.changed.add(this.copy.to)
    this.copy = undefined
  }
}
