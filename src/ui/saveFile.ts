/** Saves text or bytes through the browser's downloads. */
export function saveFile(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has read it by then; a revoked URL would end it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
