import { derived } from '../../../lib/derived'
import { Lifetime } from '../../../lib/lifetime'
import { type Readable, writable } from '../../../lib/readable'
import { socketUrl } from '../../../net/deviceUrl'
import type { Capabilities } from '../../capabilities/capabilities'
import type { TerminalCapability } from '../../capabilities/terminal'
import type { Credentials, Device, KeptWord } from '../../device'
import { DeviceError } from '../../errors'
import { kvmKeeper, whyFailed } from '../../kvm/kvmKeeper'
import type { LinkKeeper } from '../../LinkKeeper'
import { whySocketFailed } from '../../rfb/whySocketFailed'
import { hasGpio, pikvmGpio } from './gpio'
import { pikvmInput } from './input'
import type { Kvmd } from './Kvmd'
import { KvmdClient } from './KvmdClient'
import { KvmdEvents } from './KvmdEvents'
import { isAtLeast, type KvmdState, versionOf } from './KvmdState'
import { hasMedia, pikvmMedia } from './media'
import { PikvmDisplay } from './PikvmDisplay'
import { hasPower, pikvmPower, withoutLamps } from './power'
import { pikvmRoster } from './roster'
import { pikvmScreenshot } from './screenshot'
import { pikvmStats } from './stats'
import { pikvmSystem } from './system'
import { pikvmTyping } from './typing'
import type { PictureAsk } from './VncPicture'
import { hasWake, pikvmWake } from './wake'

export interface PikvmProfile {
  /** Where its paths begin: absolute, with a trailing slash. */
  readonly base: string
  /** The gateway signs in: when the device still refuses, there is nobody here to ask. */
  readonly held?: boolean | undefined
  readonly viewOnly: boolean
  readonly withholdsInput?: boolean | undefined
  readonly credentials: Credentials | undefined
  readonly source?: KeptWord | undefined
  /** Its own VNC server behind the gateway, where the entry names it. */
  readonly vncUrl?: string | undefined
  /** The line beside it, where there is one. */
  readonly terminal?: TerminalCapability | undefined
}

/** As the device's own page offers them (web/login/index.html), the endless one last. */
const sessionsS = [3_600, 43_200, 0] as const

/**
 * A machine behind a PiKVM: one socket that tells everything, handles over HTTP beside it, and the picture. A session
 * that ends while it is open asks anew and leaves the socket, which the device goes on serving.
 */
export class PikvmDevice implements Device {
  readonly id: string
  readonly capabilities = writable<Capabilities>({})
  readonly hasSession: Readable<boolean>
  private readonly profile: PikvmProfile
  private readonly keeper: LinkKeeper
  private readonly lifetime = new Lifetime()
  private readonly client: KvmdClient
  private readonly state = writable<KvmdState>({})
  private readonly display: PikvmDisplay
  private readonly input: ReturnType<typeof pikvmInput>
  private readonly always: Capabilities
  private readonly sometimes: readonly (readonly [has: (state: KvmdState) => boolean, what: Capabilities])[]
  private events: KvmdEvents | undefined
  private attempt = new Lifetime()
  private credentials: Credentials | undefined
  /** Epoch ms after which the session we opened is over by itself. */
  private sessionEndsAtMs = Number.POSITIVE_INFINITY

  constructor(id: string, profile: PikvmProfile) {
    this.id = id
    this.profile = profile
    this.credentials = profile.credentials
    const isCookie = ({ info }: KvmdState) => profile.held !== true && info?.auth?.enabled === true
    this.hasSession = derived(this.state, isCookie)
    this.client = new KvmdClient(profile.base, why => this.sessionOver(why))
    const viewOnly = writable(false)
    const kvmd: Kvmd = {
      client: this.client,
      state: this.state,
      send: (type, event) => this.events?.send(type, event),
      sendBytes: frame => this.events?.sendBytes(frame),
      viewOnly,
    }
    const { vncUrl, source } = profile
    this.display = new PikvmDisplay(kvmd, {
      kept: source,
      vnc: vncUrl === undefined ? undefined : { url: vncUrl, ask: ask => this.askFor(ask) },
    })
    const { surface, meter } = this.display
    this.input = pikvmInput(
      kvmd,
      {
        element: surface.element,
        picture: () => surface.picture(),
        pressed: () => meter.countPress(),
      },
      viewOnly,
    )
    this.input.path.block('offline')
    if (profile.viewOnly) this.input.capability.setViewOnly(true)
    if (profile.withholdsInput) this.input.path.block('scope')
    this.always = {
      display: this.display.capability,
      input: this.input.capability,
      typing: pikvmTyping(kvmd),
      stats: pikvmStats(kvmd, meter, () => this.display.mode),
      system: pikvmSystem(kvmd),
      screenshot: pikvmScreenshot(kvmd),
      ...(profile.terminal && { terminal: profile.terminal }),
      roster: pikvmRoster(kvmd),
    }
    this.sometimes = [
      [hasPower, { power: pikvmPower(kvmd) }],
      [hasMedia, { media: pikvmMedia(kvmd) }],
      [hasGpio, { gpio: pikvmGpio(kvmd) }],
      [hasWake, { wake: pikvmWake(kvmd) }],
    ]
    this.capabilities.set(this.always)
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
    this.display.forget()
    this.disconnect()
    void this.client.signOut().then(() => this.keeper.again())
  }

  close(): void {
    if (this.lifetime.ended) return
    this.credentials = undefined
    this.input.path.block('offline') // releases what is held, while that can still be sent
    this.keeper.close()
    this.disconnect()
    this.input.dispose()
    this.display.dispose()
    this.lifetime.dispose()
  }

  private async connect(): Promise<void> {
    this.disconnect()
    const attempt = new Lifetime()
    this.attempt = attempt
    const { signal } = attempt
    try {
      if (await this.letIn(signal)) this.listen(attempt)
    } catch (error) {
      if (signal.aborted) return
      this.keeper.lost(whyFailed(error))
    }
  }

  /** Signed in, or nothing to sign in to. `false` while the operator is asked. */
  private async letIn(signal: AbortSignal): Promise<boolean> {
    if (await this.client.isSignedIn(signal)) return true
    if (this.profile.held) throw new DeviceError('held-refused')
    const known = this.credentials
    // A one-time code is used up, and a session that was to end has ended.
    if (!known || known.code || Date.now() > this.sessionEndsAtMs) {
      this.ask()
      return false
    }
    return this.signIn(known, 0, signal)
  }

  private async signIn(credentials: Credentials, sessionS: number, signal: AbortSignal): Promise<boolean> {
    this.keeper.step('signing-in')
    try {
      await this.client.signIn(credentials, sessionS, signal)
    } catch (error) {
      if (!(error instanceof DeviceError) || !/^sign-in-(refused|unfit)$/.test(error.reason)) throw error
      this.credentials = undefined
      this.ask(error)
      return false
    }
    this.sessionEndsAtMs = sessionS === 0 ? Number.POSITIVE_INFINITY : Date.now() + sessionS * 1000
    // What the gateway sends with every request goes before the cookie: kvmd/apps/kvmd/api/auth.py:101-107.
    if (!(await this.client.isSignedIn(signal))) throw new DeviceError('held-refused')
    return true
  }

  /** Before 4.53 a session had no end of its own, whatever was asked for. */
  private get knowsNoEnd(): boolean {
    const state = this.state.getState()
    return versionOf(state) !== undefined && !isAtLeast(state, 4, 53)
  }

  private ask(refused?: DeviceError): void {
    this.keeper.ask({
      kind: 'credentials',
      // Nothing tells whether a second factor is on: its field may stay empty.
      fields: ['username', 'password', 'code'],
      ...(this.knowsNoEnd ? {} : { sessionsS }),
      isKeptByBrowser: true,
      ...(refused && { refused }),
      answer: (credentials, sessionS = 0) => void this.answered(credentials, sessionS),
      cancel: () => {
        this.keeper.end(new DeviceError('sign-in-cancelled'))
        this.disconnect()
      },
    })
  }

  /** The device's VNC server asks by itself: with a user as kvmd does, or with one password of its own. */
  private askFor(ask: PictureAsk): void {
    if (this.link.getState().phase !== 'online') return ask.cancel()
    this.input.path.block('offline')
    const goOn = () => (this.events?.isOpen ? this.online() : this.keeper.again())
    this.keeper.ask({
      ...ask,
      of: 'vnc',
      answer: credentials => {
        ask.answer(credentials)
        goOn()
      },
      cancel: () => {
        ask.cancel()
        goOn()
      },
    })
  }

  private async answered(credentials: Credentials, sessionS: number): Promise<void> {
    this.credentials = credentials
    const { attempt } = this
    try {
      if (!(await this.signIn(credentials, sessionS, attempt.signal))) return
      if (this.events?.isOpen) this.online()
      else this.listen(attempt)
    } catch (error) {
      if (attempt.ended) return
      this.keeper.lost(whyFailed(error))
    }
  }

  private listen(attempt: Lifetime): void {
    this.keeper.step('handshake')
    const url = socketUrl(this.client.url('api/ws', { stream: 1 }), this.profile.base)
    this.events = new KvmdEvents({
      url,
      state: () => this.state.getState(),
      changed: state => this.changed(state),
      opened: () => this.keeper.step('starting'),
      ready: () => this.online(),
      roundTrip: ms => this.display.meter.countRoundTrip(ms),
      ended: (why, opened) => void this.ended(why, opened, url, attempt),
    })
  }

  private changed(state: KvmdState): void {
    this.state.set(state)
    const offered = this.sometimes.filter(([has]) => has(state)).map(([, what]) => what)
    const next: Capabilities = Object.assign({}, this.always, ...offered)
    const now = this.capabilities.getState()
    if (Object.keys(next).length !== Object.keys(now).length) this.capabilities.set(next)
  }

  private online(): void {
    this.keeper.online()
    this.input.path.unblock('offline')
    this.display.linked(true)
  }

  /** Some call found nobody signed in. The socket goes on; its picture and states stay. */
  private sessionOver(why: DeviceError): void {
    if (this.link.getState().phase !== 'online') return
    this.input.path.block('offline')
    // Nobody here can answer for the gateway.
    if (this.profile.held) {
      this.keeper.end(new DeviceError('held-refused'))
      return this.disconnect()
    }
    this.ask(why)
  }

  private async ended(why: DeviceError, opened: boolean, url: string, attempt: Lifetime): Promise<void> {
    this.input.path.block('offline')
    this.display.linked(false)
    this.state.set(withoutLamps(this.state.getState()))
    if (this.link.getState().phase === 'asking') return // the answer opens another
    const better = opened ? undefined : await whySocketFailed(url, attempt.signal)
    if (!attempt.ended) this.keeper.lost(better ?? why)
  }

  private disconnect(): void {
    this.attempt.dispose()
    this.events?.close()
    this.events = undefined
    this.input.path.block('offline')
    this.display.linked(false)
    this.state.set(withoutLamps(this.state.getState()))
  }
}
