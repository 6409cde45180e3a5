import type { Capabilities, CapabilityName } from '../devices/capabilities/capabilities'
import type { DisplayCapability } from '../devices/capabilities/display'
import type { Device, OpenChoices } from '../devices/device'
import { type Readable, writable } from '../lib/readable'
import { type Scope, scopes } from '../lib/scopes'
import type { Machines } from './useMachine'

/** The scope that each capability needs; what is new has to be classified here before it compiles. */
const scopeOf: Readonly<Record<CapabilityName, Scope>> = {
  display: 'view',
  screenshot: 'view',
  stats: 'view',
  input: 'input',
  typing: 'input',
  clipboard: 'clipboard',
  power: 'power',
  wake: 'power',
  media: 'media',
  gpio: 'gpio',
  users: 'users',
  roster: 'users', // names and addresses of those who are connected
  relay: 'relay',
  files: 'files',
  terminal: 'terminal',
  system: 'system',
}

/**
 * The same machines for somebody who may do only some things with them: capabilities outside the scopes are absent, and
 * hands on the picture are blocked from the first connection on.
 */
export function withScopes(registry: Machines, granted: ReadonlySet<Scope>): Machines {
  const withheld = new Set(scopes.filter(scope => !granted.has(scope)))
  if (withheld.size === 0) return registry
  const known = new WeakMap<Device, Device>()
  const limited = (device: Device) => {
    const made = known.get(device) ?? limitDevice(device, withheld)
    known.set(device, made)
    return made
  }
  return {
    hold(entry, choices = {}) {
      const held = registry.hold(entry, withheld.has('input') ? withoutInput(choices) : choices)
      return held && { device: limited(held.device), release: held.release }
    },
    close: id => registry.close(id),
  }
}

/** Not a copy: choices may be read once only, as a password is. */
function withoutInput(choices: OpenChoices): OpenChoices {
  return Object.create(choices, { withholdsInput: { value: true, enumerable: true } }) as OpenChoices
}

function limitDevice(device: Device, withheld: ReadonlySet<Scope>): Device {
  const display = limitDisplay(withheld)
  const limit = (all: Capabilities): Capabilities => {
    const kept = Object.entries(all).filter(([name]) => !withheld.has(scopeOf[name as CapabilityName]))
    const rest: Capabilities = Object.fromEntries(kept)
    return rest.display ? { ...rest, display: display(rest.display) } : rest
  }
  const capabilities = writable(limit(device.capabilities.getState()))
  device.capabilities.subscribe(all => capabilities.set(limit(all)))
  return {
    id: device.id,
    link: device.link,
    capabilities,
    withheld,
    retryNow: () => device.retryNow(),
    close: () => device.close(),
    ...(device.hasSession && { hasSession: device.hasSession }),
    ...(device.signOut && { signOut: () => device.signOut?.() }),
  }
}

/** Who may only look changes neither the machine's screen nor how its picture is made, which others see too. */
function limitDisplay(withheld: ReadonlySet<Scope>): (display: DisplayCapability) => DisplayCapability {
  const made = new WeakMap<DisplayCapability, DisplayCapability>()
  return display => {
    if (!withheld.has('input')) return display
    const { tuning: _tuning, sources: _sources, chooseSource: _choose, ...rest } = display
    const limited = made.get(display) ?? { ...rest, scalings: withoutRemote(display.scalings) }
    made.set(display, limited)
    return limited
  }
}

function withoutRemote(scalings: DisplayCapability['scalings']): DisplayCapability['scalings'] {
  return mapped(scalings, all => all.filter(scaling => scaling !== 'remote'))
}

function mapped<T>(source: Readable<T>, change: (value: T) => T): Readable<T> {
  const made = writable(change(source.getState()))
  source.subscribe(value => made.set(change(value)))
  return made
}
