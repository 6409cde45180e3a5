import { Lifetime } from '../../lib/lifetime'
import { type Writable, writable } from '../../lib/readable'
import { FrameMeter } from '../FrameMeter'
import { applyZoom, type PictureFacts, type RemoteScreen, type Scaling, type Surface } from '../surface'
import type { PainterReport } from '../worker/SurfacePainter'
import type { NovncSession } from './novnc'
import { type ConnectionHost, RfbConnection, type RfbEvents, type RfbTarget } from './RfbConnection'
import type { RfbDialect } from './RfbDialect'

const factsEveryMs = 250
/** A page hidden for so long stops its updates: looking elsewhere for a moment costs no whole picture. */
const pauseAfterMs = 10_000

/**
 * The picture and the protocol of an RFB machine, outside React. The engine outlives its connections: `element`, the
 * settings and the last frame stay, and one connection after another is opened into it.
 */
export class RfbEngine implements Surface, ConnectionHost {
  readonly element: HTMLElement
  readonly facts: Writable<PictureFacts>
  readonly meter: FrameMeter
  readonly dialect: RfbDialect
  /** The displays of the desktop, as the server told; none before it did. */
  readonly displays = writable<readonly RemoteScreen[]>([])
  /** The one shown alone. */
  readonly shownDisplay = writable<number | undefined>(undefined)
  /** noVNC's box; invisible until it has painted, so that the last frame of the connection before stays on show. */
  private readonly live: HTMLElement
  /** Holds the canvas of the connection before. First in the document, so that the first canvas is the picture. */
  private readonly still: HTMLElement
  private readonly lifetime = new Lifetime()
  private connection: RfbConnection | undefined
  private scaling: Scaling = 'fit'
  private viewOnly = false
  private quality = 6
  private compression = 2
  private showDot = false
  private swapsColors = false
  private clips = false
  private drags = false
  private sharpRemote = false
  private cancelPause = () => {}
  /** Streams that were given out: who records goes on recording while the page is hidden. */
  private readonly streams: MediaStream[] = []
  private framesPainted = 0
  private lastFrameAtMs: number | undefined
  private factsDue: (() => void) | undefined
  private focusWanted = false
  /** What a family makes of a captured picture: a mark that lies over the screen belongs to it. */
  finish: ((picture: Blob, type: string, quality?: number) => Promise<Blob>) | undefined
  private readonly paintListeners = new Set<(report: PainterReport) => void>()

  /** `meter`: of a picture that has other sources as well, one at a time. */
  constructor(dialect: RfbDialect, meter = new FrameMeter()) {
    this.dialect = dialect
    this.meter = meter
    this.element = box('relative')
    this.still = box('absolute')
    this.live = box('absolute')
    this.still.style.display = 'flex'
    this.element.append(this.still, this.live)
    const { signal } = this.lifetime
    document.addEventListener('visibilitychange', () => this.hiddenOrShown(document.hidden), { signal })
    this.facts = writable<PictureFacts>({
      widthPx: 0,
      heightPx: 0,
      framesPainted: 0,
      lastFrameAtMs: undefined,
      dialect: dialect.name,
      still: false,
      zoom: 1,
    })
  }

  /** Opens a connection into this engine; one at a time. Ends come through `events.ended`. */
  open(target: RfbTarget, events: RfbEvents): void {
    this.connection?.end({ cause: 'by-us' })
    this.connection = new RfbConnection(this, this.dialect, this.live, target, events)
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

  setClip(clips: boolean, drags: boolean): void {
    if (clips === this.clips && drags === this.drags) return
    this.clips = clips
    this.drags = drags
    this.applyScaling()
  }

  setSharpRemote(isSharp: boolean): void {
    this.sharpRemote = isSharp
    if (this.connection?.session) this.connection.session.sharpRemote = isSharp
  }

  /** Shows one display alone, by its id; all without one. Kept over connections and changes of the desktop. */
  showDisplay(id: number | undefined): void {
    this.shownDisplay.set(id)
    this.applyDisplay()
  }

  setZoom(zoom: number): void {
    const before = this.facts.getState().zoom
    this.tellFacts({ zoom: applyZoom(this.element, zoom) })
    if ((before === 1) !== (this.facts.getState().zoom === 1)) this.applyScaling()
  }

  setViewOnly(viewOnly: boolean): void {
    if (viewOnly === this.viewOnly) return
    if (viewOnly) this.releaseAll()
    this.viewOnly = viewOnly
    const session = this.connection?.session
    if (session) session.viewOnly = viewOnly
    this.applyScaling() // a remote size that was not asked for while view-only; who drags what
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

  /** Shows red and blue in each other's place, for a server that names its colours wrongly. */
  setSwapColors(swaps: boolean): void {
    this.swapsColors = swaps
    if (this.connection?.session) this.connection.session.swapColors = swaps
  }

  setShowDot(showDot: boolean): void {
    this.showDot = showDot
    if (this.connection?.session) this.connection.session.showDotCursor = showDot
  }

  /** Told when something was painted, with what that took. Returns a function that stops it. */
  onPainted(listener: (report: PainterReport) => void): () => void {
    this.paintListeners.add(listener)
    return () => void this.paintListeners.delete(listener)
  }

  /** Announces the encodings again: what the dialect makes of them has changed. */
  sendEncodings(): void {
    this.session?._sendEncodings()
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
    return this.finish ? this.finish(blob, type, quality) : blob
  }

  stream(): MediaStream {
    const canvas = this.session?.canvas ?? this.still.querySelector('canvas')
    if (!canvas || this.framesPainted === 0) throw new Error('nothing painted yet')
    const stream = canvas.captureStream()
    this.streams.push(stream)
    return stream
  }

  /** Ends everything. Safe twice. */
  dispose(): void {
    this.disconnect()
    this.lifetime.dispose()
    this.still.replaceChildren()
    this.element.remove()
  }

  // What the connection calls.

  configure(session: NovncSession): void {
    session.background = 'transparent'
    session.viewOnly = this.viewOnly
    session.qualityLevel = this.quality
    session.compressionLevel = this.compression
    session.showDotCursor = this.showDot
    session.swapColors = this.swapsColors
    session.focusOnClick = true
    session.sharpRemote = this.sharpRemote
    this.applyScaling(session)
  }

  painted(report: PainterReport): void {
    this.framesPainted += report.painted
    this.lastFrameAtMs = Date.now()
    if (this.live.style.visibility === 'hidden') this.showLive()
    for (const told of [...this.paintListeners]) told(report)
    this.factsDue ??= this.lifetime.timeout(() => this.tellFacts(), factsEveryMs)
  }

  resized(widthPx: number, heightPx: number): void {
    this.tellFacts({ widthPx, heightPx })
  }

  screens(screens: readonly RemoteScreen[]): void {
    this.displays.set(screens)
    this.applyDisplay()
    this.applyScaling()
  }

  keepStill(canvas: HTMLCanvasElement): void {
    this.live.style.visibility = 'hidden'
    if (canvas.width === 0 || canvas.height === 0 || this.lastFrameAtMs === undefined) return
    canvas.removeAttribute('tabindex')
    canvas.style.cursor = ''
    this.still.replaceChildren(canvas)
    this.still.style.display = 'flex'
    this.tellFacts({ still: true })
  }

  private hiddenOrShown(isHidden: boolean): void {
    this.cancelPause()
    if (!isHidden) return this.session?.resume()
    this.cancelPause = this.lifetime.timeout(() => {
      if (!this.streams.some(({ active }) => active)) this.session?.pause()
    }, pauseAfterMs)
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
    session.clipViewport = this.clips
    // With input off the pointer is free to move the view.
    session.dragViewport = this.clips && (this.viewOnly || this.drags)
    // The box that the remote screen is made for is the one without zoom. Asking for a size names one display, and a
    // server with several would drop the others.
    const mayResize = this.facts.getState().zoom === 1 && this.displays.getState().length < 2
    session.resizeSession = this.scaling === 'remote' && mayResize
  }

  private applyDisplay(): void {
    const id = this.shownDisplay.getState()
    this.connection?.session?.showArea(this.displays.getState().find(display => display.id === id))
  }

  private tellFacts(change: Partial<PictureFacts> = {}): void {
    this.factsDue?.()
    this.factsDue = undefined
    const { framesPainted, lastFrameAtMs } = this
    this.facts.set({ ...this.facts.getState(), framesPainted, lastFrameAtMs, ...change })
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
