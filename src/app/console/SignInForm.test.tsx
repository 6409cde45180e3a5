// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
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
