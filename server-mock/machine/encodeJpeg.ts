import { createCanvas, ImageData } from '@napi-rs/canvas'

/** Opaque RGBA as a JPEG file; `quality` 1 to 100. Encodes beside the event loop. */
export function encodeJpeg(data: Uint8ClampedArray, width: number, height: number, quality: number): Promise<Buffer> {
  const canvas = createCanvas(width, height)
  canvas.getContext('2d').putImageData(new ImageData(data, width, height), 0, 0)
  return canvas.encode('jpeg', quality)
}
