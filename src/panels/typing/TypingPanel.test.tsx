// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TypeOptions, TypingCapability } from '../../devices/capabilities/typing'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { actions } from '../../stores/actions'
import { startWords } from '../../words/words'
import { TypingPanel } from './TypingPanel'

/** A machine that types as far as a test lets it. */
function show() {
  const device = new FakeDevice()
  device.arrive()
  const call = { text: '', options: {} as TypeOptions, finish: () => {}, fail: (_: unknown) => {} }
  const typing: TypingCapability = {
    layouts: ['en-us', 'de'],
    defaultLayout: 'en-us',
    cancels: 'after-chunk',
    delayMs: { min: 0, max: 200, usual: 20 },
    untypeable: text => [...text].filter(character => character === '☂'),
    type: (text, options) =>
      new Promise((resolve, reject) => {
        Object.assign(call, { text, options, finish: resolve, fail: reject })
        options.signal?.addEventListener('abort', () => reject(options.signal?.reason))
      }),
  }
  render(<TypingPanel capability={typing} device={device} />)
  return { device, call }
}
const write = (text: string) => fireEvent.change(screen.getByRole('textbox'), { target: { value: text } })
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

beforeAll(() => startWords())
beforeEach(() => actions.setState({ done: [] }))
afterEach(cleanup)

describe('TypingPanel', () => {
  it('types with layout and pause, tells how far it is, and logs how much but not what', async () => {
    const { call } = show()
    write('hunter2')
    press('Type')
    expect(call).toMatchObject({ text: 'hunter2', options: { layout: 'en-us', delayMs: 20 } })
    act(() => call.options.onProgress?.(3, 7))
    expect(screen.getByRole('status').textContent).toMatch(/^3 of 7 characters/)
    await act(async () => call.finish())
    expect(screen.getByRole('status').textContent).toBe('7 characters typed')
    expect(JSON.stringify(actions.getState().done)).not.toContain('hunter2')
  })

  it('pauses, stops, and types the rest', async () => {
    const { call } = show()
    write('abcdef')
    press('Type')
    act(() => call.options.onProgress?.(2, 6))
    press('Pause')
    expect(call.options.paused?.()).toBe(true)
    expect(screen.getByRole('status').textContent).toBe('Paused at 2 of 6 characters')
    await act(async () => press('Stop'))
    expect(screen.getByRole('status').textContent).toBe('Stopped after 2 of 6 characters')
    press('Type the rest')
    expect(call.text).toBe('cdef')
  })

  it('names what the layout has no key for, and types nothing in view only', () => {
    const { device } = show()
    write('rain ☂')
    expect(screen.getByText(/no key for ☂/)).toBeTruthy()
    act(() => device.capabilities.getState().input?.setViewOnly(true))
    expect(screen.getByRole('button', { name: 'Type' })).toHaveProperty('disabled', true)
  })
})
