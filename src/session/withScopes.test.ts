// @vitest-environment happy-dom
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DeviceEntry, OpenChoices } from '../devices/device'
import { FakeDevice } from '../devices/testing/FakeDevice'
import { type Scope, scopes } from '../lib/scopes'
import { MachineRegistry } from './registry'
import { withScopes } from './withScopes'

const entry: DeviceEntry = { id: 'desk', name: 'Desk', family: 'vnc', has: [], base: 'devices/desk/' }
const made: MachineRegistry[] = []

beforeAll(() => void vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null))
afterEach(() => {
  for (const registry of made.splice(0)) registry.closeAll()
})

function open(granted: readonly Scope[], choices?: OpenChoices) {
  const fake = new FakeDevice({ id: 'desk' })
  const asked: OpenChoices[] = []
  const registry = new MachineRegistry((_, wanted) => {
    asked.push(wanted)
    return fake
  })
  made.push(registry)
  const limited = withScopes(registry, new Set(granted))
  const device = limited.hold(entry, choices)?.device
  if (!device) throw new Error('not opened')
  const names = () => Object.keys(device.capabilities.getState()).sort()
  return { fake, device, asked, limited, registry, names }
}

const inOtherWords: Readonly<Record<string, Scope>> = {
  ...{ display: 'view', screenshot: 'view', stats: 'view', typing: 'input', wake: 'power', roster: 'users' },
}

describe('withScopes', () => {
  it.each(scopes)('leaves of a machine only what “%s” is for', scope => {
    const { fake, names } = open([scope])
    fake.arrive()
    const all = Object.keys(fake.capabilities.getState())
    expect(names()).toEqual(all.filter(name => (inOtherWords[name] ?? name) === scope).sort())
    expect(names().length).toBeGreaterThan(0)
  })

  it('keeps what comes late out, and the others as they are', () => {
    const { fake, device, names } = open(['power'])
    expect(names()).toEqual([])
    fake.arrive()
    const { power } = device.capabilities.getState()
    expect(power).toBe(fake.capabilities.getState().power)
    fake.revoke('power')
    expect(names()).toEqual(['wake'])
    fake.gain('power')
    fake.gain('users')
    expect(device.capabilities.getState().power).toBe(power)
    expect(names()).toEqual(['power', 'wake'])
  })

  it('opens a machine without hands where input is withheld, and reads what may be read once only then', () => {
    let reads = 0
    const choices = {
      viewOnly: false,
      get credentials() {
        reads++
        return { password: 'x' }
      },
    }
    const { asked, device } = open(['view', 'power'], choices)
    expect(reads).toBe(0)
    expect(asked[0]).toMatchObject({ withholdsInput: true, viewOnly: false })
    expect(asked[0]?.credentials).toEqual({ password: 'x' })
    expect(device.withheld).toEqual(new Set(scopes.filter(scope => scope !== 'view' && scope !== 'power')))
    expect(open(['input'], choices).asked[0]?.withholdsInput).toBeUndefined()
  })

  it('offers who only watches nothing that changes the machine’s screen or everybody’s picture', () => {
    const { fake, device } = open(['view'])
    fake.arrive()
    const { display } = device.capabilities.getState()
    expect(display?.scalings.getState()).toEqual(['fit', 'actual'])
    expect(display?.tuning).toBeUndefined()
    expect(display?.surface).toBe(fake.fake.surface)
    fake.revoke('display')
    fake.gain('display')
    expect(device.capabilities.getState().display).toBe(display)
    const hands = open(['view', 'input'])
    hands.fake.arrive()
    expect(hands.device.capabilities.getState().display?.scalings.getState()).toContain('remote')
  })

  it('is the same machine for every holder, and its link', () => {
    const { limited, device, fake } = open(['view'])
    expect(limited.hold(entry)?.device).toBe(device)
    expect(device.link).toBe(fake.link)
    limited.close('desk')
    expect(device.link.getState()).toEqual({ phase: 'ended', why: 'by-user' })
  })

  it('changes nothing where everything is granted', () => {
    const { registry } = open(['view'])
    expect(withScopes(registry, new Set(scopes))).toBe(registry)
  })
})
