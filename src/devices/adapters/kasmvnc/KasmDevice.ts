import type { RfbEnd } from '../../../engine/rfb/RfbConnection'
import type { RectPlace } from '../../../engine/rfb/RfbDialect'
import { writable } from '../../../lib/readable'
import type { Capabilities } from '../../capabilities/capabilities'
import type { RelayCapability } from '../../capabilities/relay'
import type { Credentials, KeptWord } from '../../device'
import { DeviceError } from '../../errors'
import { RfbDevice, type RfbProfile } from '../../rfb/RfbDevice'
import { BasicLogin } from './BasicLogin'
import { kasmClipboard } from './clipboard'
import { kasmDialect } from './dialect'
import { kasmFiles } from './files'
import { FrameTimes } from './frameTimes'
import { blockedMs, KasmApi } from './KasmApi'
import { KasmRelay } from './KasmRelay'
import { KasmRfb } from './KasmRfb'
import { KasmVideo } from './KasmVideo'
import { KasmWire } from './KasmWire'
import { askOffers, type KasmOffers, knock, noOffers } from './knock'
import { fullUpdateMessage } from './messages'
import { PictureMark } from './PictureMark'
import { RightsWatch } from './RightsWatch'
import { relativePointer } from './relativePointer'
import { kasmRoster } from './roster'
import { kasmScreenshot } from './screenshot'
import { smoothWheel } from './smoothWheel'
import { kasmStats } from './stats'
import { kasmSystem } from './system'
import { kasmTuning } from './tuning'
import { kasmUsers, type Self } from './users'
import { readWatermark } from './watermark'

export interface KasmProfile extends RfbProfile {
  /** Where the server's paths begin, absolute. */
  readonly base: string
  /**
   * `form`: we ask for name and password; `held`: whoever stands between has them; `open`: the server is said to want
   * none, and we ask if it does.
   */
  readonly login: 'form' | 'held' | 'open'
  readonly relay: readonly string[]
  readonly source?: KeptWord | undefined
  readonly withholdsInput?: boolean | undefined
}

/** Without a single picture by then the server lets us in and shows nothing: no read right (kasmtech/KasmVNC#307). */
const noPictureMs = 5_000
/** A held login that is refused is tried again, ever more seldom: each try may keep this address shut out. */
const mostBlockedMs = 120_000

/** The parts that speak through the wire; made before the engine whose dialect they are. */
function parts(profile: KasmProfile) {
  const wire = new KasmWire()
  const api = new KasmApi(profile.base)
  const relay = new KasmRelay(wire)
  const mayWrite = writable<boolean | undefined>(undefined)
  return {
    ...{ wire, api, relay },
    clipboard: kasmClipboard(wire, api),
    roster: kasmRoster(api),
    tuning: kasmTuning(wire),
    video: new KasmVideo(wire, profile.source),
    mayWrite,
    relative: relativePointer(wire),
    wheel: smoothWheel(wire),
  }
}

/**
 * A KasmVNC server: knocks over HTTP before it opens the picture, so that a login that is refused costs one try and is
 * told from a server that is gone; its API is for owners.
 */
export class KasmDevice extends RfbDevice {
  /** What KasmVNC's own documents call `rfb`. */
  readonly rfb: KasmRfb
  private readonly kasm: KasmProfile
  private readonly own: ReturnType<typeof parts>
  private readonly login: BasicLogin
  private readonly times: FrameTimes
  private readonly stats: ReturnType<typeof kasmStats>
  private userName: string | undefined
  /** How this connection's session writes our name, where nobody typed it here. */
  private sessionName: Promise<string | undefined> | undefined
  private offers: KasmOffers = noOffers
  private isOwner = false
  private isBuilt = false
  private mark: PictureMark | undefined
  /** The server has shown that it is of 1.5 or later. */
  private isNew = false
  /** Counts attempts, so that one that was overtaken does not go on. */
  private attempt = 0
  private refusals = 0
  /** This login has been good for a connection. */
  private wasTaken = false
  private refusedAtMs = 0
  private goodbye: string | undefined
  private readonly rights: RightsWatch
  /** As of the last picture that could be seen. */
  private seenRectangles = 0

  constructor(id: string, profile: KasmProfile) {
    const own = parts(profile)
    const { wire, relay, clipboard, roster, tuning, video } = own
    const late: { device?: KasmDevice } = {}
    const dialect = kasmDialect({
      bottleneck: text => late.device?.stats.answered(text),
      frameTimesWanted: () => late.device?.times.asked(),
      clipboard: clipboard.received,
      subscribed: (isTaken, text) => relay.answered(isTaken, text),
      relayData: (name, data) => relay.received(name, data),
      goodbye: text => late.device?.takeGoodbye(text),
      gameMode: () => late.device?.gameMode(),
      joined: roster.joined,
      left: roster.left,
      pointed: own.wheel.pointed,
      watermark: (place, data) => void late.device?.showWatermark(place, data),
      settings: tuning.encodings,
      videoEncoders(encodings) {
        tuning.encodersListed(encodings, video.answered(encodings))
      },
      videoMode: video.encodings,
      wantsLossless: tuning.wantsLossless,
    })
    const refresh = () => void late.device?.refresh()
    super(id, profile, dialect, {
      display: { tuning: tuning.tuning, refresh, sources: video.sources, chooseSource: id => video.choose(id) },
      input: { allowed: own.mayWrite, pointer: own.relative.pointer },
      clipboard: clipboard.capability,
    })
    late.device = this
    if (profile.withholdsInput) this.path.block('scope')
    this.kasm = profile
    this.own = own
    this.login = new BasicLogin(profile.base)
    this.rfb = new KasmRfb(relay, () => {})
    this.times = new FrameTimes(this.engine, wire)
    const isOwner = () => this.isOwner
    const sessions = async (signal: AbortSignal) => (this.offers.sessions ? roster.listed(signal) : [])
    this.stats = kasmStats(this.capabilities.getState().stats ?? neverStats(), wire, own.api, isOwner, sessions)
    wire.attach(this.engine)
    this.rights = new RightsWatch(wire, relay, {
      write: may => this.foundWrite(may),
      read: may => this.foundRead(may),
    })
    const { signal } = this.lifetime
    for (const type of ['keydown', 'pointerdown', 'wheel'])
      this.engine.element.addEventListener(type, () => this.rights.used(), { capture: true, passive: true, signal })
    this.lifetime.add(() => this.rights.ended())
    own.relative.attach(this.engine, this.path)
    own.wheel.attach(this.engine, this.path)
    this.lifetime.add(() => own.relative.dispose())
    this.lifetime.add(() => own.wheel.dispose())
    const { credentials } = profile
    if (profile.login !== 'held' && credentials?.username && credentials.password) this.setLogin(credentials)
    this.lifetime.add(this.engine.onPainted(() => this.sawPicture()))
    this.lifetime.add(() => this.stats.dispose())
  }

  override signOut(): void {
    this.login.clear()
    super.signOut()
  }

  protected override connect(): void {
    void this.approach(++this.attempt)
  }

  protected override online(): void {
    super.online()
    this.seenRectangles = 0
    this.hasSession.set(this.kasm.login === 'form' && this.login.isSet)
    this.engine.finish = undefined // the server sends its mark again, if it has one
    this.refusals = 0
    this.wasTaken = true
    const { attempt } = this
    const { relay } = this.own
    relay.began()
    if (this.isOwner) void this.self()
    this.rights.began()
    this.lifetime.timeout(() => {
      const isSame = attempt === this.attempt && this.link.getState().phase === 'online'
      // Not one rectangle of pixels: even an idle desktop begins with a whole picture.
      const sawNothing = Object.keys(this.engine.meter.rectanglesByEncoding()).length === 0
      if (isSame && sawNothing) this.foundRead(false)
    }, noPictureMs)
  }

  protected override async ended(end: RfbEnd): Promise<void> {
    const { relay, roster, tuning, video } = this.own
    relay.ended()
    this.rights.ended()
    video.forget()
    tuning.forget()
    this.times.cancel()
    this.mark?.attach() // on the last frame, which has another place now
    this.mark = undefined
    await super.ended(end)
    this.sessionName = undefined
    roster.forget() // behind the link's end, so that nobody is said to have left
  }

  protected override whyEnded(end: RfbEnd, usual: (end: RfbEnd) => DeviceError): DeviceError {
    const { goodbye } = this
    this.goodbye = undefined
    return goodbye === undefined ? usual(end) : new DeviceError('session-ended', { said: goodbye })
  }

  protected override retryDelay(why: DeviceError): number | 'never' | undefined {
    if (why.reason === 'session-ended') return 'never'
    if (why.reason !== 'sign-in-blocked' && why.reason !== 'account-changed') return super.retryDelay(why)
    const waited = Date.now() - this.refusedAtMs
    if (this.kasm.login !== 'held') return Math.max(0, blockedMs - waited)
    return Math.min(mostBlockedMs, blockedMs * 2 ** Math.max(0, this.refusals - 1))
  }

  private async approach(attempt: number): Promise<void> {
    const { signal } = this.lifetime
    const isStale = () => signal.aborted || attempt !== this.attempt
    if (this.kasm.login === 'form' && !this.login.isSet) return this.askLogin()
    try {
      this.keeper.step('signing-in')
      this.own.api.quietUntilMs = 0 // the keeper has waited, or the operator did not want to
      const right = await knock(this.own.api, signal)
      if (isStale()) return
      this.isOwner = right === 'owner'
      if (!this.isBuilt) await this.build(signal)
      if (!isStale()) this.openConnection()
    } catch (error) {
      if (!isStale())
        this.failed(error instanceof DeviceError ? error : new DeviceError('bad-answer', { cause: error }))
    }
  }

  private failed(found: DeviceError): void {
    // The same answer as to a wrong password, to a login that was taken before.
    if (found.reason === 'sign-in-blocked' && this.wasTaken)
      return this.refuse(new DeviceError('account-changed', { cause: found }))
    if (found.reason !== 'sign-in-blocked' && found.reason !== 'sign-in-refused') return this.keeper.lost(found)
    // Said to ask nobody, and it asks: nobody has typed anything yet that could be wrong.
    if (this.kasm.login === 'open' && !this.login.isSet) return this.askLogin()
    this.refuse(found)
  }

  private refuse(why: DeviceError): void {
    this.refusals++
    this.refusedAtMs = Date.now()
    if (this.kasm.login === 'held') return this.keeper.lost(why)
    this.login.clear()
    this.askLogin(why)
  }

  private askLogin(refused?: DeviceError): void {
    this.ask(
      ['username', 'password'],
      credentials => {
        this.setLogin(credentials)
        // The countdown of a refusal is kept, whoever answers quickly.
        if (Date.now() - this.refusedAtMs < blockedMs) this.keeper.lost(refused ?? new DeviceError('sign-in-blocked'))
        else this.keeper.again()
      },
      refused,
      true,
    )
  }

  private setLogin(credentials: Credentials): void {
    this.userName = credentials.username
    this.wasTaken = false
    this.login.set(credentials)
  }

  /** Asked once for each connection, and early: those who come and go later blur it. */
  private async self(): Promise<Self> {
    if (this.userName !== undefined) return { account: this.userName }
    if (!this.offers.sessions || this.link.getState().phase !== 'online') return undefined
    this.sessionName ??= this.own.roster.ownName(this.lifetime.signal).catch(() => undefined)
    const session = await this.sessionName
    return session === undefined ? undefined : { session }
  }

  /** Once, with what the first knock showed: a capability is the same object for the Device's life. */
  private async build(signal: AbortSignal): Promise<void> {
    const { api, wire, relay, clipboard, roster } = this.own
    const offers = this.isOwner ? await askOffers(api, signal) : noOffers
    this.offers = offers
    const { clear: _, ...withoutClear } = clipboard.capability
    const forOwners: Capabilities = {
      users: kasmUsers(
        api,
        () => this.self(),
        () => void this.rights.ask(),
      ),
      screenshot: kasmScreenshot(api, wire),
      ...(offers.downloads && { files: kasmFiles(api, offers.servesDownloads) }),
    }
    this.isBuilt = true
    // A server with this call is new enough for message 188, too.
    if (offers.systemStats) {
      this.isNew = true
      this.own.relative.offer()
    }
    this.capabilities.set({
      ...this.capabilities.getState(),
      clipboard: this.isOwner ? clipboard.capability : withoutClear,
      roster: roster.capability(offers.sessions),
      relay: relayCapability(relay, this.kasm.relay),
      system: kasmSystem(offers, () => ({
        isOwner: this.isOwner,
        mayWrite: this.own.mayWrite.getState(),
        desktop: this.signal.getState().name,
      })),
      stats: this.stats.capability(this.isOwner, offers),
      ...(this.isOwner && forOwners),
    })
  }

  private foundWrite(may: boolean): void {
    const { mayWrite, clipboard, video } = this.own
    mayWrite.set(may)
    clipboard.allow(may)
    if (may) this.path.unblock('rights')
    else this.path.block('rights')
    if (may && this.isNew) video.ask()
  }

  private foundRead(may: boolean): void {
    const { signal } = this.signal.getState()
    if (this.link.getState().phase !== 'online' || may === (signal !== 'not-allowed')) return
    this.signal.set({ ...this.signal.getState(), signal: may ? 'live' : 'not-allowed' })
    if (may) this.refresh() // what changed meanwhile was not sent
  }

  private refresh(): void {
    const { api, wire } = this.own
    const { widthPx, heightPx } = wire.size
    if (this.isOwner) api.get('send_full_frame').catch(() => wire.ask(fullUpdateMessage(widthPx, heightPx)))
    else wire.ask(fullUpdateMessage(widthPx, heightPx))
  }

  private sawPicture(): void {
    this.mark?.place()
    // Only what came since: frames of before may still be on their way to the screen.
    const { signal } = this.signal.getState()
    if (signal === 'not-allowed' && this.own.wire.allRectangles > this.seenRectangles) this.foundRead(true)
    if (signal !== 'not-allowed') this.seenRectangles = this.own.wire.allRectangles
  }

  private async showWatermark(place: RectPlace, data: Uint8Array<ArrayBuffer>): Promise<void> {
    const { attempt } = this
    const pixels = await readWatermark(place, data).catch(() => undefined) // one that cannot be read is not shown
    const { session } = this.engine
    if (!pixels || !session || attempt !== this.attempt) return
    this.mark ??= new PictureMark(session)
    const { mark } = this
    mark.draw(pixels, place.width, place.height)
    this.engine.finish = (picture, type, quality) => mark.on(picture, type, quality)
  }

  protected override videoLost(): void {
    this.own.video.lost()
  }

  private gameMode(): void {
    this.isNew = true
    this.own.relative.demanded()
  }

  private takeGoodbye(text: string): void {
    this.goodbye = text
  }
}

function relayCapability(relay: KasmRelay, names: readonly string[]): RelayCapability {
  return {
    names,
    subscribe: (name, onData, signal) => relay.subscribe(name, onData, signal),
    send: (name, data) => relay.send(name, data),
  }
}

function neverStats(): never {
  throw new Error('an RFB machine without its own statistics')
}
