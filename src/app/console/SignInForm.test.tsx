// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { DeviceError } from '../../devices/errors'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { startWords } from '../../words/words'
import { SignInForm } from './SignInForm'

beforeAll(() => startWords())
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show({ isFramed, isSecure }: { isFramed: boolean; isSecure: boolean }) {
  vi.stubGlobal('parent', isFramed ? {} : window)
  vi.stubGlobal('isSecureContext', isSecure)
  const ask = { kind: 'credentials', fields: ['username', 'password'], answer: () => {}, cancel: () => {} } as const
  render(<SignInForm ask={ask} name="Rack 7" />)
}
const sentence = () => screen.queryByText(/frame without HTTPS, where browsers drop/)

it('says in a frame without HTTPS that signing in cannot last there', () => {
  show({ isFramed: true, isSecure: false })
  expect(sentence()).not.toBeNull()
})

it.each([
  { isFramed: true, isSecure: true },
  { isFramed: false, isSecure: false },
])('says nothing of it elsewhere: %o', where => {
  show(where)
  expect(sentence()).toBeNull()
})

it('keeps the name that was typed and refused, and asks for the password; a fresh question begins anew', () => {
  const device = new FakeDevice()
  const answer = vi.fn()
  const ask = { kind: 'credentials', fields: ['username', 'password'], answer, cancel: () => {} } as const
  const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name)
  render(<SignInForm ask={ask} name="Rack 7" device={device} />)
  expect(document.activeElement).toBe(field('Username'))
  fireEvent.change(field('Username'), { target: { value: 'ops' } })
  fireEvent.change(field('Password'), { target: { value: 'wrong' } })
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(answer).toHaveBeenCalledWith({ username: 'ops', password: 'wrong' }, undefined)
  cleanup() // while it is tried
  const refused = new DeviceError('sign-in-blocked')
  render(<SignInForm ask={{ ...ask, refused }} name="Rack 7" device={device} />)
  expect([field('Username').value, field('Password').value]).toEqual(['ops', ''])
  expect(document.activeElement).toBe(field('Password'))
  expect(screen.getByRole('alert').textContent).toContain('refuses everybody from here for ten seconds')
  cleanup() // signed out
  render(<SignInForm ask={ask} name="Rack 7" device={device} />)
  expect(field('Username').value).toBe('')
})
