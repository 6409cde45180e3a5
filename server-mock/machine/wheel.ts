import type { SKRSContext2D } from '@napi-rs/canvas'

/**
 * The ship's wheel of the product's mark: a ring, a hub and eight spokes with handles. `radius` is the ring's, `weight`
 * the line's width as a part of it.
 */
export function drawWheel(
  context: SKRSContext2D,
  x: number,
  y: number,
  radius: number,
  color: string,
  weight = 0.27,
): void {
  const width = radius * weight
  context.save()
  context.translate(x, y)
  context.strokeStyle = color
  context.fillStyle = color
  context.lineWidth = width
  context.lineCap = 'round'
  context.beginPath()
  context.arc(0, 0, radius, 0, Math.PI * 2)
  for (let spoke = 0; spoke < 8; spoke++) {
    const turn = (spoke * Math.PI) / 4
    context.moveTo(Math.cos(turn) * radius * 0.42, Math.sin(turn) * radius * 0.42)
    context.lineTo(Math.cos(turn) * radius * 1.53, Math.sin(turn) * radius * 1.53)
  }
  context.stroke()
  context.beginPath()
  context.arc(0, 0, radius * 0.29, 0, Math.PI * 2)
  context.fill()
  context.restore()
}
