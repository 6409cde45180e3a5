import type { FrameMeter } from '../../../engine/FrameMeter'
import type { RfbEngine } from '../../../engine/rfb/RfbEngine'
import type { Ask, LinkState } from '../../device'
import { RfbDevice } from '../../rfb/RfbDevice'

export type PictureAsk = Extract<Ask, { kind: 'credentials' }>

export interface VncPictureOptions {
  readonly url: string
  readonly meter: FrameMeter
  /** A sign-in of the picture's own; nothing else waits for it. */
  ask(ask: PictureAsk): void
  painted(engine: RfbEngine): void
  /** There is no picture this way, and will not be without somebody's doing; `cancelled`: nobody signed in. */
  left(why: 'failed' | 'cancelled'): void
}

/** Connections in a row that gave no picture. */
const mostMisses = 3

/**
 * The picture of the device's own VNC server (kvmd-vnc), through noVNC. It only looks: keyboard and mouse go on over the
 * event socket, which kvmd-vnc would only lead to the same USB port, without relative mouse, jiggler and lamps.
 */
export class VncPicture extends RfbDevice {
  private readonly options: VncPictureOptions
  private misses = 0
  private framesBefore = 0
  private isWanted = false

  constructor(options: VncPictureOptions) {
    const { url, meter } = options
    const levels = { quality: 7, compression: 2, showDot: false }
    const profile = { ...levels, screenUrl: url, shared: true, viewOnly: true, repeaterId: '', credentials: undefined }
    super('vnc', profile, undefined, { meter })
    this.options = options
    // Its canvas takes neither focus nor pointer: both belong to whoever holds the element.
    this.engine.element.inert = true
    this.lifetime.add(this.engine.facts.subscribe(({ framesPainted }) => this.follow(framesPainted)))
    this.lifetime.add(this.link.subscribe(state => this.isWanted && this.tell(state)))
  }

  /**
   * `jpegQuality`, 10 to 100: what the device makes of a viewer's wish counts for everybody
   * (kvmd/apps/vnc/server.py:438-442), so it is asked for what it does already.
   */
  look(jpegQuality: number): void {
    this.engine.setQuality(Math.min(9, Math.max(0, Math.round(jpegQuality / 10) - 1)), 2)
    this.isWanted = true
    this.misses = 0
    this.keeper.again()
  }

  /** Until the next `look`. The last frame stays. */
  rest(): void {
    this.isWanted = false
    this.keeper.end('by-user')
    this.engine.disconnect()
  }

  /** The next connection asks again. */
  forget(): void {
    this.credentials = undefined
  }

  protected override openConnection(): void {
    this.framesBefore = this.engine.facts.getState().framesPainted
    super.openConnection()
  }

  private follow(framesPainted: number): void {
    if (framesPainted === this.framesBefore || !this.isWanted) return
    this.misses = 0
    this.options.painted(this.engine)
  }

  private tell(state: LinkState): void {
    if (state.phase === 'asking' && state.ask.kind === 'credentials') return this.options.ask(state.ask)
    const isOver = state.phase === 'asking' || state.phase === 'ended' // kvmd-vnc has no key of its own to show
    if (!isOver && (state.phase !== 'waiting' || ++this.misses < mostMisses)) return
    const isCancelled = state.phase === 'ended' && state.why !== 'by-user' && state.why.reason === 'sign-in-cancelled'
    this.rest()
    this.options.left(isCancelled ? 'cancelled' : 'failed')
  }
}
