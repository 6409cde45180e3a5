import { type Writable, writable } from '../lib/readable'
import { applyZoom, type PictureFacts, type Scaling, type Surface } from './surface'

/**
 * One place for several surfaces, of which one is shown: a machine whose picture comes in ways that paint differently.
 * `element` and `facts` stay the same; frames are counted over all of them. Whoever made the surfaces disposes them.
 *
 * @example
 * const surface = new SwitchedSurface(video)
 * engine.facts.subscribe(({ framesPainted }) => framesPainted > 0 && surface.show(engine))
 */
export class SwitchedSurface implements Surface {
  readonly element: HTMLElement
  readonly facts: Writable<PictureFacts>
  private shown: Surface
  private scaling: Scaling = 'fit'
  /** What the others have painted, less what this one had before it was shown. */
  private framesElsewhere = 0
  private stopFollowing: () => void

  constructor(first: Surface) {
    this.element = document.createElement('div')
    Object.assign(this.element.style, { position: 'relative', width: '100%', height: '100%', overflow: 'hidden' })
    this.element.append(first.element)
    this.shown = first
    this.facts = writable(first.facts.getState())
    this.stopFollowing = first.facts.subscribe(() => this.tellFacts())
  }

  /** The other one goes out of the page, and lives on. Does nothing for the one that is shown. */
  show(surface: Surface): void {
    if (surface === this.shown) return
    this.framesElsewhere = this.facts.getState().framesPainted - surface.facts.getState().framesPainted
    this.stopFollowing()
    this.shown = surface
    surface.setScaling(this.scaling)
    this.element.replaceChildren(surface.element)
    this.stopFollowing = surface.facts.subscribe(() => this.tellFacts())
    this.tellFacts()
  }

  /** Where the picture stands on the page, letterbox left out. Empty before the first frame. */
  picture(): DOMRect {
    return this.element.querySelector('canvas')?.getBoundingClientRect() ?? new DOMRect()
  }

  setScaling(scaling: Scaling): void {
    this.scaling = scaling
    this.shown.setScaling(scaling)
  }

  setZoom(zoom: number): void {
    this.tellFacts(applyZoom(this.element, zoom))
  }

  focus(): void {
    if (this.element.isConnected) this.element.focus({ preventScroll: true })
  }

  capture(type?: 'image/png' | 'image/jpeg', quality?: number): Promise<Blob> {
    return this.shown.capture(type, quality)
  }

  stream(): MediaStream {
    return this.shown.stream()
  }

  /** Safe twice. */
  dispose(): void {
    this.stopFollowing()
    this.element.remove()
  }

  private tellFacts(zoom = this.facts.getState().zoom): void {
    const facts = this.shown.facts.getState()
    this.facts.set({ ...facts, framesPainted: facts.framesPainted + this.framesElsewhere, zoom })
  }
}
