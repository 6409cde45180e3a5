// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { DeviceError } from '../../devices/errors'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { startWords } from '../../words/words'
import { Overlay } from './Overlay'

beforeAll(async () => {
  await startWords()
  await import('./cards')
})
beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const card = () => screen.queryByRole('heading', { name: 'Waiting for the first picture' })

it('says that it waits for the first picture, after a while why, and nothing once it is there', async () => {
  const device = new FakeDevice({ has: ['display'] })
  device.arrive()
  render(<Overlay device={device} name="Desk" />)
  expect(screen.getByText('Waiting for the first picture')).toBeTruthy()
  expect(card()).toBeNull()
  await pass(3_000)
  await pass(0)
  expect(card()).toBeTruthy()
  expect(screen.getByText(/has sent nothing of a picture yet/)).toBeTruthy()
  act(() => device.fake.surface.paint(640, 400))
  expect(card()).toBeNull()

  // Connected again, and what is shown is still the past.
  act(() => device.lose(new DeviceError('connection-lost')))
  act(() => {
    device.retryNow()
    device.arrive()
  })
  expect(screen.getByText('Waiting for the first picture')).toBeTruthy()
  act(() => device.fake.surface.paint(640, 400))
  expect(screen.queryByText('Waiting for the first picture')).toBeNull()
})

it('says of a machine that lets us wait that it has not answered', async () => {
  const device = new FakeDevice({ has: ['display'] })
  render(<Overlay device={device} name="Desk" />)
  expect(screen.getByText('Opening the connection')).toBeTruthy()
  await pass(3_000)
  await pass(0)
  expect(screen.getByRole('heading', { name: 'Opening the connection' })).toBeTruthy()
  expect(screen.getByText(/has not answered yet/)).toBeTruthy()
})
