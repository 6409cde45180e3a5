// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DeviceEntry } from '../../devices/device'
import { MachineRegistry } from '../../session/registry'
import { findUntranslated } from '../../words/pseudo'
import { startWords } from '../../words/words'
import type { CatalogResult } from '../catalog'
import { HomeShell } from './HomeShell'

const machine = (id: string, more: Partial<DeviceEntry> = {}): DeviceEntry => ({
  id,
  name: id,
  family: 'vnc',
  has: [],
  base: `devices/${id}/`,
  ...more,
})
const entries = [machine('desk'), machine('rack-7', { group: 'Lab', tags: ['linux'] }), machine('odd', { family: 'x' })]
const registry = new MachineRegistry(() => undefined)

function show(result: CatalogResult, askAgain = () => {}) {
  return render(<HomeShell result={result} registry={registry} onAskAgain={askAgain} />)
}
const listed = (of: readonly DeviceEntry[]): CatalogResult => ({
  catalog: { entries: of, adHoc: false, defaults: {}, locked: [] },
})
const names = () => screen.getAllByRole('link').map(link => link.textContent)

beforeAll(() => startWords('en'))
afterEach(() => {
  cleanup()
  history.replaceState(null, '', '/')
})

describe('HomeShell', () => {
  it('lists machines in their groups, with what is known of them', () => {
    show(listed(entries))
    expect(screen.getByRole('heading', { name: 'Machines' })).toBeTruthy()
    expect(screen.getByRole('heading', { name: 'Lab' })).toBeTruthy()
    expect(names()).toEqual(['rack-7', 'desk', 'odd'])
    expect(screen.getAllByText('Not asked')).toHaveLength(2)
    expect(screen.getByText('Unknown to this build')).toBeTruthy()
  })

  it('finds by name, group, tag and kind; / goes to the search, Escape empties it', () => {
    show(listed(entries))
    fireEvent.keyDown(document.body, { key: '/' })
    const search = screen.getByRole('searchbox', { name: 'Find a machine' })
    expect(document.activeElement).toBe(search)
    for (const [query, found] of [
      ['LINUX', ['rack-7']],
      ['lab vnc', ['rack-7']],
      ['des', ['desk']],
    ] as const) {
      fireEvent.change(search, { target: { value: query } })
      expect(names()).toEqual(found)
    }
    fireEvent.change(search, { target: { value: 'nothing' } })
    expect(screen.getByRole('heading', { name: 'No machine matches “nothing”' })).toBeTruthy()
    fireEvent.keyDown(search, { key: 'Escape' })
    expect(names()).toHaveLength(3)
  })

  it('opens a machine as a step that "back" undoes, and leaves new tabs to the browser', () => {
    show(listed(entries))
    const link = screen.getByRole('link', { name: 'desk' })
    expect(link.getAttribute('href')).toBe('/?device=desk')
    const pushed = vi.spyOn(history, 'pushState')
    fireEvent.click(link, { ctrlKey: true })
    expect(pushed).not.toHaveBeenCalled()
    fireEvent.click(link)
    expect(pushed).toHaveBeenCalledOnce()
    expect(location.search).toBe('?device=desk')
  })

  it.each([
    [{ kind: 'absent' }, 'There is no list of machines here'],
    [{ kind: 'unreachable' }, 'The list of machines cannot be reached'],
    [{ kind: 'timeout' }, 'The list of machines does not arrive'],
    [{ kind: 'status', status: 503 }, 'The server refused the list of machines'],
    [{ kind: 'malformed', detail: 'devices: expected array' }, 'The list of machines cannot be read'],
  ] as const)('says what is wrong with the list: %o', (problem, what) => {
    const askAgain = vi.fn()
    show({ problem }, askAgain)
    expect(screen.getByRole('heading', { name: what })).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(askAgain).toHaveBeenCalled()
  })

  it('says what to do with an empty list', () => {
    show(listed([]))
    expect(screen.getByRole('heading', { name: 'No machines yet' })).toBeTruthy()
  })

  it('says nothing past the catalogue', async () => {
    await startWords('qps')
    show(listed(entries))
    expect(findUntranslated(document.body)).toEqual([])
    cleanup()
    show({ problem: { kind: 'absent' } })
    // File and command names stand in the sentences themselves.
    expect(findUntranslated(document.body)).toEqual([])
    await startWords('en')
  })
})
