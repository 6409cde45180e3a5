import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'

export type CursorShape = 'none' | 'arrow' | 'text' | 'hand' | 'move' | 'resize'

/** A pointer's picture: RGBA, not premultiplied; the hot spot is the pixel that points. */
export interface CursorImage {
  readonly width: number
  readonly height: number
  readonly hotX: number
  readonly hotY: number
  readonly data: Uint8ClampedArray
}

interface Drawing {
  readonly width: number
  readonly height: number
  readonly hotX: number
  readonly hotY: number
  draw(context: SKRSContext2D): void
}

const drawings: Readonly<Record<Exclude<CursorShape, 'none'>, Drawing>> = {
  arrow: { width: 18, height: 24, hotX: 2, hotY: 2, draw: arrow },
  text: { width: 12, height: 22, hotX: 6, hotY: 11, draw: beam },
  hand: { width: 18, height: 24, hotX: 2, hotY: 2, draw: arrow },
  move: { width: 24, height: 24, hotX: 12, hotY: 12, draw: context => arms(context, [0, 90, 180, 270]) },
  resize: { width: 24, height: 24, hotX: 12, hotY: 12, draw: context => arms(context, [45, 225]) },
}

const invisible: CursorImage = { width: 0, height: 0, hotX: 0, hotY: 0, data: new Uint8ClampedArray(0) }
const images = new Map<string, CursorImage>()

/** The picture of a shape; `none` is one without pixels. */
export function cursorImage(shape: CursorShape, scale: number): CursorImage {
  if (shape === 'none') return invisible
  const key = `${shape}@${scale}`
  const known = images.get(key)
  if (known) return known
  const drawing = drawings[shape]
  const width = drawing.width * scale
  const height = drawing.height * scale
  const context = createCanvas(width, height).getContext('2d')
  context.scale(scale, scale)
  context.lineJoin = 'round'
  drawing.draw(context)
  const { data } = context.getImageData(0, 0, width, height)
  const image = { width, height, hotX: drawing.hotX * scale, hotY: drawing.hotY * scale, data }
  images.set(key, image)
  return image
}

function outlined(context: SKRSContext2D): void {
  context.strokeStyle = '#06121a'
  context.lineWidth = 2.5
  context.stroke()
  context.fillStyle = '#f4fbfd'
  context.fill()
}

function arrow(context: SKRSContext2D): void {
  const points = [
    [2, 2],
    [2, 19],
    [6.2, 15.2],
    [8.9, 21.4],
    [11.7, 20.2],
    [9, 14.2],
    [14.6, 14],
  ]
  context.beginPath()
  for (const [x = 0, y = 0] of points) context.lineTo(x, y)
  context.closePath()
  outlined(context)
}

function beam(context: SKRSContext2D): void {
  for (const [style, width] of [
    ['#06121a', 3.5],
    ['#f4fbfd', 1.5],
  ] as const) {
    context.strokeStyle = style
    context.lineWidth = width
    context.lineCap = 'round'
    context.beginPath()
    context.moveTo(3, 2.5)
    context.lineTo(9, 2.5)
    context.moveTo(6, 2.5)
    context.lineTo(6, 19.5)
    context.moveTo(3, 19.5)
    context.lineTo(9, 19.5)
    context.stroke()
  }
}

/** Arrows from the middle outwards, by their direction in degrees. */
function arms(context: SKRSContext2D, directions: readonly number[]): void {
  context.beginPath()
  for (const degrees of directions) {
    const turn = (degrees * Math.PI) / 180
    const at = (along: number, across: number) => {
      context.lineTo(
        12 + Math.cos(turn) * along - Math.sin(turn) * across,
        12 + Math.sin(turn) * along + Math.cos(turn) * across,
      )
    }
    context.moveTo(12 - Math.sin(turn), 12 + Math.cos(turn))
    at(0, 1)
    at(6, 1)
    at(6, 3.6)
    at(10, 0)
    at(6, -3.6)
    at(6, -1)
    at(0, -1)
    context.closePath()
  }
  outlined(context)
}

/** Draws a pointer over opaque pixels. */
export function blend(
  data: Uint8ClampedArray,
  width: number,
  height: number,
  image: CursorImage,
  left: number,
  top: number,
): void {
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const alpha = (image.data[(y * image.width + x) * 4 + 3] ?? 0) / 255
      if (alpha === 0 || left + x < 0 || left + x >= width || top + y < 0 || top + y >= height) continue
      const from = (y * image.width + x) * 4
      const to = ((top + y) * width + left + x) * 4
      for (let channel = 0; channel < 3; channel++) {
        const over = image.data[from + channel] ?? 0
        data[to + channel] = (data[to + channel] ?? 0) * (1 - alpha) + over * alpha
      }
    }
  }
}
