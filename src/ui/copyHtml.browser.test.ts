import { afterEach, expect, it, vi } from 'vitest'
import { copyHtml } from './copyHtml'
import { copyText } from './copyText'

afterEach(() => vi.restoreAllMocks())

it('copies formatted text with its formatting, and plain text for programs that take no other', async () => {
  const written: ClipboardItem[] = []
  vi.spyOn(navigator.clipboard, 'write').mockImplementation(async ([item]) => void (item && written.push(item)))
  expect(await copyHtml('<p>first <b>bold</b></p><script>alert(1)</script><p>second &amp; last</p>')).toBe(true)
  const read = async (type: string) => (await written[0]?.getType(type))?.text()
  expect(await read('text/html')).toContain('<b>bold</b>')
  expect(await read('text/plain')).toBe('first bold\nsecond & last')
})

it('copies the plain text where the browser takes no more', async () => {
  vi.spyOn(navigator.clipboard, 'write').mockRejectedValue(new DOMException('', 'NotAllowedError'))
  const plain = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  expect(await copyHtml('<i>only</i>')).toBe(true)
  expect(plain).toHaveBeenCalledWith('only')
})

it('puts no long text into the page to copy it where there is no clipboard but the selection', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('', 'NotAllowedError'))
  const text = 'line\n'.repeat(500_000)
  let inPage = 0
  let taken: string | undefined
  vi.spyOn(document, 'execCommand').mockImplementation(() => {
    inPage = [...document.querySelectorAll('textarea')].reduce((sum, { value }) => sum + value.length, 0)
    const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true })
    document.activeElement?.dispatchEvent(event)
    taken = event.clipboardData?.getData('text/plain')
    return true
  })
  expect(await copyText(text)).toBe(true)
  expect(inPage).toBeLessThan(10)
  expect(taken === text).toBe(true)
})
