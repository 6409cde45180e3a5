import '../../ui/theme.css'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { startWords } from '../../words/words'
import { MessageList } from './MessageList'
import { RelayLog } from './RelayLog'

beforeAll(() => startWords())
afterEach(cleanup)

const bytes = (text: string) => new TextEncoder().encode(text)
const list = () => screen.getByRole('region', { name: 'Messages' })
const isAtEnd = () => list().scrollHeight - list().scrollTop - list().clientHeight < 2

it('long messages are bounded, the newest stays in sight, and all of one is shown on demand', async () => {
  const log = new RelayLog()
  log.add('demo', 'received', bytes('first'))
  render(
    <div style={{ height: 500, display: 'flex', flexDirection: 'column' }}>
      <MessageList log={log} />
    </div>,
  )
  await screen.findByText('first')
  for (const size of [64 * 1024, 256 * 1024, 1024 * 1024]) {
    act(() => log.add('demo', 'received', bytes(`${'word '.repeat(size / 5)}`)))
    act(() => log.add('demo', 'received', bytes(`short after ${size}`)))
    await screen.findByText(`short after ${size}`)
    await expect.poll(isAtEnd).toBe(true)
  }
  expect(list().textContent?.length).toBeLessThan(20_000)
  const [button] = screen.getAllByRole('button', { name: /^Show all of/ })
  fireEvent.click(button as HTMLElement)
  const whole = await screen.findByRole('region', { name: 'Whole message' })
  await expect.poll(() => within(whole).getAllByRole('listitem').length).toBeGreaterThan(0)
  expect(list().textContent?.length).toBeLessThan(60_000)
  fireEvent.click(screen.getByRole('button', { name: 'Show less' }))
  expect(screen.queryByRole('region', { name: 'Whole message' })).toBeNull()
})
