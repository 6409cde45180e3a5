import './theme.css'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { startWords } from '../words/words'
import { LongText } from './LongText'

beforeAll(() => startWords())
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})
const show = (text: string) => render(<LongText label="From the machine" text={text} fileName="clipboard.txt" />)
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'From the machine' })

it('shows a short text as it is', () => {
  show('short')
  expect(field().value).toBe('short')
  expect(screen.queryByRole('button')).toBeNull()
})

it.each([
  ['lines', 'line of text\n'.repeat(80_000)],
  ['lines of 1,000 letters', `${'x'.repeat(1_000)}\n`.repeat(1_000)],
  ['one line', 'x'.repeat(3_000_000)],
])('puts no long text into the page whole: %s', async (_, text) => {
  const { container } = show(text)
  expect(field().value).toBe(text.slice(0, 10_000))
  expect(screen.getByText(/^This is the beginning of/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Show all' }))
  const whole = await screen.findByRole('region', { name: 'From the machine' })
  await expect.poll(() => whole.textContent?.length ?? 0).toBeGreaterThan(500)
  expect(container.textContent?.length).toBeLessThan(100_000)
  await expect
    .poll(() => {
      whole.scrollTop = whole.scrollHeight
      return [...whole.querySelectorAll('pre')].at(-1)?.textContent?.endsWith(text.trimEnd().slice(-10))
    })
    .toBe(true)
  expect(container.textContent?.length).toBeLessThan(100_000)
})

it('saves all of it', async () => {
  const text = 'abc\n'.repeat(10_000)
  const saved: Blob[] = []
  vi.spyOn(URL, 'createObjectURL').mockImplementation(blob => {
    saved.push(blob as Blob)
    return 'blob:text'
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
  show(text)
  fireEvent.click(screen.getByRole('button', { name: 'Save as a file' }))
  expect(await saved[0]?.text()).toBe(text)
})
