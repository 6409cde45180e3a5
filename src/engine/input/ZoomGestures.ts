import { Lifetime } from '../../lib/lifetime'
import type { Surface } from '../surface'
import { gesturePhases } from './gestures'

/** How far two fingers must have moved before they mean anything, px. */
const decidedPx = 12
/** The second finger comes with the first, or it belongs to something else (noVNC's GH_MULTITOUCH_TIMEOUT). */
const togetherMs = 250
/** Wheel distance that doubles the zoom, px: what trackpads make of a pinch. */
const doublesPx = 100

interface Place {
  readonly x: number
  readonly y: number
}

/**
 * Two fingers over the picture: apart or together they zoom it, and move it while it is zoomed. Everything else of
 * fingers stays the machine's. A pinch of a trackpad, which browsers tell as a wheel with Ctrl, zooms as well; a wheel
 * with the real Ctrl key goes to the machine.
 *
 * Stands in front of everything that listens behind `box`, view-only or not, and takes from it only what it uses.
 */
export class ZoomGestures {
  private readonly box: HTMLElement
  private readonly surface: Surface
  private readonly lifetime = new Lifetime()
  /** `undecided` with two fingers down; `machine` and `ours` until all are up. */
  private mode: 'idle' | 'undecided' | 'machine' | 'ours' = 'idle'
  private firstAtMs = 0
  private start = { distance: 0, middle: { x: 0, y: 0 }, zoom: 1, point: { x: 0, y: 0 } }
  /** A gesture that reached the machine has not ended: its end must reach it, too. */
  private isGestureUnderWay = false
  private isCtrlDown = false
  private zoom: number

  /** `box` holds the surface's element and scrolls it. */
  constructor(box: HTMLElement, surface: Surface) {
    this.box = box
    this.surface = surface
    this.zoom = surface.facts.getState().zoom
    const { signal } = this.lifetime
    const first = { capture: true, passive: false, signal }
    box.addEventListener('touchstart', event => this.touchStart(event), first)
    box.addEventListener('touchmove', event => this.touchMove(event), first)
    for (const phase of gesturePhases) box.addEventListener(phase, event => this.gesture(event), first)
    box.addEventListener('wheel', event => this.wheel(event), first)
    for (const type of ['keydown', 'keyup'] as const)
      window.addEventListener(type, event => this.key(event), { capture: true, passive: true, signal })
    // Let go while the window is elsewhere, its release does not come here.
    window.addEventListener('blur', () => this.key(new KeyboardEvent('keyup', { key: 'Control' })), { signal })
    this.layOut(this.zoom)
    this.lifetime.add(surface.facts.subscribe(({ zoom }) => this.zoomed(zoom)))
  }

  /** Safe twice. */
  dispose(): void {
    this.lifetime.dispose()
  }

  private touchStart(event: TouchEvent): void {
    const { length } = event.touches
    if (length === 1) {
      this.mode = 'idle'
      this.firstAtMs = event.timeStamp
    } else if (length === 2 && this.mode === 'idle') {
      const isTogether = event.timeStamp - this.firstAtMs <= togetherMs && !this.isGestureUnderWay
      this.mode = isTogether ? 'undecided' : 'machine'
      this.begin(event)
    } else if (this.mode === 'undecided') this.mode = 'machine' // three fingers are a middle click
    if (this.mode === 'undecided') event.preventDefault() // or the browser zooms the page
  }

  private begin({ touches }: TouchEvent): void {
    const [a, b] = placesOf(touches)
    if (!a || !b) return
    const middle = this.inBox(middleOf(a, b))
    this.start = { distance: distanceOf(a, b), middle, zoom: this.zoom, point: this.pointAt(middle) }
  }

  private touchMove(event: TouchEvent): void {
    const [a, b] = placesOf(event.touches)
    if (this.mode === 'idle' || this.mode === 'machine' || !a || !b) return
    event.preventDefault()
    const middle = this.inBox(middleOf(a, b))
    const apart = distanceOf(a, b)
    if (this.mode === 'undecided')
      this.decide(Math.abs(apart - this.start.distance), distanceOf(middle, this.start.middle))
    if (this.mode !== 'ours') return
    event.stopPropagation()
    this.zoomTo((this.start.zoom * apart) / this.start.distance, this.start.point, middle)
  }

  private decide(spreadPx: number, movedPx: number): void {
    if (Math.max(spreadPx, movedPx) < decidedPx) return
    this.mode = spreadPx > movedPx || this.zoom > 1 ? 'ours' : 'machine'
  }

  /** What the machine's side makes of fingers that are ours. */
  private gesture(event: Event): void {
    if (this.mode === 'ours') return event.stopPropagation()
    this.isGestureUnderWay = event.type !== 'gestureend'
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey || this.isCtrlDown) return
    event.preventDefault()
    event.stopPropagation()
    const at = this.inBox({ x: event.clientX, y: event.clientY })
    this.zoomTo(this.zoom * 2 ** (-event.deltaY / doublesPx), this.pointAt(at), at)
  }

  private key({ type, key }: KeyboardEvent): void {
    if (key === 'Control') this.isCtrlDown = type === 'keydown'
  }

  private zoomTo(zoom: number, point: Place, at: Place): void {
    this.surface.setZoom(zoom)
    this.showPoint(point, at)
  }

  /** Zoomed, by fingers or from elsewhere: what is in the middle stays there. */
  private zoomed(zoom: number): void {
    if (zoom === this.zoom) return
    const middle = { x: this.box.clientWidth / 2, y: this.box.clientHeight / 2 }
    const point = this.pointAt(middle)
    this.zoom = zoom
    this.layOut(zoom)
    this.showPoint(point, middle)
  }

  private layOut(zoom: number): void {
    this.box.dataset.zoom = zoom.toFixed(2)
    this.box.style.overflow = zoom > 1 ? 'auto' : ''
    // Centred, its left and upper parts would lie where nobody can scroll.
    this.box.style.placeItems = zoom > 1 ? 'start' : ''
  }

  /** The point of the unzoomed element that stands at this place of the box. */
  private pointAt({ x, y }: Place): Place {
    return { x: (this.box.scrollLeft + x) / this.zoom, y: (this.box.scrollTop + y) / this.zoom }
  }

  private showPoint(point: Place, at: Place): void {
    this.box.scrollLeft = point.x * this.zoom - at.x
    this.box.scrollTop = point.y * this.zoom - at.y
  }

  private inBox({ x, y }: Place): Place {
    const { left, top } = this.box.getBoundingClientRect()
    return { x: x - left, y: y - top }
  }
}

function placesOf(touches: TouchList): Place[] {
  return [...touches].slice(0, 2).map(({ clientX, clientY }) => ({ x: clientX, y: clientY }))
}

function middleOf(a: Place, b: Place): Place {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

function distanceOf(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
