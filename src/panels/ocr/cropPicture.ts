/** A part of a picture, in shares of its width and height, 0 to 1. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export const wholePicture: Area = { left: 0, top: 0, right: 1, bottom: 1 }

/** Letters of a console are small for a reader trained on print: it reads them better at twice the size. */
const enlarge = 2
const longestSidePx = 8_000

/** The area in pixels of a picture that is so large. */
export function inPixels({ left, top, right, bottom }: Area, widthPx: number, heightPx: number) {
  return {
    ...{ leftPx: Math.round(left * widthPx), topPx: Math.round(top * heightPx) },
    ...{ rightPx: Math.round(right * widthPx), bottomPx: Math.round(bottom * heightPx) },
  }
}

/** The area as a picture of its own, enlarged. */
export async function cropPicture(picture: Blob, area: Area): Promise<Blob> {
  const bitmap = await createImageBitmap(picture)
  const [left, top] = [area.left * bitmap.width, area.top * bitmap.height]
  const width = Math.max(1, Math.round((area.right - area.left) * bitmap.width))
  const height = Math.max(1, Math.round((area.bottom - area.top) * bitmap.height))
  const scale = Math.min(enlarge, longestSidePx / Math.max(width, height))
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale))
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no 2D context')
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, left, top, width, height, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return canvas.convertToBlob({ type: 'image/png' })
}
