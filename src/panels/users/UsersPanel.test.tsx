// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { UsersCapability } from '../../devices/capabilities/users'
import { DeviceError } from '../../devices/errors'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { queries } from '../../session/queries'
import { actions } from '../../stores/actions'
import { findUntranslated } from '../../words/pseudo'
import { startWords } from '../../words/words'
import { UsersPanel } from './UsersPanel'

function show(change: Partial<UsersCapability> = {}) {
  const device = new FakeDevice({ has: ['users', 'roster'] })
  device.arrive()
  const users = device.capabilities.getState().users
  if (!users) throw new Error('no users')
  render(<UsersPanel capability={{ ...users, ...change }} device={device} />)
}
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }))
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const names = async () => {
  const list = await screen.findByRole('region', { name: 'Accounts' })
  return within(list)
    .getAllByRole('listitem')
    .map(row => row.querySelector('[translate]')?.textContent)
}

beforeAll(() => startWords())
beforeEach(() => {
  // happy-dom lays nothing out: give lists and rows a height, so that rows are shown, and not all.
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(33)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400)
})
afterEach(() => {
  vi.restoreAllMocks()
  cleanup()
  queries.clear()
  actions.setState({ done: [] })
})

describe('UsersPanel', () => {
  it('adds a user, and shows a made-up password once', async () => {
    const create = vi.fn<UsersCapability['create']>(async () => {})
    show({ create })
    await press('Add user')
    await press('Create')
    expect(screen.getByText('A name is needed.')).toBeTruthy()
    type('User name', 'amy')
    await press('Generate')
    await press('Create')
    const shown = await screen.findByText('Shown once. Nobody can read it here again.')
    expect(create).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'amy', rights: ['read', 'write'], password: expect.stringMatching(/^\w{20}$/) }),
      undefined,
    )
    expect(shown.parentElement?.querySelector('output')?.textContent).toMatch(/^\w{20}$/)
    await press('Done')
    expect(screen.queryByText(/Shown once/)).toBeNull()
    expect(actions.getState().done.map(action => action.text)).toEqual(['User amy created'])
  })

  it('sends every right with a change, and leaves the password where none is given', async () => {
    const update = vi.fn(async () => {})
    const accounts = [{ name: 'amy', rights: ['read'] as const }]
    show({ update, list: async () => ({ accounts, cutShort: true }) })
    expect(await screen.findByText(/cut its list short/)).toBeTruthy()
    await press('Edit amy')
    fireEvent.click(screen.getByLabelText('Write'))
    await press('Save')
    await waitFor(() =>
      expect(update).toHaveBeenCalledWith('amy', { do: 'update', name: 'amy', rights: ['read', 'write'] }, undefined),
    )
  })

  it('asks twice before one gives up one’s own owner right, and once for others', async () => {
    const remove = vi.fn(async () => {})
    const accounts = [
      { name: 'ops', rights: ['owner'] as const, isSelf: true },
      { name: 'amy', rights: [] },
    ]
    show({ remove, list: async () => ({ accounts, cutShort: false }) })
    await press('Remove ops')
    await press('Give it up')
    expect(remove).not.toHaveBeenCalled()
    await press('Yes, give it up')
    await waitFor(() => expect(remove).toHaveBeenCalledWith('ops', undefined))
    await press('Remove amy')
    await press('Remove')
    await waitFor(() => expect(remove).toHaveBeenCalledWith('amy', undefined))
  })

  it('asks twice before the last owner gives up that right, whosever account it is', async () => {
    const update = vi.fn(async () => {})
    const accounts = [
      { name: 'ops', rights: ['owner'] as const, fixed: 'last-owner' as const },
      { name: 'amy', rights: ['read'] as const, isSelf: true },
    ]
    show({ update, list: async () => ({ accounts, cutShort: false }) })
    await press('Edit ops')
    fireEvent.click(screen.getByLabelText('Owner'))
    await press('Save')
    await press('Take it away')
    expect(update).not.toHaveBeenCalled()
    await press('Yes, leave nobody')
    await waitFor(() => expect(update).toHaveBeenCalledOnce())
  })

  it('asks twice about any owner where the machine does not say who we are', async () => {
    const remove = vi.fn(async () => {})
    const accounts = ['ops', 'eve'].map(name => ({ name, rights: ['owner'] as const }))
    show({ remove, list: async () => ({ accounts, cutShort: false }) })
    await press('Remove eve')
    expect(await screen.findByText(/does not say which account/)).toBeTruthy()
    await press('Go on')
    expect(remove).not.toHaveBeenCalled()
    await press('Yes, go on')
    await waitFor(() => expect(remove).toHaveBeenCalledWith('eve', undefined))
  })

  it('an administrator who is disabled manages nothing: that is asked twice, too', async () => {
    const update = vi.fn(async () => {})
    const accounts = [
      { name: 'ops', rights: ['admin', 'enabled'] as const },
      { name: 'amy', rights: ['enabled'] as const, isSelf: true },
    ]
    show({ update, rights: ['admin', 'enabled'], list: async () => ({ accounts, cutShort: false }) })
    await press('Edit ops')
    fireEvent.click(screen.getByLabelText('Enabled'))
    await press('Save')
    await press('Take it away')
    await press('Yes, leave nobody')
    await waitFor(() => expect(update).toHaveBeenCalledOnce())
  })

  it('offers no change of rights that the device refuses, and says why', async () => {
    const accounts = [{ name: 'admin', rights: ['admin', 'enabled'] as const, isSelf: true, fixed: 'self' as const }]
    show({ rights: ['admin', 'enabled'], list: async () => ({ accounts, cutShort: false }) })
    await press('Edit admin')
    expect(screen.getByLabelText<HTMLInputElement>('Administrator').disabled).toBe(true)
    expect(screen.getByText(/does not let you change the rights/)).toBeTruthy()
  })

  it('shows whose connection it is where sessions write names differently', async () => {
    const accounts = [
      { name: 'first.last', rights: ['read'] as const },
      { name: 'amy', rights: ['read'] as const },
    ]
    const device = new FakeDevice({ has: ['users', 'roster'] })
    device.arrive()
    const { users, roster } = device.capabilities.getState()
    if (!users || !roster) throw new Error('no users')
    device.capabilities.set({
      ...device.capabilities.getState(),
      roster: { ...roster, sessions: async () => [{ name: 'first_last', sinceMs: 9e11 }] },
    })
    const sessionNameOf = (name: string) => name.replaceAll('.', '_')
    const list = async () => ({ accounts, cutShort: false })
    render(<UsersPanel capability={{ ...users, list, sessionNameOf }} device={device} />)
    const shown = await screen.findAllByRole('listitem')
    await waitFor(() => expect(shown[0]?.textContent).toContain('Connected since'))
    expect(shown[1]?.textContent).toContain('Not connected')
  })

  it('says that a change was refused, keeps the form, and repeats nothing', async () => {
    const create = vi.fn(async () => {
      throw new DeviceError('action-refused', { detail: '400 Bad Request' })
    })
    show({ create })
    await press('Add user')
    type('User name', 'bob')
    type('Password', 'secret')
    await press('Create')
    await waitFor(() => expect(actions.getState().done).toMatchObject([{ failed: true }]))
    expect(create).toHaveBeenCalledOnce()
    expect(screen.getByLabelText('User name')).toHaveProperty('value', 'bob')
  })

  it('makes pasted changes with a preview and a result for each', async () => {
    const create = vi.fn<UsersCapability['create']>(async ({ name }) => {
      if (name === 'u3') throw new DeviceError('action-refused')
    })
    show({ create })
    await press('Several at once')
    const rows = Array.from({ length: 500 }, (_, index) => `u${index},,true`)
    type('Accounts as CSV or JSON', ['name,password,read', 'ops,,true', 'a:b,x,perhaps', ...rows].join('\n'))
    expect(await screen.findByText('changes: Owner → Read · Owner')).toBeTruthy()
    expect(screen.getByText('1 line has a problem and is left out')).toBeTruthy()
    await press('Make 501 changes')
    await waitFor(() => expect(screen.getByText('501 of 501')).toBeTruthy(), { timeout: 5000 })
    expect(create).toHaveBeenCalledTimes(500)
    expect(screen.getAllByText(/refused:/)).toHaveLength(1)
    expect(screen.getByRole('button', { name: 'Save the made-up passwords' })).toBeTruthy()
  })

  it('says nothing past the catalogue', async () => {
    await startWords('qps')
    show()
    await screen.findByText('ops')
    expect(findUntranslated(document.body)).toEqual([])
    for (const button of screen.getAllByRole('button').slice(0, 2)) {
      fireEvent.click(button)
      expect(findUntranslated(document.body)).toEqual([])
    }
    await startWords('en')
  })

  it('lists who there is', async () => {
    show()
    expect(await names()).toEqual(['ops'])
    expect(screen.getByText('you')).toBeTruthy()
  })
})
