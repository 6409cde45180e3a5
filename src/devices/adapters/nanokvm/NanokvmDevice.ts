import { Lifetime } from '../../../lib/lifetime'
import { writable } from '../../../lib/readable'
import { socketUrl } from '../../../net/deviceUrl'
import type { Capabilities } from '../../capabilities/capabilities'
import type { Credentials, Device, KeptWord } from '../../device'
import { DeviceError } from '../../errors'
import { kvmKeeper, whyFailed } from '../../kvm/kvmKeeper'
import type { LinkKeeper } from '../../LinkKeeper'
import { whySocketFailed } from '../../rfb/whySocketFailed'
import { nanokvmInput } from './input'
import { MainSocket } from './MainSocket'
import { nanokvmMedia } from './media'
import { mergeEvent } from './mergeEvent'
import type { Nanokvm } from './Nanokvm'
import { type NanokvmAccount, NanokvmClient } from './NanokvmClient'
import { NanokvmDisplay } from './NanokvmDisplay'
import { emptyState, type NanokvmState } from './NanokvmState'
import { nanokvmPower } from './power'
import { type NanokvmDialect, probeDialect } from './probeDialect'
import { nanokvmStats } from './stats'
import { nanokvmSystem } from './system'
import { nanokvmTerminal } from './terminal'
import { nanokvmTyping } from './typing'
import { nanokvmUsers } from './users'
import { nanokvmWake } from './wake'

export interface NanokvmProfile {
  /** Where its paths begin: absolute, with a trailing slash. */
  readonly base: string
  /** The gateway signs in: when the device still refuses, there is nobody here to ask. */
  readonly held: boolean
  readonly viewOnly: boolean
  readonly withholdsInput?: boolean | undefined
  readonly credentials: Credentials | undefined
  readonly source?: KeptWord | undefined
}

/**
 * A machine behind a NanoKVM of any age: it is asked what it speaks when it has let us in, then `/api/ws` stands for the
 * connection, with HTTP and the picture's own stream beside it.
 */
export class NanokvmDevice implements Device {
  readonly id: string
  readonly capabilities = writable<Capabilities>({})
  readonly hasSession = writable(false)
  private readonly profile: NanokvmProfile
  private readonly keeper: LinkKeeper
  private readonly lifetime = new Lifetime()
  private readonly client: NanokvmClient
  private readonly state = writable<NanokvmState>(emptyState)
  private readonly display: NanokvmDisplay
  private readonly input: ReturnType<typeof nanokvmInput>
  private readonly power: ReturnType<typeof nanokvmPower>
  private readonly stats: ReturnType<typeof nanokvmStats>
  private readonly system: ReturnType<typeof nanokvmSystem>
  private readonly terminal: ReturnType<typeof nanokvmTerminal>
  /** For whoever is let in. */
  private readonly always: Capabilities
  /** For administrators, which up to 2.5.0 everybody is. */
  private readonly forAdmins: Capabilities
  private readonly users: Pick<Capabilities, 'users'>
  private socket: MainSocket | undefined
  private attempt = new Lifetime()
  private credentials: Credentials | undefined

  constructor(id: string, profile: NanokvmProfile) {
    this.id = id
    this.profile = profile
    this.credentials = profile.credentials
    this.client = new NanokvmClient(profile.base, why => this.sessionOver(why))
    const nanokvm: Nanokvm = {
      client: this.client,
      state: this.state,
      viewOnly: writable(false),
      send: data => this.socket?.send(data),
      dialect: () => this.dialect,
    }
    this.display = new NanokvmDisplay(nanokvm, profile.source)
    const { surface } = this.display
    this.input = nanokvmInput(nanokvm, {
      element: surface.element,
      picture: () => surface.picture(),
      pressed: () => surface.meter.countPress(),
    })
    this.input.path.block('offline')
    if (profile.viewOnly) this.input.capability.setViewOnly(true)
    if (profile.withholdsInput) this.input.path.block('scope')
    this.power = nanokvmPower(nanokvm)
    this.stats = nanokvmStats(nanokvm, surface.meter, () => this.display.mode)
    this.system = nanokvmSystem(nanokvm)
    this.terminal = nanokvmTerminal(this.client)
    this.always = {
      display: this.display.capability,
      input: this.input.capability,
      typing: nanokvmTyping(nanokvm),
      power: this.power.capability,
      wake: nanokvmWake(nanokvm),
      stats: this.stats.capability,
      system: this.system.capability,
    }
    this.forAdmins = { media: nanokvmMedia(nanokvm), terminal: this.terminal }
    this.users = { users: nanokvmUsers(nanokvm) }
    this.keeper = kvmKeeper(() => this.connect())
    this.keeper.start()
  }

  get link() {
    return this.keeper.link
  }

  retryNow(): void {
    this.keeper.retryNow()
  }

  signOut(): void {
    this.credentials = undefined
    const revokes = this.state.getState().dialect?.accounts === true
    this.disconnect()
    void this.client.signOut(revokes).then(() => this.keeper.again())
  }

  close(): void {
    if (this.lifetime.ended) return
    this.credentials = undefined
    this.keeper.close()
    this.disconnect()
    this.terminal.closeAll()
    this.input.dispose()
    this.power.dispose()
    this.stats.dispose()
    this.display.dispose()
    this.lifetime.dispose()
  }

  private get dialect(): NanokvmDialect {
    const { dialect } = this.state.getState()
    if (!dialect) throw new DeviceError('not-supported', { detail: 'not connected yet' })
    return dialect
  }

  private async connect(): Promise<void> {
    this.disconnect()
    const attempt = new Lifetime()
    this.attempt = attempt
    await this.run(attempt, async () => {
      const account = await this.letIn(attempt.signal)
      if (account) await this.listen(account, attempt)
    })
  }

  /** What goes wrong in it ends the attempt, unless that is over already. */
  private async run(attempt: Lifetime, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (attempt.ended) return
      this.keeper.lost(whyFailed(error))
    }
  }

  /** Who we are on the device; `undefined` while the operator is asked. */
  private async letIn(signal: AbortSignal): Promise<NanokvmAccount | undefined> {
    const account = await this.client.account(signal)
    if (account) return account
    if (this.profile.held) throw new DeviceError('held-refused')
    if (this.credentials) return this.signIn(this.credentials, signal)
    this.ask()
    return undefined
  }

  private async signIn(credentials: Credentials, signal: AbortSignal): Promise<NanokvmAccount | undefined> {
    this.keeper.step('signing-in')
    try {
      await this.client.signIn(credentials, signal)
    } catch (error) {
      const isRefusal = error instanceof DeviceError && /^sign-in-(refused|locked)$/.test(error.reason)
      if (!isRefusal) throw error
      this.credentials = undefined
      this.ask(error)
      return undefined
    }
    const account = await this.client.account(signal)
    if (account) return account
    // Accepted, and still unknown: its cookie was not kept, as that of an HTTPS device on a plain page.
    this.credentials = undefined
    this.ask(new DeviceError('session-over'))
    return undefined
  }

  private ask(refused?: DeviceError): void {
    const { attempt } = this
    this.keeper.ask({
      kind: 'credentials',
      fields: ['username', 'password'],
      isKeptByBrowser: true,
      ...(refused && { refused }),
      answer: credentials => {
        this.credentials = credentials
        void this.run(attempt, async () => {
          const account = await this.signIn(credentials, attempt.signal)
          if (account) await this.listen(account, attempt)
        })
      },
      cancel: () => {
        this.disconnect()
        this.keeper.end(new DeviceError('sign-in-cancelled'))
      },
    })
  }

  /** What it speaks is asked once per connection, then its socket opened. */
  private async listen(account: NanokvmAccount, attempt: Lifetime): Promise<void> {
    this.keeper.step('handshake')
    const dialect = await probeDialect(this.client, attempt.signal)
    if (attempt.ended) return
    this.state.set({ ...emptyState, dialect, account })
    this.hasSession.set(!this.profile.held && this.client.hasSignedIn)
    this.keeper.step('starting')
    const url = socketUrl(this.client.url('api/ws'), this.profile.base)
    this.socket = new MainSocket({
      url,
      heartbeat: dialect.hid === 'binary',
      opened: () => this.online(dialect, account, attempt),
      heard: text => this.state.set(mergeEvent(this.state.getState(), text)),
      ended: (why, opened) => void this.ended(why, opened, url, attempt),
    })
  }

  private online(dialect: NanokvmDialect, { role }: NanokvmAccount, attempt: Lifetime): void {
    this.input.speak(dialect)
    this.display.forgetTuning(dialect)
    const isAdmin = role === 'admin'
    this.capabilities.set({
      ...this.always,
      ...(isAdmin && this.forAdmins),
      ...(isAdmin && dialect.accounts && this.users),
    })
    this.keeper.online()
    this.input.path.unblock('offline')
    this.display.linked(true)
    void this.system.load(attempt.signal)
    if (!isAdmin) return
    void this.input.loadTuning(attempt.signal)
    void this.forAdmins.media?.refresh(attempt.signal).catch(() => {}) // told when it is opened
  }

  /** Some call found nobody signed in. Where somebody can be asked, that is done at once. */
  private sessionOver(why: DeviceError): void {
    if (this.link.getState().phase !== 'online') return
    this.disconnect()
    this.client.forgetSignIn()
    this.keeper.lost(why) // the next attempt asks
  }

  private async ended(why: DeviceError, opened: boolean, url: string, attempt: Lifetime): Promise<void> {
    this.unlink()
    const better = opened ? undefined : await whySocketFailed(url, attempt.signal)
    if (!attempt.ended) this.keeper.lost(better ?? why)
  }

  private disconnect(): void {
    this.input.letGo() // older firmware keeps down what was held
    this.attempt.dispose()
    this.socket?.close()
    this.socket = undefined
    this.unlink()
  }

  private unlink(): void {
    this.input.path.block('offline')
    this.display.linked(false)
    this.power.forget()
  }
}
