/**
 * Puts text into this computer's clipboard. The modern way needs a secure page, so a plain HTTP one falls back to the
 * selection; resolves `false` when the browser allows neither.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copySelection(text)
  }
}

function copySelection(text: string): boolean {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = ' ' // something to select: the text itself may be megabytes, which would be laid out
  const fill = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', fill, { capture: true })
  area.style.cssText = 'position:fixed;inset:0;opacity:0'
  document.body.append(area)
  area.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    document.removeEventListener('copy', fill, { capture: true })
    area.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}
