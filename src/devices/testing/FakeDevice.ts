import { writable } from '../../lib/readable'
import type { Capabilities, CapabilityName } from '../capabilities/capabilities'
import type { Credentials, Device } from '../device'
import { DeviceError } from '../errors'
import { LinkKeeper } from '../LinkKeeper'
import { fakeCapabilities } from './fakeCapabilities'

export interface FakeDeviceOptions {
  readonly id?: string
  /** Capabilities it has; all of them unless said. */
  readonly has?: readonly CapabilityName[]
  /** Asks for these before it lets anybody in; the password is `open sesame`. */
  readonly asks?: boolean
}

/** A Device over plain memory that implements the whole contract. Tests move it with `arrive`, `lose`, `gain`, `revoke`. */
export class FakeDevice implements Device {
  readonly id: string
  readonly capabilities = writable<Capabilities>({})
  readonly fake
  private readonly all: Capabilities
  private readonly keeper: LinkKeeper
  private readonly asks: boolean
  private signedIn = false

  constructor(options: FakeDeviceOptions = {}) {
    const { capabilities, fake } = fakeCapabilities()
    this.id = options.id ?? 'fake'
    this.fake = fake
    this.asks = options.asks ?? false
    const has = options.has ?? (Object.keys(capabilities) as CapabilityName[])
    this.all = Object.fromEntries(has.map(name => [name, capabilities[name]]))
    this.keeper = new LinkKeeper({ connect: () => this.connect() })
    this.keeper.start()
  }

  get link() {
    return this.keeper.link
  }

  /** The connection stands. */
  arrive(): void {
    this.keeper.step('handshake')
    if (this.asks && !this.signedIn) return this.ask()
    this.capabilities.set(this.all)
    this.keeper.online()
  }

  /** The connection breaks for this reason, and the device waits to try again. */
  lose(why: DeviceError): void {
    this.fake.surface.keepStill()
    this.keeper.lost(why)
  }

  end(why: DeviceError): void {
    this.keeper.end(why)
  }

  /** One capability goes, as when rights are revoked; `gain` brings the same object back. */
  revoke(name: CapabilityName): void {
    const { [name]: _gone, ...rest } = this.capabilities.getState()
    this.capabilities.set(rest)
  }

  gain(name: CapabilityName): void {
    this.capabilities.set({ ...this.capabilities.getState(), [name]: this.all[name] })
  }

  retryNow(): void {
    this.keeper.retryNow()
  }

  signOut(): void {
    this.signedIn = false
    if (this.asks) this.ask()
  }

  close(): void {
    this.fake.calls.push('release-all')
    this.keeper.close()
  }

  private connect(): void {
    this.fake.calls.push('connect')
  }

  private ask(refused?: DeviceError): void {
    this.keeper.ask({
      kind: 'credentials',
      fields: ['username', 'password'],
      ...(refused && { refused }),
      answer: (credentials: Credentials) => {
        this.signedIn = credentials.password === 'open sesame'
        if (this.signedIn) this.arrive()
        else this.ask(refusedSignIn())
      },
      cancel: () => this.keeper.end('by-user'),
    })
  }
}

function refusedSignIn(): DeviceError {
  return new DeviceError('sign-in-refused', { detail: 'Authentication failure' })
}
