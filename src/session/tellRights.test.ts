// @vitest-environment happy-dom
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { InputCapability } from '../devices/capabilities/input'
import { DeviceError } from '../devices/errors'
import { FakeDevice } from '../devices/testing/FakeDevice'
import { writable } from '../lib/readable'
import { notices } from '../stores/notices'
import { startWords } from '../words/words'
import { tellRights } from './tellRights'

const allowed = writable<boolean | undefined>(undefined)
let device: FakeDevice
let stop: () => void

beforeAll(() => startWords())
beforeEach(() => {
  allowed.set(undefined)
  device = new FakeDevice({ has: ['display', 'input'] })
  device.arrive()
  const { display, input } = device.capabilities.getState()
  if (!display || !input) throw new Error('no display')
  stop = tellRights(device, { ...input, allowed } as InputCapability, display)
})
afterEach(() => {
  stop()
  notices.setState({ all: [], shown: [] })
})
const told = () => notices.getState().all.map(({ text }) => text)

it('tells that keys are not taken any more, and that they are again', () => {
  allowed.set(true)
  expect(told()).toEqual([])
  allowed.set(false)
  allowed.set(false)
  allowed.set(true)
  expect(told()).toEqual([
    'You may only look now: the machine does not take your keys and pointer any more',
    'Your keys and pointer are taken again',
  ])
})

it('tells what was there before anybody listened', () => {
  stop()
  allowed.set(true)
  const { display, input } = device.capabilities.getState()
  stop = tellRights(device, { ...input, allowed } as InputCapability, display)
  allowed.set(false)
  expect(told()).toHaveLength(1)
})

it('says nothing of what the account had from the start', () => {
  allowed.set(false)
  expect(told()).toEqual([])
})

it('tells that the picture is not for this account any more', () => {
  device.fake.signal.set({ signal: 'not-allowed' })
  device.fake.signal.set({ signal: 'live' })
  expect(told().at(-1)).toBe('This account may see the screen again')
})

it('says nothing while the link is down', () => {
  allowed.set(true)
  device.lose(new DeviceError('connection-lost'))
  allowed.set(false)
  expect(told()).toEqual([])
})
