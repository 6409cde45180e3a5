import { copyText } from './copyText'

/**
 * Puts formatted text into this computer's clipboard, with the plain text of it for programs that take no other. Where
 * the browser has no way for it, the plain text alone. Resolves `false` where it allows neither.
 */
export async function copyHtml(html: string): Promise<boolean> {
  const text = textOf(html)
  try {
    const blobs = {
      'text/html': new Blob([html], { type: 'text/html' }),
      'text/plain': new Blob([text], { type: 'text/plain' }),
    }
    await navigator.clipboard.write([new ClipboardItem(blobs)])
    return true
  } catch {
    return copyText(text)
  }
}

/** A document that is parsed and never shown: it loads and runs nothing. */
function textOf(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const element of body.querySelectorAll('script, style')) element.remove()
  for (const element of body.querySelectorAll('br, p, div, li, tr, h1, h2, h3, h4, h5, h6')) element.append('\n')
  return body.textContent.trim()
}
