// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeviceEntry, OpenChoices } from '../devices/device'
import { FakeDevice } from '../devices/testing/FakeDevice'
import { MachineRegistry } from './registry'
import { useMachine } from './useMachine'

const desk: DeviceEntry = { id: 'desk', name: 'Desk', family: 'vnc', has: [], base: 'devices/desk/' }
const rack: DeviceEntry = { ...desk, id: 'rack' }

let registry: MachineRegistry
let opened: FakeDevice[]
let open: ReturnType<typeof vi.fn<(entry: DeviceEntry, choices: OpenChoices) => FakeDevice | undefined>>

beforeEach(() => {
  vi.useFakeTimers()
  opened = []
  open = vi.fn(({ id, family }) => {
    if (family !== 'vnc') return undefined
    const device = new FakeDevice({ id })
    opened.push(device)
    return device
  })
  registry = new MachineRegistry(open)
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const phases = () => opened.map(device => device.link.getState().phase)
const grace = () => vi.advanceTimersByTime(1_000)

function use(entry: DeviceEntry | undefined, strict = false) {
  const renders: (string | undefined)[] = []
  const hook = renderHook(
    (props: { entry: DeviceEntry | undefined }) => {
      const device = useMachine(props.entry, { viewOnly: true }, registry)
      renders.push(device?.id)
      return device
    },
    { initialProps: { entry }, ...(strict && { wrapper: StrictMode }) },
  )
  return { ...hook, renders, show: (next: DeviceEntry | undefined) => hook.rerender({ entry: next }) }
}

describe('useMachine', () => {
  it('opens the machine after the first render, with the choices', () => {
    const { result, renders } = use(desk)
    expect(renders[0]).toBeUndefined()
    expect(result.current).toBe(opened[0])
    expect(open.mock.calls).toEqual([[desk, { viewOnly: true }]])
  })

  it('holds it while mounted, and a moment longer', () => {
    const { unmount } = use(desk)
    vi.advanceTimersByTime(60_000)
    expect(phases()).toEqual(['connecting'])
    unmount()
    vi.advanceTimersByTime(999)
    expect(phases()).toEqual(['connecting'])
    vi.advanceTimersByTime(1)
    expect(phases()).toEqual(['ended'])
  })

  it('keeps one Device when StrictMode mounts twice', () => {
    const hold = vi.spyOn(registry, 'hold')
    const { result, unmount } = use(desk, true)
    expect(hold).toHaveBeenCalledTimes(2)
    grace()
    expect(opened).toHaveLength(1)
    expect(phases()).toEqual(['connecting'])
    expect(result.current).toBe(opened[0])
    unmount()
    grace()
    expect(phases()).toEqual(['ended'])
  })

  it('finds the Device it had when it is taken out and put back, as from tile to console', () => {
    use(desk).unmount()
    vi.advanceTimersByTime(500)
    const { result } = use(desk)
    grace()
    expect(result.current).toBe(opened[0])
    expect(phases()).toEqual(['connecting'])
  })

  it('shares it between components, and closes it with the last', () => {
    const tile = use(desk)
    const full = use(desk)
    expect(full.result.current).toBe(tile.result.current)
    tile.unmount()
    grace()
    expect(phases()).toEqual(['connecting'])
    full.unmount()
    grace()
    expect(phases()).toEqual(['ended'])
  })

  it('takes a new object with the same id for the same machine', () => {
    const { result, show } = use(desk)
    show({ ...desk, name: 'Renamed' })
    grace()
    expect(opened).toHaveLength(1)
    expect(result.current).toBe(opened[0])
  })

  it('goes over to another machine, and lets the first one go', () => {
    const { result, show } = use(desk)
    show(rack)
    expect(result.current?.id).toBe('rack')
    grace()
    expect(phases()).toEqual(['ended', 'connecting'])
  })

  it('holds nothing without an entry, and lets go when it is gone', () => {
    const { result, show } = use(undefined)
    expect(result.current).toBeUndefined()
    show(desk)
    expect(result.current).toBe(opened[0])
    show(undefined)
    expect(result.current).toBeUndefined()
    grace()
    expect(phases()).toEqual(['ended'])
  })

  it('gives nothing, for good, for a family that no adapter of this build knows', () => {
    const { result, unmount } = use({ ...desk, family: 'of tomorrow' })
    expect(result.current).toBeUndefined()
    expect(() => unmount()).not.toThrow()
  })
})
