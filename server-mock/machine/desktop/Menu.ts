import type { SKRSContext2D } from '@napi-rs/canvas'
import { contains, type Rect } from '../Region'
import { sans } from '../text/fonts'
import { look } from './look'

export interface MenuItem {
  readonly label: string
  /** Begins a group: a line above. */
  readonly apart?: boolean
  run(): void
}

const rowHeight = 34
const width = 220

/** A list that drops from the panel. */
export class Menu {
  readonly items: readonly MenuItem[]
  private readonly x: number
  private readonly y: number
  chosen = -1

  constructor(items: readonly MenuItem[], x: number, y: number) {
    this.items = items
    this.x = x
    this.y = y
  }

  get rect(): Rect {
    return { x: this.x, y: this.y, width, height: this.items.length * rowHeight + 12 }
  }

  /** With the shadow. */
  get extent(): Rect {
    const { x, y, width: w, height } = this.rect
    return { x: x - 20, y: y - 12, width: w + 40, height: height + 44 }
  }

  itemAt(x: number, y: number): number {
    if (!contains(this.rect, x, y)) return -1
    const row = Math.floor((y - this.y - 6) / rowHeight)
    return row >= 0 && row < this.items.length ? row : -1
  }

  step(by: number): void {
    const { length } = this.items
    this.chosen = this.chosen < 0 ? (by > 0 ? 0 : length - 1) : (this.chosen + by + length) % length
  }

  draw(context: SKRSContext2D): void {
    const { x, y, height } = this.rect
    context.save()
    context.shadowColor = 'rgba(0, 8, 14, 0.6)'
    context.shadowBlur = 16
    context.shadowOffsetY = 6
    context.fillStyle = look.raised
    context.beginPath()
    context.roundRect(x, y, width, height, 10)
    context.fill()
    context.restore()
    context.strokeStyle = look.line
    context.lineWidth = 1
    context.beginPath()
    context.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 9.5)
    context.stroke()
    context.font = `400 14px ${sans}`
    for (const [row, item] of this.items.entries()) {
      const top = y + 6 + row * rowHeight
      if (item.apart) {
        context.fillStyle = look.line
        context.fillRect(x + 12, top, width - 24, 1)
      }
      if (row === this.chosen) {
        context.fillStyle = look.chosen
        context.beginPath()
        context.roundRect(x + 6, top + 2, width - 12, rowHeight - 4, 6)
        context.fill()
      }
      context.fillStyle = look.ink
      context.fillText(item.label, x + 18, top + 22)
    }
  }
}
