// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { actions } from '../../stores/actions'
import { createMacros, macros } from '../../stores/macros'
import { findUntranslated } from '../../words/pseudo'
import { startWords } from '../../words/words'
import { MacrosPanel } from './MacrosPanel'

function show() {
  const device = new FakeDevice({ has: ['input', 'typing'] })
  device.arrive()
  const input = device.capabilities.getState().input
  if (!input) throw new Error('no input')
  render(<MacrosPanel capability={input} device={device} />)
  return device
}
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

beforeAll(() => startWords())
beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
})
afterEach(() => {
  cleanup()
  for (const { id } of macros.store.getState()) macros.remove(id)
  actions.setState({ done: [] })
  vi.restoreAllMocks()
})

describe('MacrosPanel', () => {
  it('makes a macro, keeps it in this browser, and plays it', async () => {
    const device = show()
    press('New macro')
    type('Name', 'Log in')
    type('Steps, one a line', 'Ctrl+Foo')
    expect(screen.getByText('Line 1: “Ctrl+Foo” names no key.')).toBeTruthy()
    type('Steps, one a line', 'Ctrl+Alt+Del\ntype ops')
    press('Save')
    expect(createMacros(() => localStorage).store.getState()).toMatchObject([{ name: 'Log in' }])
    press('Play Log in')
    await waitFor(() => expect(actions.getState().done).toMatchObject([{ text: 'Macro Log in played' }]))
    expect(device.fake.calls).toEqual(['connect', 'press ControlLeft+AltLeft+Delete', 'type ops'])
  })

  it('records what is pressed, and gives the keyboard back with Esc', () => {
    show()
    press('New macro')
    press('Record keys')
    const recorder = screen.getByRole('button', { name: /^Recording/ })
    for (const code of ['ControlLeft', 'ShiftLeft', 'KeyT']) fireEvent.keyDown(recorder, { code })
    for (const code of ['KeyT', 'ShiftLeft', 'ControlLeft']) fireEvent.keyUp(recorder, { code })
    fireEvent.keyDown(recorder, { code: 'Tab' })
    fireEvent.keyDown(recorder, { code: 'Escape' })
    expect(screen.getByLabelText('Steps, one a line')).toHaveProperty('value', 'Ctrl+Shift+T\nTab\n')
    expect(screen.getByRole('button', { name: 'Record keys' })).toBeTruthy()
  })

  it('sends nothing in view only', () => {
    macros.save({ id: 'x', name: 'Tab', script: 'Tab' })
    const device = show()
    act(() => device.capabilities.getState().input?.setViewOnly(true))
    expect(screen.getByRole('button', { name: 'Play Tab' })).toHaveProperty('disabled', true)
  })

  it('takes only its own files', () => {
    expect(() => macros.add('{"no":1}')).toThrow()
    expect(macros.add('[{"id":"1","name":"a","script":"Tab"}]')).toBe(1)
  })

  it('says nothing past the catalogue', async () => {
    await startWords('qps')
    show()
    expect(findUntranslated(document.body)).toEqual([])
    fireEvent.click(screen.getAllByRole('button')[0] as HTMLElement)
    expect(findUntranslated(document.body)).toEqual([])
    await startWords('en')
  })
})
