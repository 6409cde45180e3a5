import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeviceEntry } from '../devices/device'
import { FakeDevice } from '../devices/testing/FakeDevice'
import { MachineRegistry } from './registry'

const entry: DeviceEntry = { id: 'desk', name: 'Desk', family: 'vnc', has: [], base: 'devices/desk/' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function registryOfFakes() {
  const opened: FakeDevice[] = []
  const registry = new MachineRegistry(({ id }) => {
    const device = new FakeDevice({ id })
    opened.push(device)
    return device
  })
  return { registry, opened }
}
const phase = (device: FakeDevice | undefined) => device?.link.getState().phase

describe('MachineRegistry', () => {
  it('gives one Device to all holders, and closes it a moment after the last', () => {
    const { registry, opened } = registryOfFakes()
    const first = registry.hold(entry)
    const second = registry.hold(entry)
    expect(first?.device).toBe(second?.device)
    first?.release()
    first?.release() // safe twice
    vi.advanceTimersByTime(5_000)
    expect(phase(opened[0])).toBe('connecting')
    second?.release()
    expect(phase(opened[0])).toBe('connecting')
    vi.advanceTimersByTime(1_001)
    expect(phase(opened[0])).toBe('ended')
    expect(registry.peek('desk')).toBeUndefined()
  })

  it('takes back who returns in time', () => {
    const { registry, opened } = registryOfFakes()
    registry.hold(entry)?.release()
    vi.advanceTimersByTime(500)
    registry.hold(entry)
    vi.advanceTimersByTime(5_000)
    expect(opened).toHaveLength(1)
    expect(phase(opened[0])).toBe('connecting')
  })

  it('lets a late release of a closed Device not end the next one', () => {
    const { registry, opened } = registryOfFakes()
    const first = registry.hold(entry)
    registry.close('desk')
    first?.release()
    registry.hold(entry)
    vi.advanceTimersByTime(5_000)
    expect(opened).toHaveLength(2)
    expect(phase(opened[1])).toBe('connecting')
  })
})
