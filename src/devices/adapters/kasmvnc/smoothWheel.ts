import type { InputPath } from '../../../engine/input/InputPath'
import type { RfbEngine } from '../../../engine/rfb/RfbEngine'
import { Lifetime } from '../../../lib/lifetime'
import type { KasmWire } from './KasmWire'
import { type KasmPointer, pointerMessage } from './messages'

/** Pixels of a line and of a page, where a browser counts in those: WHEEL_LINE_HEIGHT of novnc/noVNC core/rfb.js. */
const lineHeightPx = 19
const pageHeightPx = 400
const most = 32_767

/** The wheel in pixels instead of steps: programs that scroll smoothly do so, the others count 50 to a step. */
export function smoothWheel(wire: KasmWire) {
  const lifetime = new Lifetime()
  let pointer: KasmPointer = { xPx: 0, yPx: 0, buttons: 0 }
  /** Parts of a pixel, which touch pads send and the message does not hold. */
  const rest = { x: 0, y: 0 }
  const whole = (axis: 'x' | 'y', pixels: number) => {
    const all = rest[axis] + pixels
    const sent = Math.max(-most, Math.min(most, Math.trunc(all)))
    rest[axis] = all - Math.trunc(all)
    return sent
  }

  const turn = (event: WheelEvent) => {
    event.stopPropagation()
    event.preventDefault()
    const unit = [1, lineHeightPx, pageHeightPx][event.deltaMode] ?? 1
    const scroll = { x: whole('x', event.deltaX * unit), y: whole('y', event.deltaY * unit) }
    if (scroll.x !== 0 || scroll.y !== 0) wire.ask(pointerMessage(pointer, scroll))
  }

  return {
    /** The server takes a wheel without a place for one at the corner: it goes where the pointer is. */
    pointed(sent: KasmPointer) {
      pointer = sent
    },
    /** Called once the engine is there, behind whoever takes the wheel for itself. */
    attach({ element }: RfbEngine, path: InputPath) {
      const options = { capture: true, passive: false, signal: lifetime.signal }
      element.addEventListener('wheel', event => !path.isBlocked && turn(event), options)
    },
    dispose: () => lifetime.dispose(),
  }
}
