import { Lifetime } from '../../../lib/lifetime'
import type { KasmRelay } from './KasmRelay'
import type { KasmWire } from './KasmWire'
import { updateMessage } from './messages'

const everyMs = 5_000
/** A server that answers sends its first picture long before; at least its beginning. */
const firstPictureMs = 2_000
/** Ticks between two questions for the write right while nothing is typed or pointed. */
const quietTicks = 3

export interface FoundRights {
  /** Whether keys, pointer, clipboard and settings of this account are taken. */
  write(may: boolean): void
  /** Whether this account may see the screen. */
  read(may: boolean): void
}

/**
 * Notices that an owner takes or gives rights while we are connected: the server tells nothing of it, keeps the connection
 * and goes silent. Write is asked for (`KasmRelay.mayWrite`), soon after something was typed and seldom otherwise. Read
 * shows itself: a picture that moves proves it, and for one that is still a single pixel is asked for, which the server
 * owes to those who may see. The answer to the other question, which comes behind it, shows that it had its chance:
 * kasmtech/KasmVNC common/rfb/VNCSConnectionST.cxx `framebufferUpdateRequest`, `writeFramebufferUpdate`.
 */
export class RightsWatch {
  private readonly wire: KasmWire
  private readonly relay: KasmRelay
  private readonly found: FoundRights
  private lifetime = new Lifetime()
  private ticks = 0
  private wasUsed = false
  private rectangles = 0
  /** A pixel was asked for, and the server has answered what came behind it. */
  private isOwed = false

  constructor(wire: KasmWire, relay: KasmRelay, found: FoundRights) {
    this.wire = wire
    this.relay = relay
    this.found = found
  }

  /** A connection stands. */
  began(): void {
    this.ended()
    this.lifetime = new Lifetime()
    this.ticks = this.rectangles = 0
    this.lifetime.interval(() => this.tick(), everyMs)
    void this.first()
  }

  ended(): void {
    this.lifetime.dispose()
    this.isOwed = this.wasUsed = false
  }

  /** Something was typed or pointed: whether it is taken matters now. */
  used(): void {
    this.wasUsed = true
  }

  /** Asks now: rights may have changed by our own hand. Resolves to whether there was an answer. */
  async ask(): Promise<boolean> {
    const { signal } = this.lifetime
    this.wasUsed = false
    const may = await this.relay.mayWrite()
    if (signal.aborted || may === undefined) return false
    this.found.write(may)
    return true
  }

  /** Who may see is sent the whole picture at once, before the answer to what was asked behind it or soon after. */
  private async first(): Promise<void> {
    const { lifetime } = this
    if (!(await this.ask())) return
    lifetime.timeout(() => {
      if (this.wire.isSilent && !this.wire.isPaused) this.found.read(false)
    }, firstPictureMs)
  }

  private tick(): void {
    const isStill = this.look()
    if (isStill) void this.askForPixel()
    else if (this.wasUsed || ++this.ticks % quietTicks === 0) void this.ask()
  }

  /** True: nothing came since the last look. */
  private look(): boolean {
    const rectangles = this.wire.allRectangles
    const isStill = rectangles === this.rectangles
    this.rectangles = rectangles
    if (!isStill) this.found.read(true)
    else if (this.isOwed) this.found.read(false)
    this.isOwed = false
    return isStill && !this.wire.isPaused
  }

  private async askForPixel(): Promise<void> {
    const { signal } = this.lifetime
    this.wire.ask(updateMessage(0, 0, 1, 1))
    if ((await this.ask()) && !signal.aborted) this.isOwed = true
  }
}
