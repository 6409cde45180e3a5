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
const other: DeviceEntry = { ...entry, id: 'rack' }
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

  it('keeps machines apart by id, and opens each as the entry and the first holder say', () => {
    const open = vi.fn((given: DeviceEntry) => new FakeDevice({ id: given.id }))
    const registry = new MachineRegistry(open)
    const desk = registry.hold(entry, { viewOnly: true })
    registry.hold(entry, { viewOnly: false })
    const rack = registry.hold(other)
    expect(open.mock.calls).toEqual([
      [entry, { viewOnly: true }],
      [other, {}],
    ])
    expect(desk?.device.id).toBe('desk')
    expect(registry.peek('rack')).toBe(rack?.device)
  })

  it('counts the grace from the last release', () => {
    const { registry, opened } = registryOfFakes()
    registry.hold(entry)?.release()
    vi.advanceTimersByTime(999)
    registry.hold(entry)?.release()
    vi.advanceTimersByTime(999)
    expect(phase(opened[0])).toBe('connecting')
    vi.advanceTimersByTime(1)
    expect(phase(opened[0])).toBe('ended')
    registry.hold(entry)
    expect(opened).toHaveLength(2)
  })

  it('holds nothing of a family that this build does not know', () => {
    const registry = new MachineRegistry()
    expect(registry.hold({ ...entry, family: 'of tomorrow' })).toBeUndefined()
    expect(registry.peek('desk')).toBeUndefined()
  })

  it('looks without holding', () => {
    const { registry, opened } = registryOfFakes()
    expect(registry.peek('desk')).toBeUndefined()
    expect(opened).toHaveLength(0)
    const held = registry.hold(entry)
    registry.peek('desk')
    held?.release()
    vi.advanceTimersByTime(1_000)
    expect(phase(opened[0])).toBe('ended')
  })

  it('closes a machine whoever holds it, at once, and leaves no timer', () => {
    const { registry, opened } = registryOfFakes()
    registry.hold(entry)
    registry.hold(other)?.release()
    registry.close('desk')
    registry.close('nobody')
    expect(phase(opened[0])).toBe('ended')
    expect(phase(opened[1])).toBe('connecting')
    registry.closeAll()
    expect(opened.map(phase)).toEqual(['ended', 'ended'])
    expect(vi.getTimerCount()).toBe(0)
  })
})
