/** A picture as PNG, whatever the browser can read it from. Rejects for what is none. */
export async function pngOf(file: Blob): Promise<Uint8Array> {
  const picture = await createImageBitmap(file)
  const canvas = document.createElement('canvas')
  canvas.width = picture.width
  canvas.height = picture.height
  canvas.getContext('2d')?.drawImage(picture, 0, 0)
  picture.close()
  const png = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve))
  if (!png) throw new Error('no picture')
  return new Uint8Array(await png.arrayBuffer())
}
