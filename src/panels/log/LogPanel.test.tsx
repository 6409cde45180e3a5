// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { actions, recordAction, recordResult } from '../../stores/actions'
import { notices, notify } from '../../stores/notices'
import { startWords } from '../../words/words'
import { LogPanel } from './LogPanel'

const rows = () => screen.getAllByRole('listitem').map(row => row.textContent)

beforeAll(() => startWords())
beforeEach(() => {
  actions.setState({ done: [] })
  notices.setState({ all: [], shown: [] })
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

describe('LogPanel', () => {
  it('says what it is for while it is empty, and offers nothing to save', () => {
    render(<LogPanel />)
    expect(screen.getByRole('heading', { name: 'Nothing done yet' })).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('lists actions with machine and result, newest first, as they happen', () => {
    const id = recordAction('desk', 'Power off sent')
    render(<LogPanel />)
    act(() => {
      recordAction('rack-7', 'Reset not sent', true)
      recordResult(id, 'power lamp went off after 4.2 s')
    })
    expect(rows()[0]).toMatch(/Reset not sent failedrack-7$/)
    expect(rows()[1]).toMatch(/Power off sentpower lamp went off after 4.2 sdesk$/)
  })

  it('keeps what was told', () => {
    notify({ tone: 'bad', text: 'Reset not sent', more: 'The machine is busy.' })
    render(<LogPanel />)
    fireEvent.click(screen.getByRole('radio', { name: 'Messages' }))
    expect(rows()).toHaveLength(1)
    expect(rows()[0]).toContain('The machine is busy.')
  })

  it('saves what is listed', async () => {
    recordAction('desk', 'Screenshot saved')
    const saved: Blob[] = []
    const names: string[] = []
    vi.spyOn(URL, 'createObjectURL').mockImplementation(blob => {
      saved.push(blob as Blob)
      return 'blob:log'
    })
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download)
    })
    render(<LogPanel />)
    fireEvent.click(screen.getByRole('button', { name: 'Save as JSON' }))
    fireEvent.click(screen.getByRole('button', { name: 'Save as CSV' }))
    expect(names.map(name => name.replace(/[\d.T-]+/g, '…'))).toEqual([
      'wheelhouse…actions…json',
      'wheelhouse…actions…csv',
    ])
    expect(await saved[0]?.text()).toContain('"what": "Screenshot saved"')
    expect(await saved[1]?.text()).toContain(',desk,Screenshot saved,,false')
  })
})
