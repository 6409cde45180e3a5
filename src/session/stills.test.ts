// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest'
import { DeviceError } from '../devices/errors'
import { FakeDevice } from '../devices/testing/FakeDevice'
import { hidePicture, keepStill, stills } from './stills'

it('leaves no picture behind when somebody signs out, until the machine paints for the next one', async () => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  const device = new FakeDevice({ id: 'desk', has: ['display'], asks: false })
  device.arrive()
  const { surface } = device.fake
  surface.paint(640, 400)
  vi.spyOn(surface, 'capture').mockResolvedValue(new Blob(['x']))
  await keepStill('desk', surface)
  expect(stills.getState().desk).toBeDefined()

  const isHidden = () => surface.element.style.visibility === 'hidden'
  hidePicture(device, surface)
  expect(isHidden()).toBe(true)
  expect(stills.getState().desk).toBeUndefined()
  surface.paint(640, 400) // was on its way
  expect(isHidden()).toBe(true)
  await keepStill('desk', surface)
  expect(stills.getState().desk).toBeUndefined()
  device.end(new DeviceError('session-over'))
  device.retryNow()
  device.arrive()
  expect(isHidden()).toBe(true)
  surface.paint(640, 400)
  expect(isHidden()).toBe(false)
})
