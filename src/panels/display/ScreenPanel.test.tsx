// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { Tunable } from '../../devices/capabilities/tuning'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { writable } from '../../lib/readable'
import { notices } from '../../stores/notices'
import { findUntranslated } from '../../words/pseudo'
import { startWords } from '../../words/words'
import { ScreenPanel } from './ScreenPanel'

beforeAll(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  return startWords()
})
afterEach(cleanup)

function show(change: object = {}) {
  const device = new FakeDevice()
  device.arrive()
  const { display } = device.capabilities.getState()
  if (!display?.tuning) throw new Error('no tuning')
  const { container } = render(<ScreenPanel capability={{ ...display, ...change }} device={device} />)
  const value = (id: string) => display.tuning?.settings.getState().find(setting => setting.id === id)?.value
  return { container, value }
}

it('offers presets by name and levels by slider, and turns them when they are let go', async () => {
  const { value } = show()
  fireEvent.click(screen.getByRole('radio', { name: 'Thrifty' }))
  await vi.waitFor(() => expect(value('preset')).toBe('thrifty'))
  const slider = screen.getByRole('slider', { name: 'Picture quality' })
  fireEvent.change(slider, { target: { value: '3' } })
  expect(screen.getByText('3')).toBeTruthy()
  expect(value('quality')).toBe(6)
  fireEvent.keyUp(slider)
  await vi.waitFor(() => expect(value('quality')).toBe(3))
})

it('says that a value is not told, instead of showing the lowest', () => {
  const settings = writable([
    { id: 'fps', kind: 'range', value: undefined, min: 1, max: 60, scope: 'everyone' },
  ] as const)
  show({ tuning: { settings, set: () => Promise.resolve() } })
  const slider = screen.getByRole('slider', { name: 'Frame rate' })
  expect(slider.getAttribute('aria-valuetext')).toBe('Not told')
  fireEvent.change(slider, { target: { value: '10' } })
  expect(slider.getAttribute('aria-valuetext')).toBeNull()
})

it('says why a value is not heeded, instead of offering it', () => {
  const choice = { id: 'videoSize', kind: 'choice', value: undefined, options: ['960x540'], scope: 'everyone' } as const
  const settings = writable<readonly Tunable[]>([{ ...choice, unheeded: 'has-encoder' }])
  show({ tuning: { settings, set: () => Promise.resolve() } })
  expect(screen.getByText(/^Not heeded by this server/)).toBeTruthy()
  expect(screen.queryByRole('radio')).toBeNull()
  act(() => settings.set([{ ...choice, unheeded: 'if-encoder' }]))
  expect(screen.getByText('Heeded only by servers without a video encoder.')).toBeTruthy()
  expect(screen.getByRole('radio')).toBeTruthy()
})

it('tells a refusal', async () => {
  const settings = writable([{ id: 'fps', kind: 'range', value: 30, min: 1, max: 60, scope: 'everyone' }] as const)
  const { DeviceError } = await import('../../devices/errors')
  show({ tuning: { settings, set: () => Promise.reject(new DeviceError('action-refused')) } })
  expect(screen.getByText('These hold for everybody who looks at this machine.')).toBeTruthy()
  const slider = screen.getByRole('slider', { name: 'Frame rate' })
  fireEvent.change(slider, { target: { value: '10' } })
  fireEvent.pointerUp(slider)
  await vi.waitFor(() => expect(notices.getState().all.at(-1)?.text).toBe('Frame rate not changed'))
})

it('says why the picture comes another way than was wanted', () => {
  const sources = writable({ available: ['h264', 'mjpeg'], active: 'mjpeg', fallback: 'insecure-context' as const })
  const chooseSource = vi.fn()
  show({ sources, chooseSource })
  expect(screen.getByText(/Video needs a secure page/)).toBeTruthy()
  fireEvent.click(screen.getByRole('radio', { name: 'H.264' }))
  expect(chooseSource).toHaveBeenCalledWith('h264')
})

it('takes a picture by the device, in the size and quality that are wanted', async () => {
  const device = new FakeDevice()
  device.arrive()
  const { display } = device.capabilities.getState()
  if (!display) throw new Error('no display')
  device.fake.surface.paint(1280, 800)
  render(<ScreenPanel capability={display} device={device} />)
  expect(screen.getByText(/up to 1 min old/)).toBeTruthy()
  fireEvent.click(screen.getByRole('radio', { name: '640 × 400' }))
  fireEvent.change(screen.getByRole('slider', { name: /^Quality/ }), { target: { value: '3' } })
  fireEvent.click(screen.getByRole('button', { name: 'Take' }))
  const picture = await screen.findByRole('img', { name: 'Picture taken by the device' })
  expect(device.fake.calls).toContain('capture 640 3')
  Object.defineProperties(picture, { naturalWidth: { value: 640 }, naturalHeight: { value: 400 } })
  fireEvent.load(picture)
  expect(screen.getByText(/^640 × 400, /)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Save' })).toBeTruthy()
})

it('speaks only through the catalogue', async () => {
  await startWords('qps')
  expect(findUntranslated(show().container)).toEqual([])
  await startWords()
})
