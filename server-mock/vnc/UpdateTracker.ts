import type { Damage } from '../machine/Display'
import { intersect, moved, type Rect, Region, subtract } from '../machine/Region'

export interface Copy {
  readonly to: Rect
  readonly dx: number
  readonly dy: number
}

/** What one viewer has not seen yet: at most one move, which its own pixels can make, and then what changed. */
export class UpdateTracker {
  private readonly changed = new Region()
  private copy: Copy | undefined
  /** Whether the viewer understands CopyRect and has the picture as the machine has it. */
  copies = false

  /** Whether `take` of this area would give something. */
  hasFor(area: Rect): boolean {
    return this.copy !== undefined || this.changed.within(area).length > 0
  }

  add(damage: Damage): void {
    if (damage.kind === 'changed') this.change(damage.rect)
    if (damage.kind === 'moved') this.move(damage.to, damage.dx, damage.dy)
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
    // A second move of the same pixels, before the first was sent, is one longer move; any other pair is not worth it.
    const longer = this.copy && subtract(source, this.copy.to).length === 0 ? this.copy : undefined
    if (longer) for (const rest of subtract(longer.to, source)) this.changed.add(rest)
    else this.settle()
    // What the viewer has not got yet at the source, it will not have at the target either.
    const carried = this.changed.within(source).flatMap(rect => intersect(moved(rect, dx, dy), to) ?? [])
    this.changed.remove(to)
    for (const rect of carried) this.changed.add(rect)
    this.copy = { to, dx: dx + (longer?.dx ?? 0), dy: dy + (longer?.dy ?? 0) }
  }

  /** Gives up the move: its target is sent as pixels. */
  private settle(): void {
    if (this.copy) this.changed.add(this.copy.to)
    this.copy = undefined
  }
}
