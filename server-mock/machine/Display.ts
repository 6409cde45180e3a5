import { createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas'
import { Listeners } from './Listeners'
import { around, intersect, type Rect, Region, subtract } from './Region'
import { type Change, UpdateTracker } from './UpdateTracker'

/** What became of the picture. */
export type Damage = Change | { readonly kind: 'resized' }

/** The picture at one moment. `data` is the display's own memory, opaque RGBA: copy what must outlive this turn. */
export interface Frame {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
  /** Grows with every change. */
  readonly version: number
  /** What may differ from the version that was asked about; the whole picture when that is too long ago. */
  readonly damage: readonly Rect[]
}

/** Draws what stands inside `area`; the context is clipped to it. Screen units: pixels divided by the scale. */
export type Painter = (context: SKRSContext2D, area: Rect) => void

const remembered = 256
const smallest = 64
const largest = 8192

/**
 * The frame buffer. Screens say what changed and draw it when somebody looks, so that a machine without viewers costs
 * nothing; screens think in units of `scale` pixels, which keeps text legible on a large picture.
 */
export class Display {
  private canvas = createCanvas(1, 1)
  private pixels = new Uint8ClampedArray(4)
  /** What the canvas lacks. Moves are made with its own pixels: drawn anew, curves come out a shade different. */
  private readonly due = new UpdateTracker(true)
  private version = 0
  /** Everything before this version is unknown. */
  private knownSince = 0
  private history: { version: number; rect: Rect }[] = []
  private readonly damageListeners = new Listeners<[Damage]>()
  private readonly painter: Painter
  widthPx = 0
  heightPx = 0

  constructor(widthPx: number, heightPx: number, painter: Painter) {
    this.painter = painter
    this.resize(widthPx, heightPx)
  }

  /** Pixels per screen unit. */
  get scale(): number {
    return this.heightPx >= 1700 ? 2 : 1
  }

  /** Screen units. */
  get width(): number {
    return Math.ceil(this.widthPx / this.scale)
  }

  get height(): number {
    return Math.ceil(this.heightPx / this.scale)
  }

  onDamage(listener: (damage: Damage) => void): () => void {
    return this.damageListeners.add(listener)
  }

  resize(widthPx: number, heightPx: number): void {
    const width = Math.min(largest, Math.max(smallest, Math.round(widthPx)))
    const height = Math.min(largest, Math.max(smallest, Math.round(heightPx)))
    if (width === this.widthPx && height === this.heightPx) return
    this.widthPx = width
    this.heightPx = height
    this.canvas = createCanvas(width, height)
    this.pixels = new Uint8ClampedArray(width * height * 4)
    this.due.clear()
    this.due.change(this.whole())
    this.version++
    this.forget()
    this.damageListeners.tell({ kind: 'resized' })
  }

  /** Screen units; outside the picture is ignored. */
  invalidate(rect: Rect): void {
    const inside = this.toPixels(rect)
    if (!inside) return
    this.remember(inside)
    this.tell({ kind: 'changed', rect: inside })
  }

  invalidateAll(): void {
    this.invalidate({ x: 0, y: 0, width: this.width, height: this.height })
  }

  /**
   * Says that what stood `dx`, `dy` before `to` stands in `to` now, unchanged in every pixel. What it left behind is to
   * be invalidated apart. Screen units.
   */
  move(to: Rect, dx: number, dy: number): void {
    const target = this.toPixels(to)
    if (!target) return
    this.remember(target)
    const [dxPx, dyPx] = [dx * this.scale, dy * this.scale]
    const source = intersect({ ...target, x: target.x - dxPx, y: target.y - dyPx }, this.whole())
    if (!source) return this.tell({ kind: 'changed', rect: target })
    const copied = { ...source, x: source.x + dxPx, y: source.y + dyPx }
    this.tell({ kind: 'moved', to: copied, dx: dxPx, dy: dyPx })
    // What comes in from beyond the edge was never on the picture.
    for (const rect of subtract(target, copied)) this.tell({ kind: 'changed', rect })
  }

  /** Paints what is due and gives the picture. */
  frame(since = -1): Frame {
    this.paint()
    const { widthPx: width, heightPx: height, pixels: data, version } = this
    return { width, height, data, version, damage: this.damageSince(since) }
  }

  private damageSince(since: number): readonly Rect[] {
    if (since < this.knownSince) return [this.whole()]
    const region = new Region()
    for (const { version, rect } of this.history) if (version > since) region.add(rect)
    return region.rects
  }

  private tell(change: Change): void {
    this.due.add(change)
    this.damageListeners.tell(change)
  }

  private paint(): void {
    if (!this.due.hasFor(this.whole())) return
    const context = this.canvas.getContext('2d')
    const { copy, rects } = this.due.take(this.whole(), true)
    if (copy) this.carry(context, copy.to, copy.dx, copy.dy)
    for (const rect of rects) {
      const { scale } = this
      const x = Math.floor(rect.x / scale)
      const y = Math.floor(rect.y / scale)
      const width = Math.ceil((rect.x + rect.width) / scale) - x
      const height = Math.ceil((rect.y + rect.height) / scale) - y
      context.save()
      context.beginPath()
      context.rect(rect.x, rect.y, rect.width, rect.height)
      context.clip()
      context.scale(scale, scale)
      this.painter(context, { x, y, width, height })
      context.restore()
      this.read(context, rect)
    }
  }

  private carry(context: SKRSContext2D, to: Rect, dx: number, dy: number): void {
    const data = new Uint8ClampedArray(to.width * to.height * 4)
    const rowBytes = to.width * 4
    for (let row = 0; row < to.height; row++) {
      const from = ((to.y - dy + row) * this.widthPx + to.x - dx) * 4
      data.set(this.pixels.subarray(from, from + rowBytes), row * rowBytes)
    }
    context.putImageData(new ImageData(data, to.width, to.height), to.x, to.y)
    this.write(data, to)
  }

  private read(context: SKRSContext2D, rect: Rect): void {
    const { data } = context.getImageData(rect.x, rect.y, rect.width, rect.height)
    this.write(data, rect)
  }

  private write(data: Uint8ClampedArray, rect: Rect): void {
    const rowBytes = rect.width * 4
    for (let row = 0; row < rect.height; row++) {
      const line = data.subarray(row * rowBytes, (row + 1) * rowBytes)
      this.pixels.set(line, ((rect.y + row) * this.widthPx + rect.x) * 4)
    }
  }

  private remember(rect: Rect): void {
    this.version++
    const last = this.history.at(-1)
    if (this.history.length < remembered || !last) {
      this.history.push({ version: this.version, rect })
      return
    }
    // The older half becomes one rectangle of its newest version: too much damage is only slow, too little is wrong.
    const older = this.history.splice(0, remembered / 2)
    const version = older.at(-1)?.version ?? 0
    const rects = older.map(each => each.rect).reduce(around)
    this.history.unshift({ version, rect: rects })
    this.history.push({ version: this.version, rect })
  }

  private forget(): void {
    this.history = []
    this.knownSince = this.version
  }

  private whole(): Rect {
    return { x: 0, y: 0, width: this.widthPx, height: this.heightPx }
  }

  private toPixels(rect: Rect): Rect | undefined {
    const { scale } = this
    const x = Math.floor(rect.x) * scale
    const y = Math.floor(rect.y) * scale
    const width = Math.ceil(rect.x + rect.width) * scale - x
    const height = Math.ceil(rect.y + rect.height) * scale - y
    return intersect({ x, y, width, height }, this.whole())
  }
}
