// @vitest-environment happy-dom
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DeviceError } from '../devices/errors'
import { FakeDevice } from '../devices/testing/FakeDevice'
import { notices } from '../stores/notices'
import { startWords } from '../words/words'
import { tellViewers } from './tellViewers'

beforeAll(async () => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  await startWords()
})

let device: FakeDevice
let stop: () => void
beforeEach(() => {
  vi.useFakeTimers()
  notices.setState({ all: [], shown: [] })
  device = new FakeDevice()
  device.arrive()
  see('anna')
  stop = tellViewers(device, device.fake.roster)
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

function see(...names: string[]): void {
  device.fake.roster.set({ seen: names.map(name => ({ name })) })
}
async function told(): Promise<readonly string[]> {
  await vi.advanceTimersByTimeAsync(1_500)
  return notices.getState().all.map(({ text }) => text)
}

describe('others who look at a machine', () => {
  it('are named when they come and when they go, not when they were there before', async () => {
    expect(await told()).toEqual([])
    see('anna', 'bert')
    expect(await told()).toEqual(['bert joined'])
    see('bert')
    expect(await told()).toEqual(['bert joined', 'anna left'])
  })

  it('are told together, and once for all their connections', async () => {
    see('anna', 'bert')
    see('anna', 'bert', 'carl', 'bert')
    expect(await told()).toEqual(['bert and carl joined'])
  })

  it('who load a page anew are not worth a word', async () => {
    see()
    see('anna')
    expect(await told()).toEqual([])
  })

  it('are not said to leave when our own link breaks', async () => {
    device.lose(new DeviceError('connection-lost'))
    see()
    expect(await told()).toEqual([])
  })

  it('are nobody’s business after the end', async () => {
    see('anna', 'bert')
    stop()
    expect(await told()).toEqual([])
  })
})
