import './theme.css'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { VirtualList } from './VirtualList'

afterEach(cleanup)

/** Rows whose heights nobody could guess. */
const heightOf = (id: number) => 20 + ((id * 7919) % 13) * 60
const Rows = ({ count }: { count: number }) => (
  <div style={{ height: 300, display: 'flex' }}>
    <VirtualList
      label="Messages"
      items={Array.from({ length: count }, (_, id) => id)}
      keyOf={id => id}
      row={id => <div style={{ height: heightOf(id) }}>row {id}</div>}
      rowPx={48}
      follows
      className="flex-1"
    />
  </div>
)
const box = () => screen.getByRole('region', { name: 'Messages' })
const isAtEnd = () => box().scrollHeight - box().scrollTop - box().clientHeight < 2
const shows = (text: string) => {
  const row = screen.queryByText(text)?.getBoundingClientRect()
  const { top, bottom } = box().getBoundingClientRect()
  return row !== undefined && row.bottom <= bottom + 2 && row.bottom > top
}
const painted = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))

it('follows the newest, however tall the rows turn out', async () => {
  const { rerender } = render(<Rows count={50} />)
  await expect.poll(() => isAtEnd() && shows('row 49')).toBe(true)
  for (let count = 51; count <= 80; count++) {
    rerender(<Rows count={count} />)
    await expect.poll(() => isAtEnd() && shows(`row ${count - 1}`), { message: `row ${count - 1}` }).toBe(true)
  }
})

it('stays where somebody has scrolled up to, and follows again from the end', async () => {
  const { rerender } = render(<Rows count={50} />)
  await expect.poll(isAtEnd).toBe(true)
  box().scrollTop -= 600
  await painted()
  rerender(<Rows count={60} />)
  await painted()
  await painted()
  expect(isAtEnd()).toBe(false)
  await expect
    .poll(() => {
      box().scrollTop = box().scrollHeight
      return shows('row 59')
    })
    .toBe(true)
  rerender(<Rows count={61} />)
  await expect.poll(() => isAtEnd() && shows('row 60')).toBe(true)
})
