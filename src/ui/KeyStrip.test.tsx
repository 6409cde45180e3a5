// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { FakeDevice } from '../devices/testing/FakeDevice'
import { startWords } from '../words/words'
import { KeyStrip } from './KeyStrip'

beforeAll(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  return startWords()
})
afterEach(cleanup)

function show() {
  const device = new FakeDevice()
  device.arrive()
  const { input } = device.capabilities.getState()
  if (!input) throw new Error('no input')
  const typed: string[] = []
  const type = async (text: string) => void typed.push(text)
  render(<KeyStrip press={input.press} type={type} />)
  const field = screen.getByRole('textbox', { name: 'Text for the machine' })
  const write = (text: string) => fireEvent.input(field, { target: { value: text } })
  const value = () => (field as HTMLTextAreaElement).value
  const presses = () => device.fake.calls.filter(call => call.startsWith('press'))
  return { typed, write, value, presses }
}

it('types what a soft keyboard writes, and erases what it takes away', async () => {
  const { typed, write, value, presses } = show()
  write(`${value()}teh`)
  write(`${value().slice(0, -2)}he `)
  await vi.waitFor(() => expect(typed).toEqual(['teh', 'he ']))
  expect(presses()).toEqual(['press Backspace', 'press Backspace'])
})

it('holds modifiers for the next key, of the strip or of the soft keyboard', async () => {
  const { write, value, presses } = show()
  fireEvent.click(screen.getByRole('button', { name: 'Ctrl' }))
  fireEvent.click(screen.getByRole('button', { name: 'Alt' }))
  expect(screen.getByRole('button', { name: 'Ctrl' }).getAttribute('aria-pressed')).toBe('true')
  fireEvent.click(screen.getByRole('button', { name: 'Del' }))
  fireEvent.click(screen.getByRole('button', { name: 'Ctrl' }))
  write(`${value()}c`)
  fireEvent.click(screen.getByRole('button', { name: 'F5' }))
  await vi.waitFor(() =>
    expect(presses()).toEqual(['press ControlLeft+AltLeft+Delete', 'press ControlLeft+KeyC', 'press F5']),
  )
})
