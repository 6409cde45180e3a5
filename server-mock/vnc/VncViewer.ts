import type { Duplex } from 'node:stream'
import type { Machine } from '../machine/Machine'
import { blend, type CursorImage } from '../machine/Pointer'
import { around, intersect, type Rect } from '../machine/Region'
import { type Change, UpdateTracker } from '../machine/UpdateTracker'
import { u8, u16, withLength } from './bytes'
import { type Area, type ClientMessage, parseClientMessage } from './clientMessages'
import { compressionOf, encoding, qualityOf } from './encodings'
import { capsMessage, notifyMessage, provideMessage, readClipboardMessage, requestMessage } from './extendedClipboard'
import { fenceAbilities, fenceMessage, fenceRequest } from './fence'
import { Handshake, type Login } from './Handshake'
import { PixelFormat } from './PixelFormat'
import { bareRect, cursorRect, ledsRect, nameRect, type SizeReason, sizeRect } from './pseudoRects'
import { type Block, rectHead, TightEncoder } from './TightEncoder'
import { ViewerInput } from './ViewerInput'

/** What a viewer needs of the server it is connected to. */
export interface ViewerHost {
  readonly machine: Machine
  readonly name: string
  /** Side by side, of equal width. */
  readonly displays?: number
  readonly login: Login
  /** Past the handshake. Not `shared`: it wants the machine for itself. */
  joined(viewer: VncViewer, shared: boolean): void
  left(viewer: VncViewer, why: string): void
  /** 0 when done, else the status of rfbproto 7.8.2. */
  resize(viewer: VncViewer, widthPx: number, heightPx: number): number
  /** False: not possible now. */
  power(operation: number): boolean
}

/** The pixels of an update, each rectangle its head and its body, and the time it took to make them. */
export interface MadeUpdate {
  readonly picture: readonly Buffer[][]
  readonly encodeMs: number
}

/** No faster than a display: what changes more often is sent once. */
const updateEveryMs = 16
/** Updates that may be under way to a viewer that confirms them. */
const mostUnconfirmed = 2
const handshakeMs = 20_000
const supported: ReadonlySet<number> = new Set(Object.values(encoding))

/**
 * One RFB connection: handshake, the viewer's wishes, its inputs, and updates at its own pace. What other servers do
 * otherwise is in methods that a subclass replaces; none of them runs before the handshake.
 */
export class VncViewer {
  protected readonly host: ViewerHost
  protected readonly socket: Duplex
  private readonly handshake: Handshake
  private received: Buffer = Buffer.alloc(0)
  private stage: 'handshake' | 'session' | 'ended' = 'handshake'
  protected format = new PixelFormat(PixelFormat.ownWire)
  protected encodings: readonly number[] = []
  protected readonly tracker = new UpdateTracker(false)
  protected readonly tight = new TightEncoder()
  private width = 0
  private height = 0
  private requested: Area | undefined
  protected continuous: Area | undefined
  /** Rectangles that are not pixels, due with the next update; by encoding. */
  protected readonly due = new Set<number>()
  private sizeReason: SizeReason = 'server'
  private sizeStatus = 0
  private sending = false
  private lastUpdateMs = 0
  private timer: NodeJS.Timeout | undefined
  protected unconfirmed = 0
  private heldFences: Buffer[] = []
  protected readonly input: ViewerInput
  private sentCursor: CursorImage | undefined
  private drawnCursor: Rect | undefined
  private announced = false
  /** What its own fences carry. */
  protected readonly paceMark: Buffer = Buffer.alloc(0)
  /** Updates sent so far, for tests. */
  updates = 0

  /** `signed-in`: whoever made it did the handshake up to ClientInit. */
  constructor(socket: Duplex, host: ViewerHost, from: 'greeting' | 'signed-in' = 'greeting') {
    this.socket = socket
    this.host = host
    this.handshake = new Handshake(host.login, from === 'greeting' ? 'version' : 'client-init')
    this.input = new ViewerInput(host.machine)
    socket.on('data', data => this.receive(data))
    socket.on('error', () => {}) // 'close' follows
    socket.on('close', () => this.end('closed'))
    this.timer = setTimeout(() => this.end('no handshake'), handshakeMs).unref()
    if (from === 'greeting') socket.write(Handshake.greeting)
  }

  get connected(): boolean {
    return this.stage === 'session'
  }

  damaged(change: Change): void {
    if (!this.connected) return
    this.tracker.add(change)
    this.wake()
  }

  /** `status` is not 0 for a wish that was refused. */
  resized(reason: SizeReason, status: number): void {
    if (!this.connected) return
    const speaks = this.wants(encoding.extendedDesktopSize)
    if (!speaks && (status !== 0 || !this.wants(encoding.desktopSize))) {
      // It will never know: it keeps the size it was told, and sees that part.
      this.tracker.clear()
      this.tracker.change({ x: 0, y: 0, width: this.width, height: this.height })
      return this.wake()
    }
    if (status === 0) {
      this.width = this.host.machine.widthPx
      this.height = this.host.machine.heightPx
      this.tracker.clear()
      this.tracker.change(this.whole())
    }
    this.sizeReason = reason
    this.sizeStatus = status
    this.due.add(speaks ? encoding.extendedDesktopSize : encoding.desktopSize)
    this.wake()
  }

  cursorChanged(): void {
    if (!this.connected) return
    if (!this.drawsOwnCursor()) return this.damageCursor()
    const { image } = this.host.machine.cursor
    if (image === this.sentCursor) return
    this.sentCursor = image
    this.due.add(this.cursorEncoding())
    this.wake()
  }

  locksChanged(): void {
    if (this.connected && this.wants(encoding.qemuLeds)) this.ask(encoding.qemuLeds)
  }

  renamed(): void {
    if (this.connected && this.wants(encoding.desktopName)) this.ask(encoding.desktopName)
  }

  clipboardChanged(text: string): void {
    if (!this.connected) return
    if (this.wants(encoding.extendedClipboard)) this.write(notifyMessage(text !== ''))
    else this.write(Buffer.concat([u8(3, 0, 0, 0), withLength(Buffer.from(text, 'latin1'))]))
  }

  bell(): void {
    if (this.connected) this.write(u8(2))
  }

  /** Ends the connection. Safe twice. */
  end(why: string): void {
    if (this.stage === 'ended') return
    const joined = this.stage === 'session'
    this.stage = 'ended'
    clearTimeout(this.timer)
    this.tight.dispose()
    this.socket.end()
    // A viewer that does not hang up on its side is not waited for.
    setTimeout(() => this.socket.destroy(), 500).unref()
    if (joined) this.input.releaseAll()
    this.host.left(this, why)
  }

  protected receive(data: Buffer): void {
    if (this.stage === 'ended') return
    this.received = this.received.length === 0 ? data : Buffer.concat([this.received, data])
    try {
      while (this.stage === 'handshake' && this.shakeHands()) {}
      while (this.stage === 'session' && this.readMessage()) {}
    } catch (error) {
      this.end(error instanceof Error ? error.message : String(error))
    }
  }

  private shakeHands(): boolean {
    const step = this.handshake.take(this.received)
    if (!step) return false
    if (step.kind === 'refused') {
      this.socket.write(step.reply)
      this.end(step.why)
      return false
    }
    this.received = this.received.subarray(step.bytes)
    if (step.kind === 'reply') this.socket.write(step.reply)
    else this.begin(step.shared)
    return true
  }

  protected begin(shared: boolean): void {
    const { name } = this.host
    const { widthPx, heightPx } = this.firstSize()
    this.stage = 'session'
    clearTimeout(this.timer)
    this.timer = undefined
    this.width = widthPx
    this.height = heightPx
    this.socket.write(Buffer.concat([u16(this.width, this.height), this.ownFormat(), withLength(name)]))
    this.tracker.change(this.whole())
    this.host.joined(this, shared)
  }

  /** The size that the viewer is told at first. */
  protected firstSize(): { readonly widthPx: number; readonly heightPx: number } {
    return this.host.machine
  }

  /** The size it was told last. */
  protected get widthPx(): number {
    return this.width
  }

  protected get heightPx(): number {
    return this.height
  }

  /** The pixels as the server names them at first. */
  protected ownFormat(): Buffer {
    return PixelFormat.ownWire
  }

  private readMessage(): boolean {
    const bytes = this.read(this.received)
    if (bytes === 0) return false
    this.received = this.received.subarray(bytes)
    return true
  }

  /** Takes the first message of what came and acts on it: its length, or 0 while it is not all here. */
  protected read(received: Buffer): number {
    const parsed = parseClientMessage(received, this.wants(encoding.longPointer))
    if (parsed) this.answer(parsed.message)
    return parsed?.bytes ?? 0
  }

  protected answer(message: ClientMessage): void {
    const { machine } = this.host
    switch (message.type) {
      case 'pixel-format':
        this.format = new PixelFormat(message.format)
        this.tracker.change(this.whole())
        break
      case 'encodings':
        this.setEncodings(message.encodings)
        break
      case 'update-request':
        this.requested = this.requested ? around(this.requested, message.area) : message.area
        if (!message.incremental) this.tracker.change(message.area)
        this.wake()
        break
      case 'key':
        this.input.key(message.keysym, message.down, message.scanCode)
        break
      case 'pointer':
        this.input.pointer(message.buttons, message.x, message.y)
        break
      case 'cut-text':
        if (message.extended) this.extendedClipboard(message.extended)
        else machine.clipboard.set(message.text.replaceAll('\r\n', '\n'), this)
        break
      case 'continuous-updates':
        this.continuous = message.on ? message.area : undefined
        if (!message.on) this.write(u8(150))
        this.wake()
        break
      case 'fence':
        this.fence(message.flags, message.payload)
        break
      case 'desktop-size':
        this.desktopSize(message.width, message.height, message.screens)
        break
      case 'xvp':
        if (message.version !== 1 || !this.host.power(message.operation)) this.write(u8(250, 0, 1, 0))
        break
    }
  }

  protected setEncodings(encodings: readonly number[]): void {
    const before = this.encodings
    this.encodings = encodings.filter(each => supported.has(each) || (each >= -256 && each <= -23))
    const isNew = (number: number) => this.wants(number) && !before.includes(number)
    this.tracker.copies = this.wants(encoding.copyRect) && this.drawsOwnCursor()
    if (isNew(encoding.fence)) this.write(fenceMessage(fenceRequest, Buffer.from('hello')))
    if (isNew(encoding.continuousUpdates)) this.write(u8(150))
    if (isNew(encoding.xvp)) this.write(u8(250, 0, 1, 1))
    if (isNew(encoding.extendedClipboard)) this.write(capsMessage())
    for (const number of [encoding.qemuKeys, encoding.longPointer, encoding.qemuLeds])
      if (isNew(number)) this.due.add(number)
    if (isNew(encoding.extendedDesktopSize)) this.resized('server', 0)
    if (!this.announced && this.drawsOwnCursor()) this.cursorChanged()
    this.announced = true
    this.wake()
  }

  protected wants(number: number): boolean {
    return this.encodings.includes(number)
  }

  protected drawsOwnCursor(): boolean {
    return this.wants(encoding.alphaCursor) || this.wants(encoding.cursor)
  }

  protected cursorEncoding(): number {
    return this.wants(encoding.alphaCursor) ? encoding.alphaCursor : encoding.cursor
  }

  private extendedClipboard(body: Buffer): void {
    const message = readClipboardMessage(body)
    if (!message) return
    const { clipboard } = this.host.machine
    if (message.action === 'request') this.write(provideMessage(clipboard.get()))
    if (message.action === 'peek') this.write(notifyMessage(clipboard.get() !== ''))
    if (message.action === 'notify' && message.hasText) this.write(requestMessage())
    if (message.action === 'provide' && message.text !== undefined) clipboard.set(message.text, this)
  }

  protected fence(flags: number, payload: Buffer): void {
    if ((flags & fenceRequest) === 0) {
      if (payload.equals(this.paceMark)) this.unconfirmed = Math.max(0, this.unconfirmed - 1)
      return this.wake()
    }
    const answer = fenceMessage(flags & fenceAbilities & ~fenceRequest, payload.subarray(0, 64))
    // In order with the pixels: an update that is being made was begun before the fence came.
    if (this.sending) this.heldFences.push(answer)
    else this.write(answer)
  }

  private desktopSize(width: number, height: number, screens: readonly Buffer[]): void {
    const status = screens.length === 0 ? 3 : this.host.resize(this, width, height)
    if (status !== 0) this.resized('this-viewer', status)
  }

  protected ask(number: number): void {
    this.due.add(number)
    this.wake()
  }

  protected damageCursor(): void {
    const { x, y, image } = this.host.machine.cursor
    const now = { x: x - image.hotX, y: y - image.hotY, width: image.width, height: image.height }
    if (this.drawnCursor) this.tracker.change(this.drawnCursor)
    this.tracker.change(now)
    this.drawnCursor = now
    this.wake()
  }

  /** Sends an update soon, if there is one and the viewer is ready for it. */
  protected wake(): void {
    if (this.sending || this.timer || !this.connected) return
    const area = this.wantedArea()
    if (!area || (this.due.size === 0 && !this.tracker.hasFor(area))) return
    if (this.socket.writableLength > 0) return
    const paced = this.wants(encoding.fence) && this.continuous !== undefined
    if (paced && this.unconfirmed >= mostUnconfirmed) return
    const waitMs = Math.max(0, this.lastUpdateMs + updateEveryMs - performance.now())
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.update().catch((error: unknown) => this.end(String(error)))
    }, waitMs)
  }

  private async update(): Promise<void> {
    if (!this.connected) return
    this.sending = true
    this.lastUpdateMs = performance.now()
    const [pseudo, sizeChanged] = this.takeDue()
    const pixels = sizeChanged ? undefined : this.takePixels()
    const begunMs = performance.now()
    const picture = await this.encode(pixels)
    if (!this.connected) return
    this.sending = false
    const encodeMs = performance.now() - begunMs
    if (pseudo.length > 0 || picture.length > 0) this.writeUpdate([...pseudo, ...picture], { picture, encodeMs })
    for (const answer of this.heldFences.splice(0)) this.write(answer)
    this.wake()
  }

  protected writeUpdate(rects: readonly Buffer[][], _made: MadeUpdate): void {
    this.requested = undefined
    this.updates++
    this.write(Buffer.concat([u8(0, 0), u16(rects.length), ...rects.flat()]))
    if (this.wants(encoding.fence) && this.continuous) this.writePaceFence()
  }

  /** A fence whose answer says that the update before it has arrived. */
  protected writePaceFence(): void {
    this.unconfirmed++
    this.write(fenceMessage(fenceRequest | 1, this.paceMark))
  }

  protected clearRequest(): void {
    this.requested = undefined
  }

  /** The rectangles that are no pixels; the second says that the picture has a new size from here on. */
  private takeDue(): [Buffer[][], boolean] {
    const sizes: ReadonlySet<number> = new Set([encoding.extendedDesktopSize, encoding.desktopSize])
    const numbers = [...this.due].sort((a, b) => Number(sizes.has(a)) - Number(sizes.has(b)))
    this.due.clear()
    return [numbers.map(number => [this.pseudoRect(number)]), numbers.some(number => sizes.has(number))]
  }

  protected pseudoRect(number: number): Buffer {
    const { machine, name } = this.host
    if (number === encoding.desktopName) return nameRect(name)
    if (number === encoding.qemuLeds) return ledsRect(machine.locks)
    if (number === encoding.desktopSize || number === encoding.extendedDesktopSize) {
      const size = { width: this.width, height: this.height, displays: this.host.displays ?? 1 }
      return sizeRect(number, size, this.sizeReason, this.sizeStatus)
    }
    if (number === encoding.alphaCursor || number === encoding.cursor) {
      return cursorRect(number, machine.cursor.image, this.format)
    }
    return bareRect(number)
  }

  /** What is to be sent, copied out at once: encoding takes time, and the picture goes on meanwhile. */
  private takePixels(): { copy: Buffer[] | undefined; blocks: Block[] } {
    const screen = this.whole()
    const area = this.wantedArea()
    if (!area) return { copy: undefined, blocks: [] }
    const frame = this.host.machine.frame()
    const whole = area.width === screen.width && area.height === screen.height
    const { copy, rects } = this.tracker.take(area, whole)
    const blocks = rects.map(rect => this.block(frame.data, frame.width, rect))
    if (!copy) return { copy: undefined, blocks }
    const from = u16(copy.to.x - copy.dx, copy.to.y - copy.dy)
    return { copy: [rectHead(copy.to, encoding.copyRect), from], blocks }
  }

  /** What it has asked for and not got, inside the picture. */
  protected wantedArea(): Rect | undefined {
    const { requested, continuous } = this
    const wanted = requested && continuous ? around(requested, continuous) : (continuous ?? requested)
    return wanted && intersect(wanted, this.whole())
  }

  protected block(data: Uint8ClampedArray, stride: number, rect: Rect): Block {
    const out = new Uint8ClampedArray(rect.width * rect.height * 4)
    for (let row = 0; row < rect.height; row++) {
      const from = ((rect.y + row) * stride + rect.x) * 4
      out.set(data.subarray(from, from + rect.width * 4), row * rect.width * 4)
    }
    if (!this.drawsOwnCursor()) {
      const { x, y, image } = this.host.machine.cursor
      blend(out, rect.width, rect.height, image, x - image.hotX - rect.x, y - image.hotY - rect.y)
    }
    return { ...rect, data: out }
  }

  protected async encode(pixels: { copy: Buffer[] | undefined; blocks: Block[] } | undefined): Promise<Buffer[][]> {
    if (!pixels) return []
    // As they are now: a viewer may change its mind while this update is being made, and means the next one.
    const { format, encodings } = this
    const [quality, compression] = [this.quality(), compressionOf(encodings)]
    const rects: Buffer[][] = pixels.copy ? [pixels.copy] : []
    for (const block of pixels.blocks) {
      if (!encodings.includes(encoding.tight)) {
        rects.push([rectHead(block, encoding.raw), format.convert(block.data)])
        continue
      }
      const parts = await this.tight.encode(block, format, quality, compression)
      // Heads and bodies alternate: each pair is a rectangle of its own.
      for (let at = 0; at < parts.length; at += 2) rects.push(parts.slice(at, at + 2))
    }
    return rects
  }

  /** 0 to 9 for photographs; `undefined`: nothing may be lost. */
  protected quality(): number | undefined {
    return qualityOf(this.encodings)
  }

  /** What this viewer can see of the machine: smaller than it for one that was not told of a new size. */
  protected whole(): Rect {
    const { widthPx, heightPx } = this.host.machine
    return { x: 0, y: 0, width: Math.min(this.width, widthPx), height: Math.min(this.height, heightPx) }
  }

  protected write(bytes: Buffer): void {
    if (this.connected && this.socket.writable) this.socket.write(bytes, () => this.wake())
  }
}
