/**
 * The picture in a PNG, JPEG or WebP with the numbers that are in it. A colour profile or a gamma value inside would have the
 * browser convert them, and a rectangle of a screen would differ from those around it.
 */
export function bitmapOf(image: Blob): Promise<ImageBitmap> {
  return createImageBitmap(image, { colorSpaceConversion: 'none' })
}
