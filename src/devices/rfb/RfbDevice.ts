import type { FrameMeter } from '../../engine/FrameMeter'
import type { InputPath } from '../../engine/input/InputPath'
import { setLogLevel } from '../../engine/rfb/novnc'
import type { RfbCredentials, RfbEnd, RfbEvents } from '../../engine/rfb/RfbConnection'
import { plainRfb, type RfbDialect } from '../../engine/rfb/RfbDialect'
import { RfbEngine } from '../../engine/rfb/RfbEngine'
import type { Scaling } from '../../engine/surface'
import { Lifetime } from '../../lib/lifetime'
import { writable } from '../../lib/readable'
import { openSocket } from '../../net/socket'
import type { Capabilities } from '../capabilities/capabilities'
import type { ClipboardCapability } from '../capabilities/clipboard'
import type { DisplayCapability, SignalState, SizeRefusal } from '../capabilities/display'
import type { InputCapability, LockLamps } from '../capabilities/input'
import type { TerminalCapability } from '../capabilities/terminal'
import type { CredentialField, Credentials, Device, KeptWord, OpenChoices } from '../device'
import { DeviceError } from '../errors'
import { LinkKeeper } from '../LinkKeeper'
import { loadEnds } from './loadEnds'
import { rfbClipboard } from './rfbClipboard'
import { rfbInput } from './rfbInput'
import { rfbPower } from './rfbPower'
import { rfbTuning } from './rfbTuning'
import { rfbTyping } from './rfbTyping'

export interface RfbProfile {
  readonly screenUrl: string
  readonly shared: boolean
  readonly viewOnly: boolean
  readonly repeaterId: string
  /** The address is a proxy's or a server's own, not that of the page's server. */
  readonly isDirect?: boolean
  readonly quality: number
  readonly compression: number
  readonly showDot: boolean
  readonly credentials: Credentials | undefined
  readonly reconnect?: OpenChoices['reconnect']
  readonly logging?: OpenChoices['logging']
  readonly identity?: KeptWord | undefined
  /** Whether red and blue change places. */
  readonly colors?: KeptWord | undefined
  /** The encoding of clipboard text, where its bytes do not name it. */
  readonly clipboardText?: KeptWord | undefined
  /** The line beside this machine, where there is one. */
  readonly terminal?: TerminalCapability | undefined
}

/** What a family adds to the capabilities that every RFB machine has. */
export interface RfbParts {
  /** Of a picture that has other sources as well. */
  readonly meter?: FrameMeter
  readonly display?: Pick<DisplayCapability, 'tuning' | 'refresh' | 'screens' | 'sources' | 'chooseSource'>
  readonly input?: Pick<InputCapability, 'allowed' | 'pointer'>
  readonly clipboard?: ClipboardCapability
}

/** Trying again could only be refused again, until a person changes something. */
const finalReasons: ReadonlySet<string> = new Set([
  ...['rfb-version', 'rfb-no-security', 'rfb-too-large', 'sign-in-refused', 'sign-in-cancelled', 'identity-refused'],
  ...['rfb-needs-tls', 'bad-address', 'mixed-content', 'insecure-context'],
  ...['unknown-device', 'gateway-forbidden', 'engine-load', 'engine-load-timeout'],
])

/** The first picture is there by then; an end before it loads what it needs by itself. */
const loadEndsAfterMs = 2_000

/**
 * Old proxies want the sub-protocol `binary`, and answer 400 or nothing without it (websockify before 0.9, QEMU before
 * 2.12); newer ones of another kind refuse what they did not offer. So it is asked for only where opening failed.
 */
const openTimeoutMs = 6_000
const refusals: ReadonlySet<string> = new Set(['rfb-refused', 'rfb-locked-out', 'rfb-full'])

/** TigerVNC locks an address out for 10 s after five refusals, and each try while locked out begins them again. */
const refusedRetryMs = 11_000

const stepOfStage = {
  opening: 'opening',
  version: 'handshake',
  security: 'handshake',
  authentication: 'signing-in',
  result: 'signing-in',
  init: 'starting',
  session: 'starting',
} as const

/**
 * A machine over RFB: one engine, one connection after another, and the capabilities every RFB server has. Families add
 * what is theirs through the dialect.
 */
export class RfbDevice implements Device {
  readonly id: string
  readonly capabilities = writable<Capabilities>({})
  readonly engine: RfbEngine
  protected readonly profile: RfbProfile
  protected readonly keeper: LinkKeeper
  protected readonly lifetime = new Lifetime()
  protected readonly path: InputPath
  protected readonly signal = writable<SignalState>({ signal: 'unknown' })
  private readonly bell = event<void>()
  private readonly sizeRefused = event<SizeRefusal>()
  /** Sub-protocols that the last connection opened with, where the dialect has none. */
  private protocols: readonly string[] = []
  private readonly locks = writable<LockLamps>({})
  private readonly scalings = writable<readonly Scaling[]>(['fit', 'actual'])
  private readonly clipboard
  private readonly base: Capabilities
  /** Shown once a server has offered it; kept afterwards, as servers do not change their mind between connections. */
  private readonly power
  protected credentials: Credentials | undefined
  /** What the server wanted in this attempt; empty when it asked nothing. */
  private wanted: readonly CredentialField[] = []
  private acceptedIdentity: string | undefined
  /** The connection of this attempt stands. It may end while the operator still types a password. */
  private standing = false

  /** `parts`: what this family has more of than every RFB server. Whoever constructs it calls `start`. */
  constructor(id: string, profile: RfbProfile, dialect: RfbDialect = plainRfb, parts: RfbParts = {}) {
    this.id = id
    this.profile = profile
    this.credentials = profile.credentials
    this.engine = new RfbEngine(dialect, parts.meter)
    this.engine.setQuality(profile.quality, profile.compression)
    this.engine.setShowDot(profile.showDot)
    if (profile.logging) setLogLevel(profile.logging)
    this.acceptedIdentity = profile.identity?.known()
    const input = rfbInput(this.engine, this.locks)
    this.path = input.path
    if (profile.viewOnly) input.capability.setViewOnly(true)
    this.path.block('offline')
    this.clipboard = rfbClipboard(this.engine, input.capability.viewOnly, profile.clipboardText)
    this.power = rfbPower(this.engine, input.capability.viewOnly)
    this.keeper = new LinkKeeper({ connect: () => this.connect(), retry: why => this.retryDelay(why) })
    this.lifetime.add(this.engine.facts.subscribe(() => this.readServer()))
    this.lifetime.add(this.engine.meter.latest.subscribe(() => this.readServer()))
    this.base = {
      display: {
        ...{ surface: this.engine, signal: this.signal, scalings: this.scalings, onBell: this.bell.listen },
        onSizeRefused: this.sizeRefused.listen,
        tuning: rfbTuning(this.engine, profile),
        screens: {
          all: this.engine.displays,
          shown: this.engine.shownDisplay,
          show: id => this.engine.showDisplay(id),
        },
        ...parts.display,
      },
      input: { ...input.capability, ...parts.input },
      clipboard: parts.clipboard ?? this.clipboard.capability,
      typing: rfbTyping(this.engine, input.capability.viewOnly),
      stats: {
        own: {
          series: this.engine.meter.series,
          latest: this.engine.meter.latest,
          rectangles: () => this.engine.meter.rectanglesByEncoding(),
        },
      },
      ...(profile.terminal && { terminal: profile.terminal }),
    }
    this.capabilities.set(this.base)
  }

  /** Begins the first attempt: once the object is whole, since a family may do more than open a socket. */
  start(): this {
    this.keeper.start()
    return this
  }

  get link() {
    return this.keeper.link
  }

  retryNow(): void {
    this.keeper.retryNow()
  }

  /** A family whose login outlives the page sets it. */
  readonly hasSession = writable(false)

  signOut(): void {
    this.hasSession.set(false)
    this.credentials = undefined
    this.acceptedIdentity = undefined
    this.engine.disconnect()
    this.keeper.again()
  }

  close(): void {
    if (this.lifetime.ended) return
    this.credentials = undefined
    this.keeper.close()
    this.path.dispose()
    this.engine.dispose()
    this.lifetime.dispose()
  }

  /** One attempt. */
  protected connect(): void {
    this.openConnection()
  }

  protected openConnection(protocols = this.engine.dialect.wsProtocols ?? this.protocols): void {
    this.wanted = []
    this.standing = true
    const { screenUrl, shared, repeaterId } = this.profile
    const open = () => openSocket(screenUrl, { protocols })
    const target = { openSocket: open, shared, repeaterId, ...(this.maySpeakBinary && { openTimeoutMs }) }
    this.engine.open(target, this.events(protocols))
  }

  /** Behind the page's own server nothing needs a sub-protocol. */
  private get maySpeakBinary(): boolean {
    return this.profile.isDirect === true && this.engine.dialect.wsProtocols === undefined
  }

  private events(protocols: readonly string[]): RfbEvents {
    return {
      stage: stage => this.keeper.step(stepOfStage[stage]),
      credentialsWanted: (fields, answer) => this.signIn(fields, answer),
      identityShown: (publicKey, accept) => void this.showIdentity(publicKey, accept),
      online: () => this.online(),
      named: name => this.signal.set({ ...this.signal.getState(), name }),
      clipboard: text => this.clipboard.received(text),
      cutText: bytes => void this.clipboard.receivedBytes(bytes).catch(() => {}), // what reads it was not to be had
      bell: () => this.bell.happen(),
      sizeRefused: why => this.sizeRefused.happen(why),
      powerOffered: () => this.capabilities.set({ ...this.capabilities.getState(), power: this.power }),
      locks: (caps, num) => this.locks.set({ caps, num }),
      videoLost: () => this.videoLost(),
      ended: end => {
        if (!this.maySpeakBinary || !couldNotOpen(end)) return void this.ended(end)
        if (protocols.length > 0) {
          this.protocols = []
          return void this.ended(end)
        }
        this.protocols = ['binary']
        this.openConnection()
      },
    }
  }

  /** The handshake is over. */
  protected online(): void {
    // While there is a server to load it from, and not in the way of the first picture.
    this.lifetime.timeout(() => void loadEnds(), loadEndsAfterMs)
    this.signal.set({ ...this.signal.getState(), signal: 'live' })
    this.path.unblock('offline')
    this.keeper.online()
  }

  /** Only a family that announces video has any to lose. */
  protected videoLost(): void {}

  private signIn(fields: readonly CredentialField[], answer: (credentials: RfbCredentials) => void): void {
    this.wanted = fields
    const known = this.credentials
    if (known && fields.every(field => known[field] !== undefined)) return answer(known)
    this.ask(fields, credentials => {
      // Servers close a login that takes its time: the answer is then for a new one.
      if (!this.standing) return this.keeper.again()
      this.keeper.step('signing-in')
      answer(credentials)
    })
  }

  protected ask(
    fields: readonly CredentialField[],
    then: (credentials: Credentials) => void,
    refused?: DeviceError,
    isKeptByBrowser = false,
  ): void {
    this.keeper.ask({
      ...{ kind: 'credentials', fields },
      ...(refused && { refused }),
      ...(isKeptByBrowser && { isKeptByBrowser }),
      answer: credentials => {
        this.credentials = credentials
        then(credentials)
      },
      cancel: () => {
        this.keeper.end(new DeviceError('sign-in-cancelled'))
        this.engine.disconnect()
      },
    })
  }

  private async showIdentity(publicKey: Uint8Array, accept: () => void): Promise<void> {
    if (!globalThis.crypto?.subtle) {
      this.keeper.end(new DeviceError('insecure-context'))
      return this.engine.disconnect()
    }
    const fingerprint = await fingerprintOf(publicKey)
    if (fingerprint === this.acceptedIdentity) return accept()
    const known = this.acceptedIdentity
    this.keeper.ask({
      kind: 'identity',
      fingerprint,
      ...(known !== undefined && { known }),
      accept: () => {
        this.acceptedIdentity = fingerprint
        this.profile.identity?.remember(fingerprint)
        this.keeper.step('signing-in')
        accept()
      },
      cancel: () => {
        this.keeper.end(new DeviceError('identity-refused'))
        this.engine.disconnect()
      },
    })
  }

  protected async ended(end: RfbEnd): Promise<void> {
    this.standing = false
    this.path.block('offline')
    this.signal.set({ ...this.signal.getState(), signal: 'unknown' })
    if (end.cause === 'by-us' || this.isAskingForCredentials) return
    const { whyEnded, whySocketFailed } = await loadEnds()
    const why = this.whyEnded(end, whyEnded)
    if (why.reason === 'sign-in-refused' && this.wanted.length > 0) {
      this.credentials = undefined
      return this.ask(this.wanted, () => this.keeper.again(), why)
    }
    if (why.reason !== 'socket-failed') return this.keeper.lost(why)
    const better = await whySocketFailed(this.profile.screenUrl, this.lifetime.signal)
    this.keeper.lost(better ?? why)
  }

  /** Which sentence an end deserves; what only the family knows of it goes before. */
  protected whyEnded(end: RfbEnd, usual: (end: RfbEnd) => DeviceError): DeviceError {
    return usual(end)
  }

  /** Ms to wait before the next attempt, `never`, or nothing: as usual. */
  protected retryDelay(why: DeviceError): number | 'never' | undefined {
    if (finalReasons.has(why.reason)) return 'never'
    const { reconnect } = this.profile
    if (reconnect === 'never') return reconnect
    return refusals.has(why.reason) ? Math.max(refusedRetryMs, reconnect ?? 0) : reconnect
  }

  private get isAskingForCredentials(): boolean {
    const state = this.link.getState()
    return state.phase === 'asking' && state.ask.kind === 'credentials'
  }

  /** What the server turned out to be able to: known only after its first updates. */
  private readServer(): void {
    const session = this.engine.session
    if (!session) return
    const canResize = session.canResizeRemote && this.engine.displays.getState().length < 2
    const scalings: readonly Scaling[] = canResize ? ['fit', 'actual', 'remote'] : ['fit', 'actual']
    if (scalings.length !== this.scalings.getState().length) this.scalings.set(scalings)
    this.clipboard.readServer()
  }
}

/** The socket was refused, or not answered. An address that no browser takes was never asked. */
function couldNotOpen({ cause, stage, socket, error }: RfbEnd): boolean {
  if (stage !== 'opening' || error !== undefined) return false
  return cause === 'timeout' || (cause !== 'by-us' && socket?.opened === false)
}

/** Something that happens, and who wants to hear of it. */
function event<T>() {
  const listeners = new Set<(what: T) => void>()
  return {
    happen(what: T) {
      for (const listener of [...listeners]) listener(what)
    },
    listen: (listener: (what: T) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** SHA-1's first 8 bytes, as noVNC and TigerVNC show it (novnc/noVNC app/ui.js). */
async function fingerprintOf(publicKey: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', new Uint8Array(publicKey)))
  return [...digest.subarray(0, 8)].map(byte => byte.toString(16).padStart(2, '0')).join('-')
}
