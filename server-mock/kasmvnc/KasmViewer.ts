import type { Duplex } from 'node:stream'
import { deflateSync } from 'node:zlib'
import type { CursorImage } from '../machine/Pointer'
import type { Rect } from '../machine/Region'
import type { Change } from '../machine/UpdateTracker'
import { hasFfmpeg } from '../video/ffmpeg'
import { u8, u16, u32, withLength } from '../vnc/bytes'
import { type ClientMessage, parseClientMessage } from '../vnc/clientMessages'
import { encoding, qualityOf } from '../vnc/encodings'
import { fenceMessage, fenceRequest } from '../vnc/fence'
import { cursorRect } from '../vnc/pseudoRects'
import { type Block, compactLength, rectHead } from '../vnc/TightEncoder'
import { type MadeUpdate, type ViewerHost, VncViewer } from '../vnc/VncViewer'
import { Bottleneck } from './Bottleneck'
import type { FrameStats } from './FrameStats'
import type { KasmSettings } from './KasmSettings'
import type { Rights } from './KasmUsers'
import { type ClipboardItem, type KasmMessage, readKasmMessage } from './kasmMessages'
import { systemStats } from './systemStats'
import type { UnixRelay } from './UnixRelay'
import { VideoStream } from './VideoStream'
import { has, type KasmVersion } from './versions'

export interface Watermark {
  readonly rgba: readonly [number, number, number, number]
  /** 0 to 15 for each pixel. */
  coverage(x: number, y: number): number
}

/** What goes wrong on purpose. */
export interface ViewerFaults {
  /** The old video mode: whole screens as one JPEG of half the size. */
  readonly downscaledVideo?: boolean
  readonly watermark?: Watermark
  readonly delayFenceMs?: number
}

/** What a viewer needs of its server beyond RFB. */
export interface KasmHost extends ViewerHost {
  readonly version: KasmVersion
  readonly settings: KasmSettings
  readonly frameStats: FrameStats
  readonly relays: readonly UnixRelay[]
  readonly faults: ViewerFaults
  readonly idleTimeoutMs: number | undefined
  readonly forcesGameMode: boolean
  /** Pixels of wheel that made no step yet: one pointer device for all viewers. */
  readonly wheelRest: { x: number; y: number }
  /** As the password file says now; `undefined`: that user is gone. */
  rightsOf(userName: string): Rights | undefined
  /** Something of the screen was sent: every connection's figures are taken down. */
  screenUpdated(): void
  /** Message 180 from a writer. */
  copied(viewer: KasmViewer, items: readonly ClipboardItem[]): void
  /** Reads half a message and waits: nobody else is served. */
  stall(viewer: KasmViewer): void
  unstall(viewer: KasmViewer): void
  readonly stalledBy: KasmViewer | undefined
}

const webpEncoding = -1024
const disconnectNotify = -1885
const directMouse = -1884
const kasmVideo = 17
/** Modes of streaming: the one that names a codec only, the encoder this server has, and none. */
const [anyH264, softwareH264, noStream] = [-1026, -1027, -1025]
/** Known to RFB, not to this server. */
const unsupported: ReadonlySet<number> = new Set([encoding.xvp, encoding.longPointer, encoding.extendedClipboard])
/** Pixels of wheel that make a step; the X server adds up less than that: unix/xserver/hw/vnc/Input.c. */
const pixelsPerStep = 50
const longestRelayName = 63
const mostRelayBytes = 1024 * 1024
const relaySlots = 4
const noCursor: CursorImage = { width: 0, height: 0, hotX: 0, hotY: 0, data: new Uint8ClampedArray(0) }
/** BGRX, as the X screen has it. */
const kasmFormat = Buffer.from([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0])

/** One connection to KasmVNC: RFB with its own pointer, clipboard, statistics and relay. */
export class KasmViewer extends VncViewer {
  readonly id: string
  readonly userName: string
  readonly bottleneck = new Bottleneck()
  /** Lowest round trip seen; the server's own word for none yet. */
  pingMs = 4_294_967_295
  rights: Rights
  protected override readonly paceMark = u8(1)
  private readonly kasm: KasmHost
  private readonly subscriptions: string[] = []
  private lastPointer: { readonly x: number; readonly y: number } | undefined
  private showsOwnCursor = false
  private fenceSentMs: number | undefined
  private idleTimer: NodeJS.Timeout | undefined
  private heldBack: Buffer[] = []
  private greeted = false
  /** Video instead of images, for this viewer; with the encoder once it runs. */
  private streams = false
  private video: VideoStream | undefined
  private keyFrameDue = false

  constructor(stream: Duplex, host: KasmHost, id: string, userName: string) {
    super(stream, host)
    this.kasm = host
    this.id = id
    this.userName = userName
    this.rights = host.rightsOf(userName) ?? { read: false, write: false, owner: false }
  }

  /** Its own size of the screen. */
  get screen(): { readonly width: number; readonly height: number } {
    const { width, height } = this.whole()
    return { width, height }
  }

  /** As shown in sessions and to the others. */
  get shownName(): string {
    return this.userName.replace(/[.:]/g, '_') || 'username_unavailable'
  }

  override damaged(change: Change): void {
    if (!this.refreshRights()) return
    super.damaged(change)
  }

  override cursorChanged(): void {
    if (!this.connected) return
    const owns = this.ownsPointer()
    if (owns !== this.showsOwnCursor) {
      this.showsOwnCursor = owns
      this.tracker.copies = owns && this.wants(encoding.copyRect)
      if (this.wants(encoding.alphaCursor)) this.ask(encoding.alphaCursor)
      this.damageCursor()
    }
    super.cursorChanged()
  }

  /** Another took the clipboard, or a program did. */
  sendClipboard(items: readonly (ClipboardItem & { readonly id: number })[]): void {
    if (!this.connected || !this.rights.write) return
    const parts = items.flatMap(({ id, mime, data }) => [u32(id), u8(mime.length), Buffer.from(mime), withLength(data)])
    this.write(Buffer.concat([u8(180, items.length), ...parts]))
  }

  /** RFB's own clipboard does not exist here. */
  override clipboardChanged(): void {}

  sendPresence(type: 253 | 254, name: string): void {
    if (this.connected && has(this.kasm.version, '1.4')) this.write(Buffer.concat([u8(type), withLength(name)]))
  }

  sendDatagram(relay: string, data: Buffer): void {
    if (!this.connected || !this.subscriptions.includes(relay)) return
    this.write(Buffer.concat([u8(183, relay.length), Buffer.from(relay), withLength(data)]))
  }

  /** All of it again, for those who may see it. */
  sendFullFrame(): void {
    if (!this.connected || !this.refreshRights()) return
    this.tracker.change(this.whole())
    this.wake()
  }

  /** The server goes on after somebody's half message. */
  resume(): void {
    for (const data of this.heldBack.splice(0)) super.receive(data)
    this.wake()
  }

  override end(why: string): void {
    clearTimeout(this.idleTimer)
    this.video?.close()
    if (this.kasm?.stalledBy === this) this.kasm.unstall(this)
    super.end(why)
  }

  protected override ownFormat(): Buffer {
    return kasmFormat
  }

  protected override begin(shared: boolean): void {
    super.begin(shared)
    this.armIdle()
  }

  protected override receive(data: Buffer): void {
    const { stalledBy } = this.kasm
    if (stalledBy && stalledBy !== this) this.heldBack.push(data)
    else super.receive(data)
  }

  protected override wake(): void {
    if (!this.kasm.stalledBy) super.wake()
  }

  protected override read(received: Buffer): number {
    if (received.length === 0) return 0
    const own = readKasmMessage(received, this.kasm.version)
    if (own === undefined) {
      // A pointer event is read where it stands, blocking, whoever else waits: SMsgReader.cxx.
      if (received[0] === 5) this.kasm.stall(this)
      return 0
    }
    if (own !== 'not-ours') {
      if (this.kasm.stalledBy === this) this.kasm.unstall(this)
      this.answerOwn(own.message)
      return own.bytes
    }
    if (received[0] === 250) throw new Error('unknown message type 250')
    const parsed = parseClientMessage(received)
    if (!parsed) return 0
    this.answer(parsed.message)
    return parsed.bytes
  }

  protected override answer(message: ClientMessage): void {
    const { write } = this.rights
    switch (message.type) {
      case 'key':
        this.armIdle()
        // The scan code is dropped unless RawKeyboard is on. Keysym 1 is the official client's sign of life.
        if (write && message.keysym !== 1) this.input.key(message.keysym, message.down, undefined)
        return
      case 'desktop-size':
        if (!write) return this.resized('this-viewer', 1)
        return super.answer(message)
      case 'update-request':
        // Heeded with the rights of before; what is sent next looks at them anew.
        if (!message.incremental) this.keyFrameDue = true
        if (!this.refreshRights()) return
        if (!message.incremental && this.greeted && this.wants(encoding.extendedDesktopSize)) {
          this.due.add(encoding.extendedDesktopSize)
        }
        return super.answer(message)
      case 'continuous-updates':
        if (!this.wants(encoding.fence) || !this.wants(encoding.continuousUpdates)) throw new Error('not announced')
        return super.answer(message)
      default:
        return super.answer(message)
    }
  }

  protected override setEncodings(encodings: readonly number[]): void {
    const before = this.encodings
    this.encodings = encodings.filter(each => !unsupported.has(each))
    if (this.rights.write) {
      this.kasm.settings.apply(encodings)
      // The first of several wins; without one the mode stays. Only what was listed streams.
      const mode = encodings.find(each => each >= -1040 && each <= noStream)
      if (mode !== undefined) this.streams = mode === softwareH264 && has(this.kasm.version, '1.5') && hasFfmpeg()
    }
    const isNew = (number: number) => this.wants(number) && !before.includes(number)
    if (isNew(encoding.fence)) this.write(fenceMessage(fenceRequest, u8(0)))
    if (isNew(encoding.continuousUpdates) && this.wants(encoding.fence)) this.write(u8(150))
    if (isNew(directMouse) && this.kasm.forcesGameMode && has(this.kasm.version, '1.5')) this.write(u8(187))
    if (!this.greeted) {
      this.greeted = true
      // One update without pixels comes first, in this order.
      const first = [encoding.alphaCursor, encoding.qemuLeds, encoding.qemuKeys, encoding.extendedDesktopSize]
      for (const number of first) if (this.wants(number)) this.due.add(number)
    }
    this.wake()
  }

  protected override wantedArea(): Rect | undefined {
    const { read, write } = this.rights
    return read || write ? super.wantedArea() : undefined
  }

  protected override drawsOwnCursor(): boolean {
    return this.showsOwnCursor && super.drawsOwnCursor()
  }

  protected override pseudoRect(number: number): Buffer {
    if (number !== encoding.alphaCursor || this.showsOwnCursor) return super.pseudoRect(number)
    return cursorRect(number, noCursor, this.format)
  }

  /** Any level turns JPEG on; which one it is counts for nothing: EncodeManager.cxx. */
  protected override quality(): number | undefined {
    return qualityOf(this.encodings) === undefined ? undefined : this.kasm.settings.values.dynamicQualityMax
  }

  protected override async encode(pixels: { copy: Buffer[] | undefined; blocks: Block[] } | undefined) {
    const { downscaledVideo, watermark } = this.kasm.faults
    if (downscaledVideo && pixels?.blocks.length) return [await this.smallPicture()]
    const rects = (await this.videoRects(pixels)) ?? (await super.encode(pixels))
    if (watermark && rects.length > 0 && this.updates <= 1) rects.push(watermarkRect(this.whole(), watermark))
    return rects
  }

  protected override writeUpdate(rects: readonly Buffer[][], made: MadeUpdate): void {
    const { frameStats } = this.kasm
    if (made.picture.length > 0 && frameStats.asks(this)) this.write(u8(179))
    this.bottleneck.framed(made.encodeMs, this.socket.writableLength > 0)
    if (made.picture.length === 0 || !this.wants(encoding.lastRect)) super.writeUpdate(rects, made)
    else {
      this.updates++
      this.clearRequest()
      const last = rectHead({ x: 0, y: 0, width: 0, height: 0 }, encoding.lastRect)
      this.write(Buffer.concat([u8(0, 0), u16(0xffff), ...rects.flat(), last]))
      this.writePaceFence()
    }
    if (made.picture.length === 0) return
    frameStats.framed(this, made)
    this.kasm.screenUpdated()
  }

  protected override fence(flags: number, payload: Buffer): void {
    if (payload.equals(this.paceMark) && this.fenceSentMs !== undefined) {
      this.pingMs = Math.min(this.pingMs, Math.round(performance.now() - this.fenceSentMs))
      this.fenceSentMs = undefined
    }
    const { delayFenceMs } = this.kasm.faults
    if (delayFenceMs === undefined) super.fence(flags, payload)
    else setTimeout(() => super.fence(flags, payload), delayFenceMs).unref()
  }

  protected override writePaceFence(): void {
    this.fenceSentMs ??= performance.now()
    super.writePaceFence()
  }

  private answerOwn(message: KasmMessage): void {
    const { write } = this.rights
    switch (message.type) {
      case 'pointer':
        this.armIdle()
        if (write) this.pointer(message)
        break
      case 'relative': {
        this.armIdle()
        const { x, y } = this.kasm.machine.cursor
        if (write) this.pointer({ ...message, x: x + message.dx, y: y + message.dy })
        break
      }
      case 'clipboard':
        if (write) this.kasm.copied(this, message.items)
        break
      case 'bottleneck':
        this.write(textMessage(178, this.bottleneck.text()))
        break
      case 'network':
        this.write(textMessage(190, `[0, ${this.pingMs}, 4096000]`))
        break
      case 'system':
        this.write(textMessage(191, systemStats()))
        break
      case 'frame-stats':
        this.kasm.frameStats.replied(this, message.allMs, message.renderMs)
        break
      case 'latency':
        if (message.id !== 0 && this.wantedArea()) this.write(Buffer.concat([u8(189, 0, 0, 0), u32(message.id)]))
        break
      case 'subscribe':
        this.subscribe(message.name)
        break
      case 'relay':
        if (Buffer.byteLength(message.name) > longestRelayName) break
        if (!this.subscriptions.includes(message.name) || message.data.length >= mostRelayBytes) break
        this.kasm.relays.find(({ name }) => name === message.name)?.send(message.data)
        break
      case 'udp': {
        const text = 'HTTP/1.1 400 Bad Request'
        this.write(Buffer.concat([u8(181), u16(text.length), Buffer.from(text)]))
        break
      }
      case 'video-encoders':
        this.write(videoEncoders(hasFfmpeg() && message.codecs.includes(anyH264)))
        break
      case 'max-video':
        if (write) this.kasm.settings.maxVideo = { width: message.width, height: message.height }
        break
      case 'keep-alive':
      case 'cut-text':
        break
    }
  }

  private pointer(message: { buttons: number; x: number; y: number; scrollX: number; scrollY: number }): void {
    const { buttons, x, y, scrollX, scrollY } = message
    // Scrolling is all it does then: no move, no button.
    if (scrollX !== 0 || scrollY !== 0) {
      const { wheelRest, machine } = this.kasm
      wheelRest.x += scrollX
      wheelRest.y += scrollY
      const [stepsX, stepsY] = [Math.trunc(wheelRest.x / pixelsPerStep), Math.trunc(wheelRest.y / pixelsPerStep)]
      wheelRest.x -= stepsX * pixelsPerStep
      wheelRest.y -= stepsY * pixelsPerStep
      if (stepsX !== 0 || stepsY !== 0) machine.wheel(stepsX, stepsY)
      return
    }
    const { width, height } = this.screen
    this.lastPointer = { x: Math.min(x, width - 1), y: Math.min(y, height - 1) }
    this.input.pointer(buttons, x, y)
    this.cursorChanged()
  }

  /** The pointer is where this viewer put it: it draws it itself. Otherwise it stands in the picture. */
  private ownsPointer(): boolean {
    const { x, y } = this.kasm.machine.cursor
    return this.lastPointer?.x === x && this.lastPointer.y === y
  }

  private subscribe(name: string): void {
    if (Buffer.byteLength(name) > longestRelayName) return // and it says nothing
    const answer = (ok: boolean, text: string) => {
      this.write(Buffer.concat([u8(182, Number(ok), text.length), Buffer.from(text)]))
    }
    // The password file itself, not what the last update saw of it.
    if (!this.kasm.rightsOf(this.userName)?.write) return answer(false, 'No permissions')
    // Free slots are empty strings, and stay free when that is asked for.
    const exists = this.kasm.relays.some(relay => relay.name === name) || (name === '' && this.kasm.relays.length < 4)
    if (!exists) return answer(false, 'No such unix channel')
    if (name !== '' && this.subscriptions.length < relaySlots) this.subscriptions.push(name)
    answer(true, 'Ok')
  }

  /** Rights act from the next screen update on. False: the user is gone, and so is the connection. */
  private refreshRights(): boolean {
    const rights = this.kasm.rightsOf(this.userName)
    if (!rights) {
      this.end('the user was removed')
      return false
    }
    const could = this.rights.read || this.rights.write
    this.rights = rights
    if (!could && (rights.read || rights.write)) this.tracker.change(this.whole())
    return true
  }

  /** Only keys and pointer count as activity. */
  private armIdle(): void {
    clearTimeout(this.idleTimer)
    const { idleTimeoutMs } = this.kasm
    if (idleTimeoutMs === undefined) return
    this.idleTimer = setTimeout(() => {
      if (this.wants(disconnectNotify)) this.write(Buffer.concat([u8(186, 1, 0, 0, 0), withLength('Idle timeout')]))
      this.end('idle')
    }, idleTimeoutMs).unref()
  }

  /** The whole screen as one picture of a stream; copies may precede it. `undefined`: not for this viewer. */
  private async videoRects(pixels: { copy: Buffer[] | undefined } | undefined): Promise<Buffer[][] | undefined> {
    const rect = this.whole()
    const { data, width, height } = this.kasm.machine.capture()
    if (!this.streams || !pixels || width !== rect.width || height !== rect.height) return undefined
    const { video, keyFrameDue } = this
    this.keyFrameDue = false
    if (!video || keyFrameDue || video.width !== width || video.height !== height) {
      video?.close() // a running one cannot be told to make a key frame
      this.video = new VideoStream(width, height, this.kasm.settings.values.groupOfPicture)
    }
    try {
      const unit = await this.video?.encode(data)
      if (!unit) return undefined
      const head = u8(0, 0x10, noStream - softwareH264, Number(unit.isKey))
      const body = Buffer.concat([head, compactLength(unit.data.length), unit.data])
      return [...(pixels.copy ? [pixels.copy] : []), [rectHead(rect, kasmVideo), body]]
    } catch {
      this.streams = false // as the server does, which then goes on with images
      return undefined
    }
  }

  /** What the old video mode makes of the screen. */
  private async smallPicture(): Promise<Buffer[]> {
    const rect = this.whole()
    const { data, width } = this.kasm.machine.frame()
    const half = { width: rect.width >> 1, height: rect.height >> 1 }
    const small = new Uint8ClampedArray(half.width * half.height * 4)
    for (let y = 0; y < half.height; y++) {
      for (let x = 0; x < half.width; x++) {
        const from = (2 * y * width + 2 * x) * 4
        small.set(data.subarray(from, from + 4), (y * half.width + x) * 4)
      }
    }
    const jpeg = await this.tight.jpeg({ ...half, x: 0, y: 0, data: small }, this.quality() ?? 8)
    return [rectHead(rect, encoding.tight), jpeg]
  }

  /** Whether it takes WebP in Tight, for what is to come. */
  get takesWebp(): boolean {
    return this.wants(webpEncoding)
  }
}

/** Message 184 with what its recordings list of libx264: range of quality, and five presets. */
function videoEncoders(hasH264: boolean): Buffer {
  if (!hasH264) return u8(184, 0)
  const presets = [9, 18, 25, 39, 50]
  return Buffer.concat([u8(184, 1), u32(softwareH264), u32(0), u32(50), u8(presets.length), ...presets.map(u32)])
}

function textMessage(type: number, text: string): Buffer {
  return Buffer.concat([u8(type, 0, 0, 0), withLength(text)])
}

/** Tight's kind 13: four bits of coverage for each pixel of the screen, the low half of a byte first. */
function watermarkRect(screen: Rect, { rgba, coverage }: Watermark): Buffer[] {
  const pixels = screen.width * screen.height
  const nibbles = Buffer.alloc((pixels >> 1) + 1)
  for (let at = 0; at < pixels; at++) {
    const value = coverage(at % screen.width, Math.floor(at / screen.width)) & 0xf
    nibbles[at >> 1] = (nibbles[at >> 1] ?? 0) | (at & 1 ? value << 4 : value)
  }
  const body = Buffer.concat([u8(...rgba), deflateSync(nibbles)])
  return [rectHead(screen, encoding.tight), Buffer.concat([u8(0xd0), compactLength(body.length), body])]
}
