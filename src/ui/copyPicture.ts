/** Puts a PNG into this computer's clipboard; resolves `false` where the browser does not let it. */
export async function copyPicture(png: Uint8Array): Promise<boolean> {
  try {
    const blob = new Blob([new Uint8Array(png)], { type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })])
    return true
  } catch {
    return false
  }
}
