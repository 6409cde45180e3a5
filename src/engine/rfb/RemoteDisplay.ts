import type { PaintedCanvas, Painter } from '../painter/Painter'
import { pixelRendering } from '../pixelRendering'
import type { RemoteScreen } from '../surface'
import { BatchWriter, type ImageType, imageTypes, op } from '../worker/ops'
import { type PixelFormat, rgbx } from '../worker/pixelFormat'
import type { PainterReport } from '../worker/SurfacePainter'
import type { RectPlace } from './RfbDialect'

/** Updates that may be on their way to the painter before the next one is read: enough to keep both sides at work. */
const updatesAhead = 4
/** A batch is sent early when it holds this much, so that one huge update does not wait for its end. */
const batchBytes = 512 * 1024

/**
 * Stands in for noVNC's Display: takes the same calls, draws nothing itself, and sends them as batches to the painter.
 * Scale and viewport are kept here, because coordinates of the pointer depend on them.
 * Interface: novnc/noVNC v1.7.0 core/display.js.
 */
export class RemoteDisplay {
  private readonly canvas: HTMLCanvasElement
  private readonly painted: PaintedCanvas
  private readonly onReport: (report: PainterReport) => void
  private readonly batch = new BatchWriter()
  /** What the canvas shows of the framebuffer. */
  readonly view = { x: 0, y: 0, w: 0, h: 0 }
  private fbWidth = 0
  private fbHeight = 0
  private factor = 1
  private clips = false
  /** How the server writes its pixels. */
  format = rgbx
  /** The part of the framebuffer that is shown; all of it without one. */
  private area: RemoteScreen | undefined
  private batchesAhead = 0
  private sendDue = false
  private waiters: (() => void)[] = []

  constructor(
    canvas: HTMLCanvasElement,
    painter: Painter,
    onReport: (report: PainterReport) => void,
    onLost = () => {},
  ) {
    this.canvas = canvas
    this.onReport = onReport
    this.painted = painter.open(canvas, report => this.applied(report), onLost)
  }

  get width(): number {
    return this.fbWidth
  }

  get height(): number {
    return this.fbHeight
  }

  get scale(): number {
    return this.factor
  }

  set scale(scale: number) {
    this.rescale(scale)
  }

  get clipViewport(): boolean {
    return this.clips
  }

  set clipViewport(clips: boolean) {
    this.clips = clips
    const { w, h } = this.view
    this.viewportChangeSize(w, h)
    this.viewportChangePos(0, 0)
  }

  absX(x: number): number {
    return this.factor === 0 ? 0 : Math.trunc(x / this.factor + this.view.x)
  }

  absY(y: number): number {
    return this.factor === 0 ? 0 : Math.trunc(y / this.factor + this.view.y)
  }

  resize(width: number, height: number): void {
    this.fbWidth = width
    this.fbHeight = height
    this.batch.put(op.resize, width, height)
    const { w, h } = this.view
    this.viewportChangeSize(w, h)
    this.viewportChangePos(0, 0)
  }

  viewportChangePos(deltaX: number, deltaY: number): void {
    const { view } = this
    const { x: left, y: top, w, h } = this.whole()
    const inside = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most))
    const x = this.clips ? inside(view.x + Math.floor(deltaX), left, left + w - view.w) : left
    const y = this.clips ? inside(view.y + Math.floor(deltaY), top, top + h - view.h) : top
    if (x === view.x && y === view.y) return
    view.x = x
    view.y = y
    this.showView()
  }

  viewportChangeSize(width?: number, height?: number): void {
    const whole = this.whole()
    const isWhole = !this.clips || width === undefined || height === undefined
    const w = isWhole ? whole.w : Math.min(Math.floor(width), whole.w)
    const h = isWhole ? whole.h : Math.min(Math.floor(height), whole.h)
    if (w === this.view.w && h === this.view.h) return
    this.view.w = w
    this.view.h = h
    this.showView()
    this.rescale(this.factor)
  }

  /** Shows this part alone, as if it were all there is. One that lies outside the framebuffer is cut to it. */
  showArea(area: RemoteScreen | undefined): void {
    this.area = area
    const { w, h } = this.view
    this.viewportChangeSize(w, h)
    this.viewportChangePos(0, 0)
  }

  autoscale(containerWidth: number, containerHeight: number): void {
    const { w, h } = this.view
    if (containerWidth === 0 || containerHeight === 0 || w === 0 || h === 0) return this.rescale(0)
    this.rescale(Math.min(containerWidth / w, containerHeight / h))
  }

  /** `color`: a pixel in the server's format. */
  fillRect(x: number, y: number, width: number, height: number, color: Uint8Array): void {
    this.batch.put(op.fillPixel, x, y, width, height, this.batch.add(color))
  }

  /** `color`: R, G, B. */
  fillRgb(x: number, y: number, width: number, height: number, [red = 0, green = 0, blue = 0]: Uint8Array): void {
    this.batch.put(op.fill, x, y, width, height, red | (green << 8) | (blue << 16))
  }

  copyImage(fromX: number, fromY: number, x: number, y: number, width: number, height: number): void {
    this.batch.put(op.copy, fromX, fromY, x, y, width, height)
  }

  blitImage(x: number, y: number, width: number, height: number, data: Uint8Array, offset: number): void {
    const length = (width * height * this.format.bitsPerPixel) / 8
    this.batch.put(op.blit, x, y, width, height, this.batch.add(data.subarray(offset, offset + length)))
    this.sendIfLarge()
  }

  imageRect(x: number, y: number, width: number, height: number, type: string, data: Uint8Array): void {
    if (width === 0 || height === 0) return
    const offset = this.batch.add(data)
    if (type === 'image/jpeg') this.batch.put(op.jpeg, x, y, width, height, offset, data.length)
    else this.batch.put(op.image, x, y, width, height, offset, data.length, imageTypes.indexOf(type as ImageType))
    this.sendIfLarge()
  }

  qoiRect({ x, y, width, height }: RectPlace, data: Uint8Array): void {
    this.batch.put(op.qoi, x, y, width, height, this.batch.add(data), data.length)
    this.sendIfLarge()
  }

  /** An access unit of H.264, decoded and waited for by the painter; `stream`: which decoder it belongs to. */
  videoRect({ x, y, width, height }: RectPlace, stream: number, data: Uint8Array): void {
    this.batch.put(op.video, x, y, width, height, this.batch.add(data), data.length, stream)
    this.sendIfLarge()
  }

  /** A Tight rectangle as it came: inflation and palette are the painter's. `numbers` as `op.tight` wants them. */
  tightRect(
    place: readonly [number, number, number, number],
    data: Uint8Array,
    length: number,
    ...numbers: number[]
  ): void {
    this.batch.put(op.tight, ...place, this.batch.add(data), length, ...numbers)
    this.sendIfLarge()
  }

  zrleRect(place: readonly [number, number, number, number], data: Uint8Array): void {
    this.batch.put(op.zrle, ...place, this.batch.add(data), data.length)
    this.sendIfLarge()
  }

  resetStreams(bits: number): void {
    this.batch.put(op.resetStreams, bits)
  }

  /** Every pixel from here on is written so. */
  setFormat(format: PixelFormat): void {
    this.format = format
    this.batch.put(op.format, format.bitsPerPixel, format.isBigEndian ? 1 : 0, ...format.max, ...format.shift)
  }

  /** Shows red and blue in each other's place, in the picture that is there too. */
  swapColors(swaps: boolean): void {
    this.batch.put(op.swap, swaps ? 1 : 0)
    this.send()
  }

  /** Updates that came in one message of the network travel in one batch. */
  flip(): void {
    this.batch.put(op.flip)
    if (this.sendDue) return
    this.sendDue = true
    queueMicrotask(() => this.send())
  }

  /** Nobody looks: the painter lets its framebuffer go. `unfree` before a whole new picture comes. */
  free(): void {
    this.batch.put(op.free)
    this.send()
  }

  unfree(): void {
    this.batch.put(op.resize, this.fbWidth, this.fbHeight)
    this.send()
  }

  pending(): boolean {
    return this.batchesAhead >= updatesAhead
  }

  /** Resolves when the painter has caught up so far that the next update may be read. */
  flush(): Promise<void> {
    if (!this.pending()) return Promise.resolve()
    return new Promise(resolve => this.waiters.push(resolve))
  }

  /** Resolves when everything sent has been drawn into the framebuffer. */
  async settled(): Promise<void> {
    this.send() // of an update whose end has not come
    while (this.batchesAhead > 0) await new Promise<void>(resolve => this.waiters.push(resolve))
  }

  capture(type: string, quality?: number): Promise<Blob | undefined> {
    return this.painted.capture(type, quality)
  }

  close(): void {
    this.painted.close()
    this.batchesAhead = 0
    for (const wake of this.waiters.splice(0)) wake()
  }

  private whole(): { x: number; y: number; w: number; h: number } {
    const { fbWidth: w, fbHeight: h, area } = this
    if (!area || area.xPx >= w || area.yPx >= h) return { x: 0, y: 0, w, h }
    const { xPx: x, yPx: y, widthPx, heightPx } = area
    return { x, y, w: Math.min(widthPx, w - x), h: Math.min(heightPx, h - y) }
  }

  private showView(): void {
    const { x, y, w, h } = this.view
    this.batch.put(op.viewport, x, y, w, h)
    this.send()
  }

  private rescale(factor: number): void {
    this.factor = factor
    this.canvas.style.width = `${factor * this.view.w}px`
    this.canvas.style.height = `${factor * this.view.h}px`
    this.canvas.style.imageRendering = pixelRendering(factor)
  }

  private sendIfLarge(): void {
    if (this.batch.size >= batchBytes) this.send()
  }

  private send(): void {
    this.sendDue = false
    if (this.batch.isEmpty) return
    this.batchesAhead++
    this.painted.send(this.batch.take())
  }

  private applied(report: PainterReport): void {
    this.batchesAhead -= report.applied
    for (const spent of report.spent) this.batch.reuse(spent)
    this.onReport(report)
    if (this.pending()) return
    for (const wake of this.waiters.splice(0)) wake()
  }
}
