/** Way of a touch pad for one notch, and the least a wheel's own event has, px; as WHEEL_STEP of novnc/noVNC core/rfb.js. */
const stepPx = 50
/** What browsers make of one notch at their usual size; page zoom divides it. */
const notchPx = 100
/** What most systems scroll by one notch. */
const notchLines = 3
/** The old `wheelDelta` of one notch, whatever zoom and system settings make of `delta`. */
const oldNotch = 120

type Axis = 'X' | 'Y'

/**
 * Whole notches from the wheel events of one element. A wheel's notch is one, in whatever unit and zoom the browser
 * tells it (100, 120, at 150 % 66.7 px, three lines, a page), and several that came as one event are several. Small
 * steps, as touch pads and wheels without notches make them, add up to notches by their way.
 */
export class WheelNotches {
  private readonly rest = { X: 0, Y: 0 }

  /** Those that this event completes; positive = right, down. */
  take(event: WheelEvent): { readonly x: number; readonly y: number } {
    return { x: this.along('X', event), y: this.along('Y', event) }
  }

  /** What was begun is forgotten. */
  reset(): void {
    this.rest.X = this.rest.Y = 0
  }

  private along(axis: Axis, event: WheelEvent): number {
    const delta = event[`delta${axis}`]
    if (delta === 0) return 0
    const whole = wholeNotches(axis, event)
    if (whole !== 0) {
      this.rest[axis] = 0
      return whole
    }
    if (this.rest[axis] * delta < 0) this.rest[axis] = 0 // turned round
    this.rest[axis] += delta * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : stepPx)
    const notches = Math.trunc(this.rest[axis] / stepPx)
    this.rest[axis] -= notches * stepPx
    return notches
  }
}

/** Of an event that is a wheel's; 0 for a part of a movement. */
function wholeNotches(axis: Axis, event: WheelEvent): number {
  const delta = event[`delta${axis}`]
  const old: unknown = Reflect.get(event, `wheelDelta${axis}`)
  if (typeof old === 'number' && old !== 0 && old % oldNotch === 0) return Math.sign(delta) * Math.abs(old / oldNotch)
  const size = Math.abs(delta)
  const atLeastOne = (notches: number) => Math.sign(delta) * Math.max(1, Math.round(notches))
  if (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL) return size < stepPx ? 0 : atLeastOne(size / notchPx)
  if (size < 1) return 0
  return atLeastOne(event.deltaMode === WheelEvent.DOM_DELTA_LINE ? size / notchLines : size)
}
