import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { CursorShape } from '../Pointer'
import { contains, intersect, type Rect, subtract } from '../Region'
import { fitted } from '../text/fitted'
import { sans } from '../text/fonts'
import type { App } from './App'
import { look } from './look'

export type WindowPart = 'title' | 'content' | 'close' | 'maximize' | 'minimize' | 'corner'

/** The part of a frame that is the program's. */
export function contentOf({ x, y, width, height }: Rect): Rect {
  return { x: x + 1, y: y + look.titleHeight, width: width - 2, height: height - look.titleHeight - 1 }
}

/** One window: its frame, and where its program draws. Screen units, whole numbers. */
export class Window {
  readonly app: App
  frame: Rect
  /** Where it goes back to when it is no longer maximised. */
  restored: Rect | undefined
  minimized = false
  private shadow: Canvas | undefined

  constructor(app: App, frame: Rect) {
    this.app = app
    this.frame = frame
  }

  get content(): Rect {
    return contentOf(this.frame)
  }

  /** The frame with its shadow. */
  get extent(): Rect {
    const { x, y, width, height } = this.frame
    const reach = look.shadow
    return { x: x - reach, y: y - reach, width: width + 2 * reach, height: height + 2 * reach }
  }

  /** What is opaque in every pixel: the frame without its rounded ends. */
  get solid(): Rect {
    const { x, y, width, height } = this.frame
    return { x, y: y + look.radius, width, height: height - 2 * look.radius }
  }

  /** Content that no rounded corner reaches. */
  private get inner(): Rect {
    const { x, y, width, height } = this.content
    return { x, y, width, height: height - look.radius }
  }

  get titleBar(): Rect {
    return { ...this.frame, height: look.titleHeight }
  }

  /** Which part lies under a point; `undefined` outside the frame. */
  partAt(x: number, y: number): WindowPart | undefined {
    if (this.minimized || !contains(this.frame, x, y)) return undefined
    const right = this.frame.x + this.frame.width
    const bottom = this.frame.y + this.frame.height
    if (y < this.frame.y + look.titleHeight) {
      if (x >= right - 36) return 'close'
      if (x >= right - 66) return 'maximize'
      return x >= right - 96 ? 'minimize' : 'title'
    }
    return x >= right - 16 && y >= bottom - 16 && !this.restored ? 'corner' : 'content'
  }

  cursorAt(x: number, y: number): CursorShape {
    const part = this.partAt(x, y)
    if (part === 'corner') return 'resize'
    return part === 'content' ? this.app.cursorAt(x - this.content.x, y - this.content.y) : 'arrow'
  }

  draw(context: SKRSContext2D, focused: boolean, area: Rect): void {
    if (this.minimized || !intersect(this.extent, area)) return
    // Most of what changes lies well inside: no shadow, no rounded corner, no border to draw there.
    if (subtract(area, this.inner).length === 0) return this.drawContent(context, area)
    this.drawShadow(context, focused)
    const { x, y, width, height } = this.frame
    context.save()
    context.beginPath()
    context.roundRect(x, y, width, height, look.radius)
    context.clip()
    if (intersect(this.titleBar, area)) this.drawTitle(context, focused)
    this.drawContent(context, area)
    context.restore()
    context.strokeStyle = focused ? '#35566a' : look.line
    context.lineWidth = 1
    context.beginPath()
    context.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, look.radius - 0.5)
    context.stroke()
  }

  private drawContent(context: SKRSContext2D, area: Rect): void {
    const { content } = this
    const due = intersect(content, area)
    if (!due) return
    context.save()
    context.beginPath()
    context.rect(content.x, content.y, content.width, content.height)
    context.clip()
    context.translate(content.x, content.y)
    this.app.draw(context, { ...due, x: due.x - content.x, y: due.y - content.y })
    context.restore()
  }

  private drawTitle(context: SKRSContext2D, focused: boolean): void {
    const { x, y, width } = this.frame
    context.fillStyle = focused ? look.title : look.titleQuiet
    context.fillRect(x, y, width, look.titleHeight)
    context.fillStyle = focused ? look.ink : look.inkQuiet
    context.font = `500 13px ${sans}`
    context.fillText(fitted(context, this.app.title, width - 124), x + 14, y + 22)
    const middle = y + look.titleHeight / 2
    const right = x + width
    context.strokeStyle = focused ? '#a9c1ce' : '#5f7989'
    context.lineWidth = 1.4
    context.lineCap = 'round'
    context.beginPath()
    context.moveTo(right - 86, middle + 0.5)
    context.lineTo(right - 77, middle + 0.5)
    context.moveTo(right - 24.5, middle - 4.5)
    context.lineTo(right - 15.5, middle + 4.5)
    context.moveTo(right - 15.5, middle - 4.5)
    context.lineTo(right - 24.5, middle + 4.5)
    context.stroke()
    context.beginPath()
    context.roundRect(right - 55.5, middle - 4.5, 9, 9, 2)
    context.stroke()
    context.lineCap = 'butt'
  }

  /** Kept as a picture per size: blurring it anew for each damaged corner costs more than all the rest. */
  private drawShadow(context: SKRSContext2D, focused: boolean): void {
    const { x, y, width, height } = this.extent
    if (!this.shadow || this.shadow.width !== width || this.shadow.height !== height) {
      this.shadow = createCanvas(width, height)
      const own = this.shadow.getContext('2d')
      own.shadowColor = 'rgba(0, 8, 14, 0.75)'
      own.shadowBlur = 22
      own.shadowOffsetY = 6
      own.fillStyle = '#000'
      own.beginPath()
      own.roundRect(
        look.shadow + 1,
        look.shadow + 1,
        width - 2 * look.shadow - 2,
        height - 2 * look.shadow - 2,
        look.radius,
      )
      own.fill()
    }
    context.globalAlpha = focused ? 1 : 0.6
    context.drawImage(this.shadow, x, y)
    context.globalAlpha = 1
  }
}
