// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { GpioCapability, GpioChannel, GpioModel } from '../../devices/capabilities/gpio'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { writable } from '../../lib/readable'
import { startWords } from '../../words/words'
import { GpioPanel } from './GpioPanel'

const model: GpioModel = {
  header: [{ kind: 'label', text: '<b>Rack</b>' }],
  rows: [
    [
      { kind: 'label', text: 'Lamp:' },
      { kind: 'input', channel: 'led1', color: 'red' },
    ],
    null,
    [
      { kind: 'label', text: 'Fan:' },
      {
        kind: 'output',
        channel: 'relay1',
        text: 'Boop',
        confirm: false,
        hasSwitch: true,
        pulseMs: { usual: 500, min: 100, max: 2000 },
      },
    ],
  ],
}
const idle: GpioChannel = { online: true, on: false, busy: false }

function show() {
  const channels = writable<Readonly<Record<string, GpioChannel>>>({ led1: idle, relay1: idle })
  const gpio = {
    model: writable(model),
    channels,
    history: writable([{ atMs: 0, channel: 'relay1', on: true }]),
    setSwitch: vi.fn(async () => {}),
    pulse: vi.fn(async () => {}),
  } satisfies GpioCapability
  render(<GpioPanel capability={gpio} device={new FakeDevice()} />)
  return { gpio, channels }
}

beforeAll(() => startWords())
afterEach(cleanup)

describe('GpioPanel', () => {
  it('shows the owner’s words as text, whatever they look like', () => {
    show()
    expect(screen.getByText('<b>Rack</b>')).toBeTruthy()
    expect(document.querySelector('b')).toBeNull()
  })

  it('switches by the name of the line, and pulses as long as it is told', () => {
    const { gpio } = show()
    fireEvent.click(screen.getByRole('switch', { name: 'Fan' }))
    expect(gpio.setSwitch).toHaveBeenCalledWith('relay1', true)
    fireEvent.change(screen.getByRole('spinbutton', { name: 'Seconds for Boop' }), { target: { value: '1.5' } })
    fireEvent.click(screen.getByRole('button', { name: 'Boop' }))
    expect(gpio.pulse).toHaveBeenCalledWith('relay1', 1500)
  })

  it('keeps hands off what is busy or cannot be reached, and says which', () => {
    const { channels } = show()
    act(() => channels.set({ led1: idle, relay1: { online: true, on: true, busy: true } }))
    expect(screen.getByRole('switch', { name: 'Fan' })).toHaveProperty('disabled', true)
    expect(screen.getByRole('switch', { name: 'Fan' }).getAttribute('aria-checked')).toBe('true')
    expect(screen.getByText('busy')).toBeTruthy()
    act(() => channels.set({ led1: idle, relay1: { online: false, on: false, busy: false } }))
    expect(screen.getByText('offline')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Boop' })).toHaveProperty('disabled', true)
  })

  it('tells a lamp in words, and what changed by its line', () => {
    const { channels } = show()
    expect(screen.getByText('Lamp off')).toBeTruthy()
    act(() => channels.set({ led1: { ...idle, on: true }, relay1: idle }))
    expect(screen.getByText('Lamp on')).toBeTruthy()
    expect(screen.getByText('Fan (relay1)')).toBeTruthy()
  })
})
