import type RFB from '@novnc/novnc'
import type { RfbOptions } from '@novnc/novnc'
import { agreedVersion } from '../../lib/rfbVersion'
import { loadPainter } from '../painter/loadPainter'
import type { Painter } from '../painter/Painter'
import type { RemoteScreen } from '../surface'
import { isPadded, type PixelFormat, placeOf, readPixelFormat } from '../worker/pixelFormat'
import type { PainterReport } from '../worker/SurfacePainter'
import { ByteReader } from './ByteReader'
import { captureMouse } from './captureMouse'
import { type Framer, H264Framer, pngKind, RawFramer, RectFramer, TightFramer, ZrleFramer } from './framers'
import { RemoteDisplay } from './RemoteDisplay'
import type { RfbDialect } from './RfbDialect'

/*
 * The only file that knows @novnc/novnc, and the only one that touches its private members. Each of those stands in
 * `privateMembers` below; `novnc.browser.test.ts` fails by name when an upgrade drops one. Sources: novnc/noVNC v1.7.0
 * core/rfb.js, core/display.js, core/websock.js, core/input/keyboard.js.
 */

interface NovncSocket {
  rQlen(): number
  /** True = must wait; steps back by `goBack` bytes then. */
  rQwait(message: string, count: number, goBack?: number): boolean
  rQpeek8(): number
  rQpeekBytes(count: number, copy: boolean): Uint8Array
  rQskipBytes(count: number): void
  sQpushBytes(bytes: Uint8Array): void
  flush(): void
}

interface NovncKeyboard {
  _target: HTMLElement
  _allKeysUp(): void
}

interface NovncPrivate {
  _sock: NovncSocket
  _display: RemoteDisplay
  _keyboard: NovncKeyboard
  _canvas: HTMLCanvasElement
  _screen: HTMLElement
  _decoders: Record<number, Framer>
  _FBU: { rects: number; encoding: number | null; x: number; y: number; width: number; height: number }
  _rfbInitState: string
  _rfbConnectionState: string
  _fbWidth: number
  _fbHeight: number
  _flushing: boolean
  _supportsFence: boolean
  _enabledContinuousUpdates: boolean
  _supportsSetDesktopSize: boolean
  _mouseButtonMask: number
  _mousePos: { x?: number; y?: number }
  _cursorImage: { rgbaPixels: ArrayLike<number>; hotx: number; hoty: number; w: number; h: number }
  _remoteCapsLock: boolean | null
  _remoteNumLock: boolean | null
  _clipboardServerCapabilitiesFormats: Record<number, unknown>
  _fail(details: string): boolean
  _resize(width: number, height: number): void
  _connect(): void
  _disconnect(): void
  _screenSize(): { w: number; h: number }
  _requestRemoteResize(): void
  _normalMsg(): boolean
  _framebufferUpdate(): boolean
  _handleDataRect(): boolean
  _handleServerFenceMsg(): boolean
  _handleLedEvent(): boolean
  _handleCursor(): boolean
  _handleServerCutText(): boolean
  _negotiateProtocolVersion(): boolean | undefined
  _negotiateServerInit(): boolean
  _updateCursor(rgba: ArrayLike<number>, hotX: number, hotY: number, width: number, height: number): void
  _handleExtendedDesktopSize(): boolean
  _updateContinuousUpdates(): void
  _updateScale(): void
  _sendEncodings(): void
  _sendMouse(x: number, y: number, mask: number): void
}

interface NovncMessages {
  clientEncodings(sock: NovncSocket, encodings: number[]): void
  pixelFormat(sock: NovncSocket, depth: number, trueColor: boolean): void
  clientCutText(sock: NovncSocket, data: Uint8Array): void
  clientFence(sock: NovncSocket, flags: number, payload: string): void
  fbUpdateRequest(sock: NovncSocket, incremental: boolean, x: number, y: number, width: number, height: number): void
  enableContinuousUpdates(
    ...args: [sock: NovncSocket, enable: boolean, x: number, y: number, width: number, height: number]
  ): void
}

type NovncBase = RFB & NovncPrivate
type NovncConstructor = {
  new (target: HTMLElement, channel: WebSocket, options?: RfbOptions): NovncBase
  messages: NovncMessages
}

/** Every private name used here, by the object that has it: what the upgrade test reads. */
export const privateMembers = {
  rfb: [
    ...[
      '_sock',
      '_display',
      '_keyboard',
      '_canvas',
      '_screen',
      '_decoders',
      '_FBU',
      '_rfbInitState',
      '_rfbConnectionState',
    ],
    ...[
      '_fbWidth',
      '_fbHeight',
      '_flushing',
      '_supportsFence',
      '_enabledContinuousUpdates',
      '_updateContinuousUpdates',
      '_updateScale',
      '_supportsSetDesktopSize',
      '_mouseButtonMask',
    ],
    ...['_mousePos', '_cursorImage', '_remoteCapsLock', '_remoteNumLock', '_clipboardServerCapabilitiesFormats'],
    ...[
      '_fail',
      '_resize',
      '_connect',
      '_disconnect',
      '_screenSize',
      '_requestRemoteResize',
      '_normalMsg',
      '_framebufferUpdate',
    ],
    ...[
      '_handleDataRect',
      '_handleServerFenceMsg',
      '_handleLedEvent',
      '_handleExtendedDesktopSize',
      '_sendEncodings',
      '_sendMouse',
      '_handleCursor',
      '_handleServerCutText',
      '_updateCursor',
      '_negotiateProtocolVersion',
      '_negotiateServerInit',
    ],
  ],
  socket: ['rQlen', 'rQwait', 'rQpeek8', 'rQpeekBytes', 'rQskipBytes', 'sQpushBytes', 'flush'],
  /** What its callers expect of a display: `RemoteDisplay` must have all of it. */
  display: [
    ...['resize', 'flip', 'flush', 'pending', 'autoscale', 'absX', 'absY', 'viewportChangePos', 'viewportChangeSize'],
    ...['fillRect', 'copyImage', 'imageRect', 'blitImage', 'width', 'height', 'scale', 'clipViewport'],
  ],
  keyboard: ['_target', '_allKeysUp'],
  messages: [
    'clientEncodings',
    'pixelFormat',
    'clientCutText',
    'clientFence',
    'fbUpdateRequest',
    'enableContinuousUpdates',
  ],
} as const

/** What a session tells while it runs. All are called inside the protocol parser: they must not throw. */
export interface SessionHooks {
  /** The library gave up; its own words. */
  failed(details: string): void
  /** The remote framebuffer has this size. Return false to refuse it: the session ends. */
  resized(widthPx: number, heightPx: number): boolean
  /** The painter tells what it has done. */
  painted(report: PainterReport): void
  /** The painter died: nothing more is painted in this session. */
  lost?(): void
  /** A rectangle of pixels was handled (decoding of images may still run). */
  rectangle(encoding: number): void
  /** The render queue held back the next update for this long. */
  queued(ms: number): void
  roundTrip(ms: number): void
  /** Clipboard text of a server without the extended clipboard, as it came. */
  cutText?(bytes: Uint8Array): void
  locks(caps: boolean, num: boolean): void
  /** The displays that make up the framebuffer, from servers with the extended desktop size. */
  screens?(screens: readonly RemoteScreen[]): void
  /** The server keeps its size, whatever was asked for. */
  sizeRefused?(why: SizeRefusal): void
  /** The picture's canvas, taken out of the page with its last frame on it. */
  left(canvas: HTMLCanvasElement): void
}

/** Why a server does not take a size, as it says itself. */
export type SizeRefusal = 'prohibited' | 'resources' | 'layout' | 'unknown'

/** rfbproto, pseudo-encoding ExtendedDesktopSize. */
const sizeRefusals: Readonly<Record<number, SizeRefusal>> = { 1: 'prohibited', 2: 'resources', 3: 'layout' }

/** How far the handshake has come, in noVNC's own words where there are some. */
export type RfbStage = 'opening' | 'version' | 'security' | 'authentication' | 'result' | 'init' | 'session'

const stages: Readonly<Record<string, RfbStage>> = {
  '': 'opening',
  ProtocolVersion: 'version',
  Security: 'security',
  SecurityReason: 'security',
  Authentication: 'authentication',
  SecurityResult: 'result',
  ClientInitialisation: 'init',
  ServerInitialisation: 'init',
}

const fence = { request: 2 ** 31, blockBefore: 1 }
const fencePrefix = 'whrt' // ours, among fences that others may send

/** Server messages the library reads itself (core/rfb.js `_normalMsg`). */
const stockMessages: readonly number[] = [0, 1, 2, 3, 150, 248, 250]

export type NovncSession = InstanceType<ReturnType<typeof sessionClass>>
export type NovncLibrary = { readonly Session: ReturnType<typeof sessionClass>; readonly base: NovncConstructor }

/**
 * Loads the package, once. It runs an H.264 probe at import that never settles on some Android builds
 * (novnc/noVNC#2034), so it gets a time limit. Rejects with `LoadTimeout`, or with what `import()` rejects with.
 */
export function loadNovnc(timeoutMs = 8_000): Promise<NovncLibrary> {
  loading ??= importNovnc()
  const timeout = new Promise<never>((_, reject) => setTimeout(() => reject(new LoadTimeout()), timeoutMs))
  return Promise.race([withPainter(loading), timeout]).catch((error: unknown) => {
    loading = undefined // the next try asks again
    throw error
  })
}

let loading: Promise<NovncLibrary> | undefined
/** Who paints the sessions that begin now: another one once a worker has died. */
let painter: Painter | undefined

async function withPainter(library: Promise<NovncLibrary>): Promise<NovncLibrary> {
  painter = await loadPainter()
  return library
}

export class LoadTimeout extends Error {
  override readonly name = 'LoadTimeout'
}

type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug'

/** It logs errors for everyday events such as a wrong password; what matters reaches us through `failed`. */
let logLevel: LogLevel = 'none'
let initLogging = (_level: LogLevel) => {}

/** How much noVNC writes into the browser's console, for all sessions of the page. */
export function setLogLevel(level: LogLevel): void {
  logLevel = level
  initLogging(level)
}

async function importNovnc(): Promise<NovncLibrary> {
  const [{ default: stock }, logging] = await Promise.all([
    import('@novnc/novnc'),
    import('@novnc/novnc/core/util/logging.js'),
  ])
  initLogging = logging.initLogging
  initLogging(logLevel)
  const base = stock as unknown as NovncConstructor
  return { Session: sessionClass(base), base }
}

const tightEncoding = 7
const zrleEncoding = 16
const h264Encoding = 50
const tightPngEncoding = -260
const rawEncoding = 0
/** RRE, Hextile, Zlib and VMware's cursor: the library reads them with R, G and B in the first three of four bytes. */
const onlyPadded: ReadonlySet<number> = new Set([2, 5, 6, 0x574d5664])

function sessionClass(Base: NovncConstructor) {
  /**
   * One connection over noVNC, with what its public interface leaves out. The base constructor connects before our
   * fields exist, so what it may call early reads `hooks` with a question mark.
   */
  return class Session extends Base {
    private readonly hooks: SessionHooks | undefined
    private readonly dialect: RfbDialect | undefined
    private isSharp = false
    private asksForSize = false
    private swaps = false
    private cursorNumber = 0
    private flushingSinceMs: number | undefined
    /** Whether updates came unasked before the pause. */
    private pausedFrom: { readonly continuous: boolean } | undefined

    constructor(
      target: HTMLElement,
      channel: WebSocket,
      options: RfbOptions,
      dialect: RfbDialect,
      hooks: SessionHooks,
    ) {
      super(target, channel, options)
      this.hooks = hooks
      this.dialect = dialect
      for (const rect of dialect.rects ?? []) this._decoders[rect.encoding] = new RectFramer(rect)
      this._decoders[tightEncoding] = new TightFramer(dialect.tightKinds)
      this._decoders[tightPngEncoding] = new TightFramer([pngKind])
      this._decoders[zrleEncoding] = new ZrleFramer()
      this._decoders[h264Encoding] = new H264Framer()
    }

    /** How far the handshake came; stays where it ended. */
    get handshakeStage(): RfbStage {
      return stages[this._rfbInitState] ?? 'init'
    }

    get canvas(): HTMLCanvasElement {
      return this._canvas
    }

    /** What the canvas shows of the framebuffer, pixels. */
    get view(): Readonly<RemoteDisplay['view']> {
      return this._display.view
    }

    get canResizeRemote(): boolean {
      return this._supportsSetDesktopSize
    }

    /** The server takes UTF-8 text, not only Latin-1 (extended clipboard with its text format, bit 0). */
    get hasExtendedClipboard(): boolean {
      return Boolean(this._clipboardServerCapabilitiesFormats[1])
    }

    /** Lets go of every key and button. noVNC does so only when the window loses focus (novnc.md §1.10). */
    releaseAll(): void {
      this._keyboard._allKeysUp()
      if (this._mouseButtonMask === 0) return
      this._mouseButtonMask = 0
      this._sendMouse(this._mousePos.x ?? 0, this._mousePos.y ?? 0, 0)
    }

    /** Puts text into the clipboard of a server without the extended one. */
    sendCutText(bytes: Uint8Array): void {
      if (this._rfbConnectionState === 'connected' && !this.viewOnly) Base.messages.clientCutText(this._sock, bytes)
    }

    /** Bytes of the dialect's own, sent as they are. */
    sendBytes(bytes: Uint8Array): void {
      this._sock.sQpushBytes(bytes)
      this._sock.flush()
    }

    /** Sends a fence that comes back as `roundTrip`. False where the server has shown no fence yet. */
    probeRoundTrip(): boolean {
      if (!this._supportsFence || this._rfbConnectionState !== 'connected') return false
      // 4 + 8 bytes: the limit is 64. The clock travels in it, so nothing has to be remembered.
      const stamp = Math.round(performance.now() * 10)
        .toString(36)
        .padStart(8, '0')
      Base.messages.clientFence(this._sock, (fence.request | fence.blockBefore) >>> 0, fencePrefix + stamp)
      return true
    }

    /**
     * Nobody looks: asks for no more updates and lets the framebuffer go. Everything else of the session goes on. What
     * is on its way still comes, and is drawn nowhere.
     */
    pause(): void {
      if (this.pausedFrom || this._rfbConnectionState !== 'connected') return
      this.pausedFrom = { continuous: this._enabledContinuousUpdates }
      const { _sock: sock, _fbWidth: width, _fbHeight: height } = this
      if (this.pausedFrom.continuous) Base.messages.enableContinuousUpdates(sock, false, 0, 0, width, height)
      this._display.free()
    }

    /** Nobody looks, and no picture is asked for. */
    get isPaused(): boolean {
      return this.pausedFrom !== undefined
    }

    /** Asks for the whole picture, and goes on as before. */
    resume(): void {
      const { pausedFrom } = this
      this.pausedFrom = undefined
      if (!pausedFrom || this._rfbConnectionState !== 'connected') return
      this._display.unfree()
      Base.messages.fbUpdateRequest(this._sock, false, 0, 0, this._fbWidth, this._fbHeight)
      if (!pausedFrom.continuous) return
      this._enabledContinuousUpdates = true // the server's "end" message has taken it away
      this._updateContinuousUpdates()
    }

    /** Resolves when all that came has been drawn into the framebuffer. */
    settled(): Promise<void> {
      return this._display.settled()
    }

    capture(type: string, quality?: number): Promise<Blob | undefined> {
      return this._display.capture(type, quality)
    }

    /**
     * Called by the base constructor, after its own Display has taken a context on the canvas and before anything
     * listens to that canvas: the moment to put another in its place, which the painter may have.
     */
    override _connect(): void {
      const canvas = this._canvas.cloneNode() as HTMLCanvasElement
      canvas.tabIndex = 0 // reached by Tab, as everything is; the release chord leads out again
      this._screen.replaceChild(canvas, this._canvas)
      this._canvas = canvas
      captureMouse(canvas)
      this._keyboard._target = canvas
      if (!painter) throw new Error('a session before its painter')
      this._display = new RemoteDisplay(
        canvas,
        painter,
        report => this.hooks?.painted(report),
        () => this.hooks?.lost?.(),
      )
      super._connect()
    }

    override _fail(details: string): boolean {
      this.hooks?.failed(details)
      return super._fail(details)
    }

    override _resize(width: number, height: number): void {
      if (this.hooks && !this.hooks.resized(width, height)) {
        super._fail('framebuffer too large')
        return
      }
      super._resize(width, height)
    }

    override _disconnect(): void {
      super._disconnect()
      this._display.close()
      this.hooks?.left(this._canvas)
    }

    /** Whether a remote size is asked for in this screen's own pixels, and not in the page's, which may be larger. */
    set sharpRemote(isSharp: boolean) {
      if (isSharp === this.isSharp) return
      this.isSharp = isSharp
      this._requestRemoteResize()
    }

    /** Shows this part of the framebuffer alone; all of it without one. */
    showArea(area: RemoteScreen | undefined): void {
      this._display.showArea(area)
      this._updateScale()
    }

    /** A hidden picture has no size, and asking for 0 x 0 is granted by some servers (novnc.md §1.10). */
    override _requestRemoteResize(): void {
      const { w, h } = this._screenSize()
      if (w < 1 || h < 1) return
      this.asksForSize = true
      try {
        super._requestRemoteResize()
      } finally {
        this.asksForSize = false
      }
    }

    override _screenSize(): { w: number; h: number } {
      const { w, h } = super._screenSize()
      const factor = this.asksForSize && this.isSharp ? window.devicePixelRatio : 1
      return factor === 1 ? { w, h } : { w: Math.round(w * factor), h: Math.round(h * factor) }
    }

    override _normalMsg(): boolean {
      const message = this._FBU.rects === 0 ? this.ownMessage(this._sock.rQpeek8()) : undefined
      if (!message) return this.pausedFrom ? this.stockMessageUnanswered() : super._normalMsg()
      const sock = this._sock
      const reader = new ByteReader({ available: () => sock.rQlen(), peek: n => sock.rQpeekBytes(n, false) }, 1)
      if (!message.read(reader)) return false
      sock.rQskipBytes(reader.consumed)
      return true
    }

    override _framebufferUpdate(): boolean {
      if (this.flushingSinceMs !== undefined && !this._flushing) {
        this.hooks?.queued(performance.now() - this.flushingSinceMs)
        this.flushingSinceMs = undefined
      }
      const finished = super._framebufferUpdate()
      if (this._flushing) this.flushingSinceMs ??= performance.now()
      return finished
    }

    override _handleDataRect(): boolean {
      const encoding = this._FBU.encoding
      const finished = super._handleDataRect()
      if (finished && encoding !== null) this.hooks?.rectangle(encoding)
      return finished
    }

    /** The base class answers fences and takes an answer to ours for an error (core/rfb.js `_handleServerFenceMsg`). */
    override _handleServerFenceMsg(): boolean {
      const sock = this._sock
      // `_normalMsg` has taken the type byte: waiting gives it back.
      if (sock.rQwait('fence', 8, 1)) return false
      const head = sock.rQpeekBytes(8, false)
      const isRequest = ((head[3] ?? 0) & 0x80) !== 0
      const length = head[7] ?? 0
      if (isRequest) return super._handleServerFenceMsg()
      if (sock.rQwait('fence', 8 + length, 1)) return false
      const payload = String.fromCharCode(...sock.rQpeekBytes(8 + length, false).subarray(8))
      sock.rQskipBytes(8 + length)
      if (payload.startsWith(fencePrefix)) {
        const sentMs = Number.parseInt(payload.slice(fencePrefix.length), 36) / 10
        this.hooks?.roundTrip(performance.now() - sentMs)
      }
      return true
    }

    /**
     * The base class knows ten version lines. RFC 6143 §7.1.1 wants every other one understood too, since some servers announce
     * their own release: it reads the line that the server means.
     */
    override _negotiateProtocolVersion(): boolean | undefined {
      if (this._sock.rQlen() >= 12) {
        const line = this._sock.rQpeekBytes(12, false) // the queue's own memory
        const minor = agreedVersion(String.fromCharCode(...line))
        if (minor !== undefined) line.set(new TextEncoder().encode(`RFB 003.00${minor}\n`))
      }
      return super._negotiateProtocolVersion()
    }

    /** The base class asks for R, G, B here; `messages` is ours only for the length of this synchronous call. */
    override _negotiateServerInit(): boolean {
      const sock = this._sock
      const head = sock.rQlen() < 24 ? undefined : sock.rQpeekBytes(24, true).slice(4, 20)
      const format = head && this.dialect?.asksServersFormat && readPixelFormat(head)
      if (!format) return super._negotiateServerInit()
      const ask = Base.messages.pixelFormat
      Base.messages.pixelFormat = (socket, depth, trueColor) => {
        if (depth !== 24) return ask(socket, depth, trueColor) // a server that is known to take fewer colours only
        this._display.setFormat(format)
        if (!isPadded(format)) this._decoders[rawEncoding] = new RawFramer()
        // As the server wrote it, but for a depth that counts a byte without meaning.
        this.sendBytes(Uint8Array.of(0, 0, 0, 0, ...head.fill(24, 1, format.bitsPerPixel === 32 ? 2 : 1)))
      }
      try {
        return super._negotiateServerInit()
      } finally {
        Base.messages.pixelFormat = ask
      }
    }

    /** The base class takes a cursor's pixels for B, G, R, though it asks for R, G, B (core/rfb.js `_handleCursor`). */
    override _handleCursor(): boolean {
      const { format } = this._display
      const { x, y, width, height } = this._FBU
      const sock = this._sock
      const pixelBytes = (width * height * format.bitsPerPixel) / 8
      const length = pixelBytes + ((width + 7) >> 3) * height
      if (sock.rQwait('cursor', length)) return false
      const bytes = sock.rQpeekBytes(length, false) // the queue's own memory
      if (format.bitsPerPixel === 32) {
        inBgrOrder(bytes.subarray(0, pixelBytes), format)
        return super._handleCursor()
      }
      const copy = bytes.slice()
      sock.rQskipBytes(length)
      const number = ++this.cursorNumber
      void import('./readCursor16')
        .then(({ readCursor16 }) => readCursor16(copy, width, height, format))
        .then(rgba => number === this.cursorNumber && this._updateCursor(rgba, x, y, width, height))
        .catch(() => {}) // not to be had now: the cursor stays as it is
      return true
    }

    override _updateCursor(rgba: ArrayLike<number>, hotX: number, hotY: number, width: number, height: number): void {
      super._updateCursor(this.swaps ? withRedAndBlueSwapped(rgba) : rgba, hotX, hotY, width, height)
    }

    /** Shows red and blue in each other's place: for a server that names its colours wrongly. */
    set swapColors(swaps: boolean) {
      if (swaps === this.swaps) return
      this.swaps = swaps
      this._display.swapColors(swaps)
      if (this._rfbConnectionState !== 'connected') return
      // The cursor that is there already.
      const { rgbaPixels, hotx, hoty, w, h } = this._cursorImage
      super._updateCursor(withRedAndBlueSwapped(rgbaPixels), hotx, hoty, w, h)
    }

    /** The base class reads text without the extended clipboard as Latin-1; what it really is, is found out above. */
    override _handleServerCutText(): boolean {
      const sock = this._sock
      // `_normalMsg` has taken the type byte: waiting gives it back.
      if (sock.rQwait('cut text', 7, 1)) return false
      const length = new DataView(sock.rQpeekBytes(7, true).slice().buffer).getInt32(3)
      if (length < 0) return super._handleServerCutText()
      if (sock.rQwait('cut text', 7 + length, 1)) return false
      const bytes = sock.rQpeekBytes(7 + length, false).slice(7)
      sock.rQskipBytes(7 + length)
      if (!this.viewOnly) this.hooks?.cutText?.(bytes)
      return true
    }

    override _handleLedEvent(): boolean {
      const finished = super._handleLedEvent()
      if (finished) this.hooks?.locks(this._remoteCapsLock === true, this._remoteNumLock === true)
      return finished
    }

    /** The base class keeps the first display only, to ask for its size. */
    override _handleExtendedDesktopSize(): boolean {
      const sock = this._sock
      if (sock.rQwait('ExtendedDesktopSize', 4)) return false
      const length = 4 + sock.rQpeek8() * 16
      if (sock.rQwait('ExtendedDesktopSize', length)) return false
      const screens = screensOf(new DataView(sock.rQpeekBytes(length, true).slice().buffer))
      const isRefusal = this._FBU.x === 1 && this._FBU.y !== 0 // of a size we asked for: nothing changed
      if (isRefusal) this.hooks?.sizeRefused?.(sizeRefusals[this._FBU.y] ?? 'unknown')
      else this.hooks?.screens?.(screens) // first: the base class may ask for a size now
      return super._handleExtendedDesktopSize()
    }

    override _sendEncodings(): void {
      const takesAll = isPadded(this._display.format)
      const adapt = this.dialect?.encodings ?? (encodings => encodings)
      if (takesAll && !this.dialect?.encodings) return super._sendEncodings()
      // The list is built and sent in one method of the base class; `messages` is shared by all sessions, so it is ours
      // only for the length of this synchronous call.
      const send = Base.messages.clientEncodings
      // Signed, as on the wire: the library writes one of them (extended clipboard) without its sign.
      Base.messages.clientEncodings = (sock, stock) => {
        const signed = stock.map(encoding => encoding | 0).filter(encoding => takesAll || !onlyPadded.has(encoding))
        send(sock, [...adapt(signed)])
      }
      try {
        super._sendEncodings()
      } finally {
        Base.messages.clientEncodings = send
      }
    }

    override _sendMouse(x: number, y: number, mask: number): void {
      const write = this.dialect?.writePointer
      if (!write) return super._sendMouse(x, y, mask)
      if (this._rfbConnectionState !== 'connected' || this.viewOnly) return
      const inside = (value: number, size: number) => Math.max(0, Math.min(size - 1, value))
      const xPx = inside(this._display.absX(x), this._fbWidth)
      const yPx = inside(this._display.absY(y), this._fbHeight)
      this.sendBytes(write({ xPx, yPx, buttons: mask }))
    }

    override clipboardPasteFrom(text: string): void {
      const write = this.dialect?.writeClipboard
      if (!write) return super.clipboardPasteFrom(text)
      if (this._rfbConnectionState === 'connected' && !this.viewOnly) this.sendBytes(write(text))
    }

    /** While paused: the library asks for the next update as soon as it has read one. Ours only for this call. */
    private stockMessageUnanswered(): boolean {
      const send = Base.messages.fbUpdateRequest
      Base.messages.fbUpdateRequest = () => {}
      try {
        return super._normalMsg()
      } finally {
        Base.messages.fbUpdateRequest = send
      }
    }

    private ownMessage(type: number) {
      if (stockMessages.includes(type)) return undefined
      return this.dialect?.messages?.find(message => message.type === type)
    }
  }
}

/** Puts B, G and R of each pixel, in whatever order they are, into its first three bytes. */
function inBgrOrder(pixels: Uint8Array, format: PixelFormat): void {
  const [red, green, blue] = [placeOf(format, 0), placeOf(format, 1), placeOf(format, 2)]
  for (let i = 0; i < pixels.length; i += 4) {
    pixels.set([pixels[i + blue] ?? 0, pixels[i + green] ?? 0, pixels[i + red] ?? 0], i)
  }
}

function withRedAndBlueSwapped(rgba: ArrayLike<number>): Uint8Array {
  const bytes = Uint8Array.from(rgba)
  for (let i = 0; i + 2 < bytes.length; i += 4) {
    bytes[i] = rgba[i + 2] ?? 0
    bytes[i + 2] = rgba[i] ?? 0
  }
  return bytes
}

/** Of a rectangle with the extended desktop size: count, padding, then 16 bytes for each display (rfbproto). */
function screensOf(view: DataView): readonly RemoteScreen[] {
  return Array.from({ length: view.getUint8(0) }, (_, i) => {
    const at = 4 + i * 16
    return {
      id: view.getUint32(at),
      xPx: view.getUint16(at + 4),
      yPx: view.getUint16(at + 6),
      widthPx: view.getUint16(at + 8),
      heightPx: view.getUint16(at + 10),
    }
  })
}
