import { type GestureDetail, recogniseGestures } from './gestures'

/** What fingers do to a machine with a mouse. Places are page pixels. */
export interface TouchHands {
  /** Moves the pointer there; false beside the picture. */
  aim(clientX: number, clientY: number): boolean
  /** Absent where the pointer is absolute: then fingers move it as on a trackpad. */
  moveBy?: ((dxPx: number, dyPx: number) => void) | undefined
  button(button: 'left' | 'middle' | 'right', down: boolean): void
  wheel(notchesX: number, notchesY: number): void
}

const tapButtons = { onetap: 'left', twotap: 'right', threetap: 'middle' } as const
const dragButtons = { drag: 'left', longpress: 'right' } as const
/** Way of two fingers for one notch of the wheel, px; as noVNC's GESTURE_SCRLSENS. */
const notchPx = 50
/** A second tap this near in time (ms) and place (px) lands where the first did: fingers are not that exact. */
const doubleTap = { withinMs: 1_000, withinPx: 50 }

/**
 * Fingers as noVNC understands them: tap, two-finger tap and three-finger tap click left, right and middle; a drag holds
 * the left button, after a long press the right one; two fingers turn the wheel. A pinch is the page's own.
 */
export class HidTouch {
  private readonly hands: () => TouchHands
  private readonly stop: () => void
  private from = { x: 0, y: 0 }
  private scrolled = { x: 0, y: 0 }
  private lastTap: { readonly detail: GestureDetail; readonly atMs: number } | undefined

  /** `hands` is asked at each gesture: whether the pointer is absolute may change. */
  constructor(element: HTMLElement, hands: () => TouchHands) {
    this.hands = hands
    this.stop = recogniseGestures(element, (phase, detail) => this[phase](detail))
  }

  dispose(): void {
    this.stop()
  }

  private gesturestart(detail: GestureDetail): void {
    const { clientX: x, clientY: y, type } = detail
    this.from = { x, y }
    this.scrolled = { x: 0, y: 0 }
    if (type in tapButtons) return this.tap(detail, tapButtons[type as keyof typeof tapButtons])
    const hands = this.hands()
    if (!hands.moveBy && !hands.aim(x, y)) return
    // On a trackpad one finger only moves.
    if (type === 'longpress' || (type === 'drag' && !hands.moveBy)) hands.button(dragButtons[type], true)
  }

  private gesturemove({ type, clientX: x, clientY: y, magnitudeX = 0, magnitudeY = 0 }: GestureDetail): void {
    const hands = this.hands()
    if (type === 'twodrag') return this.scrollTo(magnitudeX, magnitudeY)
    if (type !== 'drag' && type !== 'longpress') return
    if (hands.moveBy) hands.moveBy(x - this.from.x, y - this.from.y)
    else hands.aim(x, y)
    this.from = { x, y }
  }

  private gestureend(detail: GestureDetail): void {
    if (detail.type !== 'drag' && detail.type !== 'longpress') return
    this.hands().button(dragButtons[detail.type], false)
  }

  private tap(detail: GestureDetail, button: 'left' | 'middle' | 'right'): void {
    const hands = this.hands()
    const place = this.placeOfTap(detail)
    if (!hands.moveBy && !hands.aim(place.clientX, place.clientY)) return
    hands.button(button, true)
    hands.button(button, false)
  }

  private placeOfTap(detail: GestureDetail): GestureDetail {
    const before = this.lastTap
    const isSecond =
      before?.detail.type === detail.type &&
      Date.now() - before.atMs < doubleTap.withinMs &&
      Math.hypot(before.detail.clientX - detail.clientX, before.detail.clientY - detail.clientY) < doubleTap.withinPx
    const place = isSecond ? before.detail : detail
    this.lastTap = { detail: place, atMs: Date.now() }
    return place
  }

  /** The page under the fingers follows them: fingers down, wheel up. */
  private scrollTo(x: number, y: number): void {
    const notchesX = Math.trunc((x - this.scrolled.x) / notchPx)
    const notchesY = Math.trunc((y - this.scrolled.y) / notchPx)
    if (notchesX === 0 && notchesY === 0) return
    this.scrolled.x += notchesX * notchPx
    this.scrolled.y += notchesY * notchPx
    this.hands().wheel(-notchesX, -notchesY)
  }
}
