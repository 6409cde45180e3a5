/**
 * A mark laid over the whole picture, as large as it is shown: a canvas of its own after the picture's, which takes no
 * pointer. Follows the picture's box as that is scaled and moved.
 */
export class PictureMark {
  private readonly canvas = document.createElement('canvas')
  private readonly observer: ResizeObserver

  constructor(picture: HTMLCanvasElement) {
    Object.assign(this.canvas.style, { position: 'absolute', pointerEvents: 'none' })
    this.canvas.setAttribute('aria-hidden', 'true')
    const place = () => {
      const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = picture
      const px = { left: offsetLeft, top: offsetTop, width: offsetWidth, height: offsetHeight }
      for (const [name, value] of Object.entries(px)) this.canvas.style.setProperty(name, `${value}px`)
    }
    this.observer = new ResizeObserver(place)
    this.observer.observe(picture)
    if (picture.parentElement) this.observer.observe(picture.parentElement)
    picture.after(this.canvas)
    place()
  }

  /** RGBA, `widthPx` times `heightPx`. */
  draw(data: Uint8ClampedArray<ArrayBuffer>, widthPx: number, heightPx: number): void {
    this.canvas.width = widthPx
    this.canvas.height = heightPx
    this.canvas.getContext('2d')?.putImageData(new ImageData(data, widthPx, heightPx), 0, 0)
  }

  dispose(): void {
    this.observer.disconnect()
    this.canvas.remove()
  }
}
