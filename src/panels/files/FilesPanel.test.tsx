// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { FilesCapability, RemoteFile } from '../../devices/capabilities/files'
import { DeviceError } from '../../devices/errors'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { queries } from '../../session/queries'
import { findUntranslated } from '../../words/pseudo'
import { startWords } from '../../words/words'
import { FilesPanel } from './FilesPanel'

const tree: Readonly<Record<string, readonly RemoteFile[]>> = {
  '': [
    { name: 'report.pdf', isFolder: false, sizeBytes: 2048, changedAtMs: 9e11, owner: 'kasm:kasm', permissions: '644' },
    { name: 'photos', isFolder: true, sizeBytes: 0, changedAtMs: 8e11 },
  ],
  photos: [],
}
const list = vi.fn<FilesCapability['list']>(async path => tree[path] ?? [])
const show = (capability: FilesCapability = { list }) =>
  render(<FilesPanel capability={capability} device={new FakeDevice()} />)
const names = async () => {
  const rows = within(await screen.findByRole('table', { name: 'Files' })).getAllByRole('row')
  return rows.slice(1).map(row => row.querySelector('[translate]')?.textContent)
}

beforeAll(() => startWords())
afterEach(() => {
  cleanup()
  queries.clear()
  list.mockClear()
})

describe('FilesPanel', () => {
  it('lists folders first, sorts by what is pressed, and says what cannot be had', async () => {
    show()
    expect(await names()).toEqual(['photos', 'report.pdf'])
    expect(screen.getByText(/does not serve their content/)).toBeTruthy()
    expect(screen.queryByRole('link')).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: 'Sort by Size' }))
    const headings = screen.getAllByRole('columnheader').map(heading => heading.getAttribute('aria-sort'))
    expect(headings).toEqual([null, 'descending', null])
  })

  it('walks into a folder and back, and reads again when asked', async () => {
    show()
    fireEvent.click(await screen.findByRole('button', { name: 'Open photos' }))
    expect(await screen.findByRole('heading', { name: 'This folder is empty' })).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Read again' }))
    fireEvent.click(screen.getByRole('button', { name: 'Downloads' }))
    expect(await names()).toHaveLength(2)
    expect(list.mock.calls.map(([path]) => path)).toEqual(['', 'photos', 'photos', ''])
  })

  it('offers downloads where the machine serves them', async () => {
    show({ list, href: path => `devices/x/Downloads/${path}` })
    const link = await screen.findByRole('link', { name: 'Download report.pdf' })
    expect(link.getAttribute('href')).toBe('devices/x/Downloads/report.pdf')
  })

  it('says why it cannot read, and tries again', async () => {
    list.mockRejectedValueOnce(new DeviceError('action-refused', { detail: '400' }))
    show()
    fireEvent.click(await screen.findByRole('button', { name: 'Try again' }))
    expect(await names()).toHaveLength(2)
  })

  it('says nothing past the catalogue', async () => {
    await startWords('qps')
    const { container } = show()
    await screen.findByRole('table')
    expect(findUntranslated(container)).toEqual([])
    await startWords('en')
  })
})
