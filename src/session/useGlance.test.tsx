// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeviceEntry, DeviceFamily, Glance } from '../devices/device'
import { DeviceError } from '../devices/errors'
import { FakeDevice } from '../devices/testing/FakeDevice'
import { queries } from './queries'
import { useGlance } from './useGlance'

const held: DeviceEntry = { id: 'rack', name: 'Rack', family: 'fake', has: [], base: 'devices/rack/', held: true }

const peek = vi.fn<() => Promise<Glance>>()
const family: DeviceFamily<unknown> = {
  id: 'fake',
  label: 'Fake',
  profile: { fields: [], fromEntry: entry => entry },
  open: () => new FakeDevice(),
  peek,
}

beforeEach(() => {
  vi.useFakeTimers()
  peek.mockReset().mockImplementation(async () => ({ atMs: Date.now(), power: 'on' }))
})
afterEach(() => {
  cleanup()
  queries.clear()
  vi.useRealTimers()
})

const use = (entry = held, open?: FakeDevice, of = family) => renderHook(() => useGlance(entry, open, of)).result
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('useGlance', () => {
  it('asks at once, then every 30 s, and gives what the machine told', async () => {
    const result = use()
    expect(result.current).toEqual({ is: 'asking' })
    await pass(0)
    expect(result.current).toMatchObject({ is: 'told', glance: { power: 'on' } })
    await pass(29_000)
    expect(peek).toHaveBeenCalledTimes(1)
    peek.mockImplementation(async () => ({ atMs: Date.now(), power: 'off' }))
    await pass(1_500)
    expect(result.current).toMatchObject({ is: 'told', glance: { power: 'off' } })
  })

  it.each([
    ['whose credentials the gateway does not hold', { ...held, held: false }, undefined, family],
    ['that is open', held, new FakeDevice(), family],
    ['of a family without a harmless read', held, undefined, { ...family, peek: undefined }],
  ])('leaves a machine alone %s', async (_, entry, open, of) => {
    const { peek: _peek, ...withoutPeek } = of
    const result = use(entry, open, of.peek ? (of as typeof family) : withoutPeek)
    await pass(60_000)
    expect(result.current).toEqual({ is: 'not-asked' })
    expect(peek).not.toHaveBeenCalled()
  })

  it('tells why it failed, and asks once each time: a repeated refusal would lock the gateway out', async () => {
    peek.mockRejectedValue(new DeviceError('sign-in-refused'))
    const result = use()
    await pass(20_000)
    expect(result.current).toMatchObject({ is: 'failed', why: { reason: 'sign-in-refused' } })
    expect(peek).toHaveBeenCalledTimes(1)
  })

  it('says of a device that lets nobody in that the gateway’s credentials are refused: nobody has signed in', async () => {
    peek.mockRejectedValue(new DeviceError('session-over'))
    const result = use()
    await pass(0)
    expect(result.current).toMatchObject({ is: 'failed', why: { reason: 'held-refused' } })
  })

  it('asks nothing while the page is hidden', async () => {
    use()
    await pass(0)
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    await pass(120_000)
    expect(peek).toHaveBeenCalledTimes(1)
    vi.restoreAllMocks()
  })
})
