import '../../ui/theme.css'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, it } from 'vitest'
import type { RemoteFile } from '../../devices/capabilities/files'
import { startWords } from '../../words/words'
import { FileTable } from './FileTable'

beforeAll(() => startWords())
afterEach(cleanup)

const files = Array.from({ length: 2_000 }, (_, i): RemoteFile => {
  return { name: `file-${i}.txt`, isFolder: false, sizeBytes: i, changedAtMs: 1e12 + i * 1000, owner: 'kasm:kasm' }
})
const table = () => screen.getByRole('table', { name: 'Files' })
const rows = () => screen.getAllByRole('row').slice(1)
const text = (at: number) => rows().at(at)?.querySelector('[translate]')?.textContent

it('shows the rows in sight of a folder of any size, in its order, and says how many there are', async () => {
  render(
    <div style={{ height: 400, display: 'flex', flexDirection: 'column' }}>
      <FileTable files={files} capability={{ list: async () => files }} path="" onOpen={() => {}} />
    </div>,
  )
  await expect.poll(() => rows().length).toBeGreaterThan(5)
  expect(rows().length).toBeLessThan(60)
  expect(table().getAttribute('aria-rowcount')).toBe('2001')
  expect([rows()[0]?.getAttribute('aria-rowindex'), text(0)]).toEqual(['2', 'file-0.txt'])
  expect(screen.getByText(/^2000 entries/)).toBeTruthy()
  const box = table().parentElement as HTMLElement
  await expect
    .poll(() => {
      box.scrollTop = box.scrollHeight
      return text(-1)
    })
    .toBe('file-1999.txt')
  fireEvent.click(screen.getByRole('button', { name: 'Sort by Size' }))
  box.scrollTop = 0
  await expect.poll(() => text(0)).toBe('file-1999.txt')
  expect(rows().length).toBeLessThan(60)
})
