import { Lifetime } from '../../lib/lifetime'
import { type Writable, writable } from '../../lib/readable'
import type { PictureFacts, Scaling, Surface } from '../surface'
import { FrameMeter } from './FrameMeter'
import { LoadTimeout, loadNovnc, type NovncLibrary, type NovncSession, type RfbStage } from './novnc'
import type { RfbDialect } from './RfbDialect'

export interface RfbTarget {
  /**
   * Opens a socket with `binaryType` `arraybuffer`; the engine closes it. Called once noVNC is loaded, which needs a
   * socket that is still CONNECTING: an open one has already lost the server's greeting (novnc.md §4.1).
   */
  openSocket(): WebSocket
  readonly shared: boolean
  readonly repeaterId: string
}

export type RfbField = 'username' | 'password' | 'target'
export type RfbCredentials = Partial<Record<RfbField, string>>

/** What one connection reports. Nothing is called after `ended`. */
export interface RfbEvents {
  stage(stage: RfbStage): void
  /** `answer` resumes the handshake. */
  credentialsWanted(fields: readonly RfbField[], answer: (credentials: RfbCredentials) => void): void
  /** The server shows its public key (RA2ne). */
  identityShown(publicKey: Uint8Array, accept: () => void): void
  online(): void
  named(name: string): void
  clipboard(text: string): void
  bell(): void
  locks(caps: boolean, num: boolean): void
  /** The server offers XVP: it can shut its machine down, reboot and reset it. */
  powerOffered(): void
  /** Once, whatever ended it. */
  ended(end: RfbEnd): void
}

/** Everything known of an end; which sentence it deserves is the adapter's to say. */
export interface RfbEnd {
  readonly cause: 'closed' | 'failed' | 'timeout' | 'too-large' | 'load' | 'load-timeout' | 'by-us'
  readonly stage: RfbStage
  /** noVNC's words. */
  readonly text?: string
  /** The server's verdict in the security handshake. */
  readonly security?: { readonly status: number; readonly reason?: string }
  readonly socket?: { readonly opened: boolean; readonly code: number; readonly reason: string }
  /** The first bytes that came, at most 64: what answers there when it is no RFB server. */
  readonly greeting: Uint8Array
  readonly error?: unknown
}

/** From the open socket to the picture, times with a person asked left out. noVNC itself would wait for ever. */
const handshakeTimeoutMs = 20_000
/** Largest area that browsers give a canvas: 16384 x 16384 (Chromium). */
const maxCanvasPixels = 16_384 * 16_384
const factsEveryMs = 250
const probeEveryMs = 2_000

/**
 * The picture and the protocol of an RFB machine, outside React. The engine outlives its connections: `element`, the
 * settings and the last frame stay, and one connection after another is opened into it.
 */
export class RfbEngine implements Surface {
  readonly element: HTMLElement
  readonly facts: Writable<PictureFacts>
  readonly meter = new FrameMeter()
  readonly dialect: RfbDialect
  /** noVNC's box; invisible until it has painted, so that the last frame of the connection before stays on show. */
  private readonly live: HTMLElement
  /** Holds the canvas of the connection before. First in the document, so that the first canvas is the picture. */
  private readonly still: HTMLElement
  private readonly lifetime = new Lifetime()
  private connection: Connection | undefined
  private scaling: Scaling = 'fit'
  private viewOnly = false
  private quality = 6
  private compression = 2
  private showDot = false
  private framesPainted = 0
  private lastFrameAtMs: number | undefined
  private factsDue: (() => void) | undefined
  private focusWanted = false

  constructor(dialect: RfbDialect) {
    this.dialect = dialect
    this.element = box('relative')
    this.still = box('absolute')
    this.live = box('absolute')
    this.still.style.display = 'flex'
    this.element.append(this.still, this.live)
    this.facts = writable<PictureFacts>({
      widthPx: 0,
      heightPx: 0,
      framesPainted: 0,
      lastFrameAtMs: undefined,
      dialect: dialect.name,
      still: false,
    })
  }

  /** Opens a connection into this engine; one at a time. Ends come through `events.ended`. */
  open(target: RfbTarget, events: RfbEvents): void {
    this.connection?.end({ cause: 'by-us' })
    this.connection = new Connection(this, this.dialect, this.live, target, events)
  }

  /** Releases what is held and closes the connection, if there is one. `ended` is called with `by-us`. */
  disconnect(): void {
    this.connection?.end({ cause: 'by-us' })
  }

  /** The live session, once the handshake is over. */
  get session(): NovncSession | undefined {
    return this.connection?.online ? this.connection.session : undefined
  }

  setScaling(scaling: Scaling): void {
    if (scaling === this.scaling) return
    this.scaling = scaling
    this.applyScaling()
  }

  setViewOnly(viewOnly: boolean): void {
    if (viewOnly === this.viewOnly) return
    if (viewOnly) this.releaseAll()
    this.viewOnly = viewOnly
    const session = this.connection?.session
    if (session) session.viewOnly = viewOnly
    if (!viewOnly) this.applyScaling() // a remote size that was not asked for while view-only
  }

  /** 0 to 9 each. */
  setQuality(quality: number, compression: number): void {
    this.quality = quality
    this.compression = compression
    const session = this.connection?.session
    if (!session) return
    if (session.qualityLevel !== quality) session.qualityLevel = quality
    if (session.compressionLevel !== compression) session.compressionLevel = compression
  }

  setShowDot(showDot: boolean): void {
    this.showDot = showDot
    if (this.connection?.session) this.connection.session.showDotCursor = showDot
  }

  releaseAll(): void {
    this.connection?.session?.releaseAll()
  }

  focus(): void {
    // What is not shown yet cannot take focus: it follows with the first frame.
    this.focusWanted = this.live.style.visibility === 'hidden'
    this.connection?.session?.focus({ preventScroll: true })
  }

  async capture(type: 'image/png' | 'image/jpeg' = 'image/png', quality?: number): Promise<Blob> {
    const blob = this.session ? await this.session.capture(type, quality) : await this.captureStill(type, quality)
    if (!blob || this.framesPainted === 0) throw new Error('nothing painted yet')
    return blob
  }

  /** Ends everything. Safe twice. */
  dispose(): void {
    this.disconnect()
    this.lifetime.dispose()
    this.still.replaceChildren()
    this.element.remove()
  }

  // ---- what the connection calls ----

  /** @internal */
  configure(session: NovncSession): void {
    session.background = 'transparent'
    session.viewOnly = this.viewOnly
    session.qualityLevel = this.quality
    session.compressionLevel = this.compression
    session.showDotCursor = this.showDot
    session.focusOnClick = true
    this.applyScaling(session)
  }

  /** @internal */
  painted(frames: number): void {
    this.framesPainted += frames
    this.lastFrameAtMs = Date.now()
    if (this.live.style.visibility === 'hidden') this.showLive()
    this.factsDue ??= this.lifetime.timeout(() => this.tellFacts(), factsEveryMs)
  }

  /** @internal */
  resized(widthPx: number, heightPx: number): void {
    this.tellFacts({ widthPx, heightPx })
  }

  /** @internal The connection is gone; its canvas stays as the last frame, if it ever had one. */
  keepStill(canvas: HTMLCanvasElement): void {
    this.live.style.visibility = 'hidden'
    if (canvas.width === 0 || canvas.height === 0 || this.lastFrameAtMs === undefined) return
    canvas.removeAttribute('tabindex')
    canvas.style.cursor = ''
    this.still.replaceChildren(canvas)
    this.still.style.display = 'flex'
    this.tellFacts({ still: true })
  }

  private showLive(): void {
    this.live.style.visibility = ''
    this.still.replaceChildren()
    this.still.style.display = 'none'
    this.tellFacts({ still: false })
    if (this.focusWanted && document.activeElement === document.body) this.focus()
    this.focusWanted = false
  }

  /** A canvas that was handed to the painter cannot be read by itself; drawn onto another it can. */
  private captureStill(type: string, quality?: number): Promise<Blob | undefined> {
    const still = this.still.querySelector('canvas')
    if (!still) return Promise.resolve(undefined)
    const copy = document.createElement('canvas')
    copy.width = still.width
    copy.height = still.height
    copy.getContext('2d')?.drawImage(still, 0, 0)
    return new Promise(resolve => copy.toBlob(blob => resolve(blob ?? undefined), type, quality))
  }

  private applyScaling(session = this.connection?.session): void {
    if (!session) return
    // A remote size that the server refuses is at least seen whole.
    session.scaleViewport = this.scaling !== 'actual'
    session.resizeSession = this.scaling === 'remote'
  }

  private tellFacts(change: Partial<PictureFacts> = {}): void {
    this.factsDue?.()
    this.factsDue = undefined
    const { framesPainted, lastFrameAtMs } = this
    this.facts.set({ ...this.facts.getState(), framesPainted, lastFrameAtMs, ...change })
  }
}

/** One connection, from the socket to its end. */
class Connection {
  session: NovncSession | undefined
  online = false
  private readonly lifetime = new Lifetime()
  private readonly greeting = new Uint8Array(64)
  private greetingLength = 0
  private failText: string | undefined
  private tooLarge = false
  private security: RfbEnd['security']
  private socketEnd: RfbEnd['socket']
  private toldStage: RfbStage | undefined
  private cancelTimeout = () => {}
  private ended = false
  private busySinceMs = 0
  private socket: WebSocket | undefined
  private readonly engine: RfbEngine
  private readonly dialect: RfbDialect
  private readonly target: RfbTarget
  private readonly events: RfbEvents

  constructor(engine: RfbEngine, dialect: RfbDialect, place: HTMLElement, target: RfbTarget, events: RfbEvents) {
    this.engine = engine
    this.dialect = dialect
    this.target = target
    this.events = events
    engine.meter.begin()
    loadNovnc()
      .then(library => this.start(library, place))
      .catch((error: unknown) => this.end({ cause: error instanceof LoadTimeout ? 'load-timeout' : 'load', error }))
  }

  end(what: Pick<RfbEnd, 'cause' | 'error'>): void {
    if (this.ended) return
    if (this.online) this.session?.releaseAll()
    this.ended = true
    this.lifetime.dispose()
    this.engine.meter.end()
    this.session?.disconnect()
    if (this.socket && this.socket.readyState <= WebSocket.OPEN) this.socket.close(1000)
    const stage = this.online ? 'session' : (this.session?.handshakeStage ?? 'opening')
    this.online = false
    this.events.ended({
      cause: this.tooLarge ? 'too-large' : what.cause,
      stage,
      greeting: this.greeting.subarray(0, this.greetingLength),
      ...(this.failText !== undefined && { text: this.failText }),
      ...(this.security && { security: this.security }),
      ...(this.socketEnd && { socket: this.socketEnd }),
      ...(what.error !== undefined && { error: what.error }),
    })
  }

  /** Listeners that run before noVNC's, which assigns `on…` properties (novnc.md §4.1). */
  private tapBefore(socket: WebSocket): void {
    const signal = this.lifetime.signal
    const close = socket.close.bind(socket)
    // The library closes without a code, and websockify < 0.12 answers that with a reserved one: an error in Chromium.
    socket.close = (code = 1000, reason = '') => close(code, reason)
    let opened = false
    socket.addEventListener(
      'open',
      () => {
        opened = true
        this.tellStage('version')
      },
      { signal },
    )
    socket.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        if (!(data instanceof ArrayBuffer)) return
        this.engine.meter.countBytes(data.byteLength)
        if (this.greetingLength < this.greeting.length) this.keepGreeting(new Uint8Array(data))
        this.busySinceMs = performance.now()
      },
      { signal },
    )
    socket.addEventListener(
      'close',
      ({ code, reason }) => {
        this.socketEnd = { opened, code, reason }
      },
      { signal },
    )
  }

  private start({ Session }: NovncLibrary, place: HTMLElement): void {
    if (this.ended) return
    const { shared, repeaterId } = this.target
    const socket = this.openSocket()
    if (!socket) return
    this.socket = socket
    this.tapBefore(socket)
    this.armTimeout()
    place.style.visibility = 'hidden'
    const meter = this.engine.meter
    const session = new Session(
      place,
      socket,
      { shared, repeaterID: repeaterId, credentials: { ...this.dialect.credentials } },
      this.dialect,
      {
        failed: details => {
          this.failText ??= details
        },
        resized: (widthPx, heightPx) => {
          this.tooLarge = widthPx * heightPx > maxCanvasPixels
          if (!this.tooLarge) this.engine.resized(widthPx, heightPx)
          return !this.tooLarge
        },
        painted: report => {
          meter.countPainter(report)
          if (report.painted > 0 && this.online) this.engine.painted(report.painted)
        },
        rectangle: encoding => meter.countRectangle(encoding),
        queued: ms => meter.countQueue(ms),
        roundTrip: ms => meter.countRoundTrip(ms),
        locks: (caps, num) => this.tell(() => this.events.locks(caps, num)),
        left: canvas => this.engine.keepStill(canvas),
      },
    )
    this.session = session
    this.engine.configure(session)
    this.tapAfter(socket, session)
    this.listen(session)
  }

  /** An address that no browser takes is told like one that does not answer. */
  private openSocket(): WebSocket | undefined {
    try {
      return this.target.openSocket()
    } catch (error) {
      this.socketEnd = { opened: false, code: 0, reason: error instanceof Error ? error.message : '' }
      this.end({ cause: 'closed', error })
      return undefined
    }
  }

  /** Listeners that run after noVNC's: what it did with the message is done. */
  private tapAfter(socket: WebSocket, session: NovncSession): void {
    socket.addEventListener(
      'message',
      () => {
        this.engine.meter.countBusy(performance.now() - this.busySinceMs)
        if (!this.online) this.tellStage(session.handshakeStage)
      },
      { signal: this.lifetime.signal },
    )
  }

  private listen(session: NovncSession): void {
    session.addEventListener('connect', () => this.tell(() => this.begin(session)))
    session.addEventListener('disconnect', ({ detail }) => {
      // `clean` is true for a network that broke, too (novnc.md §1.9): only the close code and our own text tell.
      this.end({ cause: this.failText === undefined || detail.clean ? 'closed' : 'failed' })
    })
    session.addEventListener('credentialsrequired', ({ detail }) =>
      this.tell(() => {
        this.cancelTimeout()
        this.events.credentialsWanted(detail.types, credentials => {
          if (this.ended) return
          this.armTimeout()
          session.sendCredentials(credentials)
        })
      }),
    )
    session.addEventListener('serververification', ({ detail }) =>
      this.tell(() => {
        this.cancelTimeout()
        this.events.identityShown(detail.publickey, () => {
          if (this.ended) return
          this.armTimeout()
          session.approveServer()
        })
      }),
    )
    session.addEventListener('securityfailure', ({ detail }) => {
      this.security = detail
    })
    session.addEventListener('desktopname', ({ detail }) => this.tell(() => this.events.named(detail.name)))
    session.addEventListener('clipboard', ({ detail }) => this.tell(() => this.events.clipboard(detail.text)))
    session.addEventListener('capabilities', ({ detail }) => {
      if (detail.capabilities.power) this.tell(() => this.events.powerOffered())
    })
    session.addEventListener('bell', () => this.tell(() => this.events.bell()))
  }

  private begin(session: NovncSession): void {
    this.cancelTimeout()
    this.online = true
    this.lifetime.interval(() => this.engine.meter.tick(), 1_000)
    this.lifetime.interval(() => session.probeRoundTrip(), probeEveryMs)
    this.events.online()
  }

  /** noVNC's listeners run inside its parser, where an exception would leave a message half read (novnc.md §1.9). */
  private tell(what: () => void): void {
    if (this.ended) return
    try {
      what()
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }

  private tellStage(stage: RfbStage): void {
    if (this.ended || this.toldStage === stage) return
    this.toldStage = stage
    this.events.stage(stage)
  }

  private armTimeout(): void {
    this.cancelTimeout()
    if (this.online || this.ended) return
    this.cancelTimeout = this.lifetime.timeout(() => this.end({ cause: 'timeout' }), handshakeTimeoutMs)
  }

  private keepGreeting(bytes: Uint8Array): void {
    const part = bytes.subarray(0, this.greeting.length - this.greetingLength)
    this.greeting.set(part, this.greetingLength)
    this.greetingLength += part.length
  }
}

function box(position: 'relative' | 'absolute'): HTMLElement {
  const element = document.createElement('div')
  element.style.position = position
  element.style.inset = '0'
  element.style.width = '100%'
  element.style.height = '100%'
  element.style.overflow = 'hidden'
  return element
}
