import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { Rect } from '../Region'
import { drawWheel } from '../wheel'

/** A dusk of teal and blue behind the ship's wheel; drawn once per size. */
export class Wallpaper {
  private picture: Canvas | undefined
  private scale = 1

  /** Screen units and pixels per unit. */
  draw(context: SKRSContext2D, width: number, height: number, scale: number, area: Rect): void {
    if (!this.picture || this.picture.width !== width * scale || this.picture.height !== height * scale) {
      this.scale = scale
      this.picture = createCanvas(width * scale, height * scale)
      const own = this.picture.getContext('2d')
      own.scale(scale, scale)
      paint(own, width, height)
    }
    const { x, y, width: w, height: h } = area
    context.drawImage(this.picture, x * this.scale, y * this.scale, w * this.scale, h * this.scale, x, y, w, h)
  }
}

function paint(context: SKRSContext2D, width: number, height: number): void {
  const sky = context.createLinearGradient(0, 0, width * 0.35, height)
  sky.addColorStop(0, '#0c2334')
  sky.addColorStop(0.55, '#0f3645')
  sky.addColorStop(1, '#12464f')
  context.fillStyle = sky
  context.fillRect(0, 0, width, height)
  const glow = context.createRadialGradient(width * 0.62, height * 0.62, 0, width * 0.62, height * 0.62, height * 0.85)
  glow.addColorStop(0, 'rgba(86, 196, 196, 0.20)')
  glow.addColorStop(1, 'rgba(86, 196, 196, 0)')
  context.fillStyle = glow
  context.fillRect(0, 0, width, height)
  for (let swell = 0; swell < 4; swell++) drawSwell(context, width, height, swell)
  // Drawn apart and laid over as a whole: hub, ring and spokes share one translucency.
  const wheel = createCanvas(Math.ceil(width), Math.ceil(height))
  drawWheel(wheel.getContext('2d'), width * 0.5, height * 0.54, height * 0.38, '#bdf1ef', 0.12)
  context.globalAlpha = 0.11
  context.drawImage(wheel, 0, 0)
  context.globalAlpha = 1
}

function drawSwell(context: SKRSContext2D, width: number, height: number, swell: number): void {
  const base = height * (0.7 + swell * 0.085)
  context.fillStyle = `rgba(4, 20, 30, ${0.13 + swell * 0.05})`
  context.beginPath()
  context.moveTo(0, height)
  for (let x = 0; x <= width + 12; x += 12) {
    const along = x / width
    const rise = Math.sin(along * 5.2 + swell * 1.7) * 0.022 + Math.sin(along * 2.1 - swell) * 0.03
    context.lineTo(x, base + rise * height)
  }
  context.lineTo(width + 12, height)
  context.closePath()
  context.fill()
}
