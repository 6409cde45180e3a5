import { afterEach, expect, it, vi } from 'vitest'
import type { DeviceEntry } from '../../devices/device'
import { DeviceError } from '../../devices/errors'
import { FakeDevice } from '../../devices/testing/FakeDevice'
import { MachineRegistry } from '../../session/registry'
import { keptRelays, resumeRelays, subscribeRelay } from './keptRelays'

const entry: DeviceEntry = { id: 'desk', name: 'Desk', family: 'kasmvnc', has: [], base: 'devices/desk/' }
const opened: FakeDevice[] = []
const registry = new MachineRegistry(({ id }) => {
  const device = new FakeDevice({ id, has: ['relay'] })
  opened.push(device)
  return device
})
const refused = vi.fn()
const stop = resumeRelays(registry, (_device, name, error) => refused(name, error))

afterEach(() => {
  registry.closeAll()
  opened.length = 0
  refused.mockClear()
})

function connect(id: string): FakeDevice {
  registry.hold({ ...entry, id })
  const device = opened.at(-1)
  if (!device) throw new Error('not opened')
  device.arrive()
  return device
}
async function subscribe(device: FakeDevice) {
  const { relay } = device.capabilities.getState()
  if (relay) await subscribeRelay(device, relay, 'demo')
}
const texts = (device: FakeDevice) =>
  keptRelays(device)
    .log.state.getState()
    .messages.map(({ bytes }) => new TextDecoder().decode(bytes))

it('keeps subscriptions and messages over Disconnect and Connect, as over a lost link', async () => {
  const first = connect('one')
  await subscribe(first)
  first.fake.relay('demo', new TextEncoder().encode('before'))
  registry.close('one')
  const second = connect('one')
  await expect.poll(() => second.capabilities.getState().relay).toBeDefined()
  second.fake.relay('demo', new TextEncoder().encode('after'))
  await expect.poll(() => texts(second)).toEqual(['before', 'after'])
  expect(keptRelays(second).subscribed.getState()).toEqual(['demo'])
})

it('says what is not taken any more, and does not show it as subscribed', async () => {
  await subscribe(connect('two'))
  registry.close('two')
  registry.hold({ ...entry, id: 'two' })
  const second = opened.at(-1)
  if (!second) throw new Error('not opened')
  const error = new DeviceError('action-refused', { said: 'No permissions' })
  const set = second.capabilities.set.bind(second.capabilities)
  vi.spyOn(second.capabilities, 'set').mockImplementation(({ relay, ...next }) =>
    set(relay ? { ...next, relay: { ...relay, subscribe: () => Promise.reject(error) } } : next),
  )
  second.arrive()
  await expect.poll(() => refused.mock.calls).toEqual([['demo', error]])
  expect(keptRelays(second).subscribed.getState()).toEqual([])
})

it('another machine begins with nothing', async () => {
  await subscribe(connect('three'))
  const other = connect('four')
  expect(keptRelays(other).subscribed.getState()).toEqual([])
  stop()
})
