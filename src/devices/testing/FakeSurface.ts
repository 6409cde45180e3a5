import type { PictureFacts, Scaling, Surface } from '../../engine/surface'
import { writable } from '../../lib/readable'
import { DeviceError } from '../errors'

/** A surface whose picture a test paints: a canvas of one colour. */
export class FakeSurface implements Surface {
  readonly facts = writable<PictureFacts>({
    widthPx: 0,
    heightPx: 0,
    framesPainted: 0,
    lastFrameAtMs: undefined,
    dialect: 'fake',
    still: false,
    zoom: 1,
  })
  scaling: Scaling = 'fit'
  private made: HTMLCanvasElement | undefined

  get element(): HTMLCanvasElement {
    this.made ??= document.createElement('canvas')
    return this.made
  }

  /** Paints one frame of this size and tells the facts. */
  paint(widthPx: number, heightPx: number, color = 'rgb(20, 40, 60)'): void {
    this.element.width = widthPx
    this.element.height = heightPx
    const context = this.element.getContext('2d')
    if (context) {
      context.fillStyle = color
      context.fillRect(0, 0, widthPx, heightPx)
    }
    const before = this.facts.getState()
    this.facts.set({
      ...before,
      widthPx,
      heightPx,
      framesPainted: before.framesPainted + 1,
      lastFrameAtMs: Date.now(),
      still: false,
    })
  }

  keepStill(): void {
    this.facts.set({ ...this.facts.getState(), still: true })
  }

  setScaling(scaling: Scaling): void {
    this.scaling = scaling
  }

  setZoom(zoom: number): void {
    this.facts.set({ ...this.facts.getState(), zoom })
  }

  focus(): void {
    this.element.focus()
  }

  stream(): MediaStream {
    if (this.facts.getState().framesPainted === 0) throw new DeviceError('no-picture')
    return this.element.captureStream()
  }

  async capture(type: 'image/png' | 'image/jpeg' = 'image/png'): Promise<Blob> {
    if (this.facts.getState().framesPainted === 0) throw new DeviceError('no-picture')
    return new Blob([`fake ${this.element.width}x${this.element.height}`], { type })
  }
}
