import type { NovncSession } from '../../../engine/rfb/novnc'

/**
 * A watermark over the picture of one session: a canvas of its own after the picture's, which takes no pointer. Follows
 * the picture as that is scaled, cut and moved, and stays on its last frame.
 */
export class PictureMark {
  private readonly box = document.createElement('div')
  private readonly canvas = document.createElement('canvas')
  private readonly observer = new ResizeObserver(() => this.place())
  private readonly session: NovncSession

  constructor(session: NovncSession) {
    this.session = session
    Object.assign(this.box.style, { position: 'absolute', overflow: 'hidden', pointerEvents: 'none' })
    this.box.setAttribute('aria-hidden', 'true')
    this.canvas.style.position = 'absolute'
    this.box.append(this.canvas)
    this.observer.observe(session.canvas)
    this.attach()
  }

  /** Beside the picture, wherever that was moved to. */
  attach(): void {
    const { canvas } = this.session
    canvas.after(this.box)
    if (canvas.parentElement) this.observer.observe(canvas.parentElement)
    this.place()
  }

  /** RGBA, the size of the framebuffer; in place of the one before. */
  draw(data: Uint8ClampedArray<ArrayBuffer>, widthPx: number, heightPx: number): void {
    this.canvas.width = widthPx
    this.canvas.height = heightPx
    this.canvas.getContext('2d')?.putImageData(new ImageData(data, widthPx, heightPx), 0, 0)
    this.place()
  }

  /** What part of the screen is shown may have changed without a change of size. */
  place(): void {
    const { canvas: picture, view } = this.session
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = picture
    const scale = view.w === 0 ? 0 : offsetWidth / view.w
    setPx(this.box, { left: offsetLeft, top: offsetTop, width: offsetWidth, height: offsetHeight })
    setPx(this.canvas, {
      ...{ left: -view.x * scale, top: -view.y * scale },
      ...{ width: this.canvas.width * scale, height: this.canvas.height * scale },
    })
  }

  /** A captured picture of the whole screen with the mark on it. */
  async on(picture: Blob, type: string, quality?: number): Promise<Blob> {
    const below = await createImageBitmap(picture)
    const all = new OffscreenCanvas(below.width, below.height)
    const context = all.getContext('2d')
    context?.drawImage(below, 0, 0)
    context?.drawImage(this.canvas, 0, 0)
    below.close()
    return all.convertToBlob({ type, ...(quality !== undefined && { quality }) })
  }

  dispose(): void {
    this.observer.disconnect()
    this.box.remove()
  }
}

function setPx(element: HTMLElement, px: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(px)) element.style.setProperty(name, `${value}px`)
}
