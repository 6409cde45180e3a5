import { Lifetime } from '../../lib/lifetime'
import type { FrameMeter } from '../FrameMeter'
import type { RemoteScreen } from '../surface'
import type { PainterReport } from '../worker/SurfacePainter'
import { LoadTimeout, loadNovnc, type NovncLibrary, type NovncSession, type RfbStage, type SizeRefusal } from './novnc'
import type { RfbDialect } from './RfbDialect'
import type { RoundTrips } from './RoundTrips'

export interface RfbTarget {
  /**
   * Opens a socket with `binaryType` `arraybuffer`; the engine closes it. Called once noVNC is loaded, which needs a
   * socket that is still CONNECTING: an open one has already lost the server's greeting (novnc.md §4.1).
   */
  openSocket(): WebSocket
  readonly shared: boolean
  readonly repeaterId: string
  /** How long the socket may take to open; as long as the whole handshake without it. */
  readonly openTimeoutMs?: number
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
  /** From the extended clipboard, or a dialect's own. */
  clipboard(text: string): void
  /** From a server without the extended clipboard: bytes that do not name their encoding. */
  cutText?(bytes: Uint8Array): void
  bell(): void
  locks(caps: boolean, num: boolean): void
  /** The server offers XVP: it can shut its machine down, reboot and reset it. */
  powerOffered(): void
  /** The size that was asked for is not given. */
  sizeRefused?(why: SizeRefusal): void
  /** Video in rectangles cannot be decoded: nothing more of it is shown before a key frame. Told for each that is lost. */
  videoLost?(): void
  /** Once, whatever ended it. */
  ended(end: RfbEnd): void
}

/** Everything known of an end; which sentence it deserves is the adapter's to say. */
export interface RfbEnd {
  readonly cause: 'closed' | 'failed' | 'timeout' | 'too-large' | 'load' | 'load-timeout' | 'painter' | 'by-us'
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

/** Where a connection shows itself: the engine that opened it. */
export interface ConnectionHost {
  readonly meter: FrameMeter
  /** A session is made: what was chosen applies to it. */
  configure(session: NovncSession): void
  painted(report: PainterReport): void
  resized(widthPx: number, heightPx: number): void
  screens(screens: readonly RemoteScreen[]): void
  /** The connection is gone; its canvas stays as the last frame, if it ever had one. */
  keepStill(canvas: HTMLCanvasElement): void
}

/** From the open socket to the picture, times with a person asked left out. noVNC itself would wait for ever. */
const handshakeTimeoutMs = 20_000
/** Largest area that browsers give a canvas: 16384 x 16384 (Chromium). */
const maxCanvasPixels = 16_384 * 16_384
const probeEveryMs = 2_000
/** What measures comes behind the first picture. */
const measureAfterMs = 1_000
const nothing = () => {}

/** One connection, from the socket to its end. */
export class RfbConnection {
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
  private trips: RoundTrips | undefined
  private readonly host: ConnectionHost
  private readonly dialect: RfbDialect
  private readonly target: RfbTarget
  private readonly events: RfbEvents

  constructor(host: ConnectionHost, dialect: RfbDialect, place: HTMLElement, target: RfbTarget, events: RfbEvents) {
    this.host = host
    this.dialect = dialect
    this.target = target
    this.events = events
    host.meter.begin()
    loadNovnc()
      .then(library => this.start(library, place))
      .catch((error: unknown) => this.end({ cause: error instanceof LoadTimeout ? 'load-timeout' : 'load', error }))
  }

  end(what: Pick<RfbEnd, 'cause' | 'error'>): void {
    if (this.ended) return
    if (this.online) this.session?.releaseAll()
    this.ended = true
    this.lifetime.dispose()
    this.host.meter.end()
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
        this.armTimeout()
        this.tellStage('version')
      },
      { signal },
    )
    socket.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        if (!(data instanceof ArrayBuffer)) return
        this.host.meter.countBytes(data.byteLength)
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
    this.armTimeout(this.target.openTimeoutMs)
    place.style.visibility = 'hidden'
    const meter = this.host.meter
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
          if (!this.tooLarge) this.host.resized(widthPx, heightPx)
          return !this.tooLarge
        },
        painted: report => {
          meter.countPainter(report)
          if (report.painted > 0 && this.online) this.host.painted(report)
          if (report.videoLost) this.tell(() => this.events.videoLost?.())
        },
        screens: screens => this.host.screens(screens),
        sizeRefused: why => this.tell(() => this.events.sizeRefused?.(why)),
        lost: () => this.end({ cause: 'painter' }),
        rectangle: encoding => meter.countRectangle(encoding),
        queued: ms => meter.countQueue(ms),
        roundTrip: () => this.trips?.answered(),
        cutText: bytes => this.tell(() => this.events.cutText?.(bytes)),
        locks: (caps, num) => this.tell(() => this.events.locks(caps, num)),
        left: canvas => this.host.keepStill(canvas),
      },
    )
    this.session = session
    this.host.configure(session)
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
        this.host.meter.countBusy(performance.now() - this.busySinceMs)
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
        this.tellStage(session.handshakeStage) // now: what asks comes last
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
        this.tellStage(session.handshakeStage)
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
    this.lifetime.interval(() => this.host.meter.tick(this.trips?.overdueMs), 1_000)
    this.lifetime.timeout(() => {
      // A part that cannot be had leaves the round trip unmeasured.
      import('./RoundTrips').then(({ RoundTrips }) => this.measure(new RoundTrips(this.host.meter, session)), nothing)
    }, measureAfterMs)
    this.events.online()
  }

  private measure(trips: RoundTrips): void {
    if (this.ended) return
    this.trips = trips
    this.lifetime.add(() => trips.dispose())
    this.lifetime.interval(() => trips.probe(), probeEveryMs)
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

  private armTimeout(timeoutMs = handshakeTimeoutMs): void {
    this.cancelTimeout()
    if (this.online || this.ended) return
    this.cancelTimeout = this.lifetime.timeout(() => this.end({ cause: 'timeout' }), timeoutMs)
  }

  private keepGreeting(bytes: Uint8Array): void {
    const part = bytes.subarray(0, this.greeting.length - this.greetingLength)
    this.greeting.set(part, this.greetingLength)
    this.greetingLength += part.length
  }
}
