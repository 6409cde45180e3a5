// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import { DeviceError } from '../devices/errors'
import { FakeDevice } from '../devices/testing/FakeDevice'
import { marksOf } from './marks'

vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)

describe('marksOf', () => {
  it('notes when the link came and went, once each', () => {
    const device = new FakeDevice()
    const marks = marksOf(device)
    device.arrive()
    device.lose(new DeviceError('connection-lost'))
    device.retryNow()
    device.arrive()
    expect(marks.getState().map(({ kind }) => kind)).toEqual(['connected', 'lost', 'connected'])
    expect(marksOf(device)).toBe(marks)
    device.close()
  })

  it('begins with the connection that already stands', () => {
    const device = new FakeDevice()
    device.arrive()
    expect(
      marksOf(device)
        .getState()
        .map(({ kind }) => kind),
    ).toEqual(['connected'])
    device.close()
  })

  it('notes what was turned, with its new value, though the display came late', async () => {
    const device = new FakeDevice()
    const marks = marksOf(device)
    device.arrive()
    await device.capabilities.getState().display?.tuning?.set('quality', 3)
    expect(marks.getState().at(-1)).toMatchObject({ kind: 'changed', id: 'quality', value: '3' })
    device.close()
  })
})
