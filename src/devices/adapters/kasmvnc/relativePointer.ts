import type { InputPath } from '../../../engine/input/InputPath'
import { lockPointer, type PointerLock } from '../../../engine/input/lockPointer'
import type { RfbEngine } from '../../../engine/rfb/RfbEngine'
import { Lifetime } from '../../../lib/lifetime'
import { writable } from '../../../lib/readable'
import type { InputCapability, PointerMode } from '../../capabilities/input'
import { DeviceError } from '../../errors'
import type { KasmWire } from './KasmWire'
import { relativePointerMessage } from './messages'

/** RFB's bit for each of the browser's: left, right, middle, back, forward. */
const maskBits: readonly (readonly [browser: number, rfb: number])[] = [
  ...([
    [1, 1],
    [2, 4],
    [4, 2],
    [8, 128],
  ] as const),
]
const most = 32_767

/**
 * Movement instead of places, for games that hold the pointer: while the page has the pointer locked, every event goes
 * out as message 188 and none reaches noVNC. Servers before 1.5 do not know it and would end the session, so that it is
 * offered only where the server has shown its age.
 */
export function relativePointer(wire: KasmWire) {
  const mode = writable<PointerMode>({ active: 'absolute', available: ['absolute'] })
  const lifetime = new Lifetime()
  const isRelative = () => mode.getState().active === 'relative'
  const offer = () => mode.set({ ...mode.getState(), available: ['absolute', 'relative'] })
  const pointer: NonNullable<InputCapability['pointer']> = {
    mode,
    async choose(wanted) {
      if (!mode.getState().available.includes(wanted)) throw new DeviceError('not-supported', { detail: wanted })
      mode.set({ ...mode.getState(), active: wanted })
      if (wanted === 'absolute') document.exitPointerLock?.()
    },
  }

  const send = (event: MouseEvent, element: HTMLElement, lock: PointerLock) => {
    if (!isRelative()) return
    const isLocked = document.pointerLockElement === element
    if (!isLocked && lock.isHeld()) return // never to be locked here: it stays a pointer with places
    event.stopImmediatePropagation()
    event.preventDefault()
    // The click that takes hold of the mouse, and the way there, are the page's.
    if (!isLocked) return
    const buttons = maskBits.reduce((mask, [browser, rfb]) => mask | (event.buttons & browser ? rfb : 0), 0)
    const [scrollX, scrollY] = event instanceof WheelEvent ? ([event.deltaX, event.deltaY] as const) : [0, 0]
    const by = {
      dx: clamped(event.movementX),
      dy: clamped(event.movementY),
      scrollX: clamped(scrollX),
      scrollY: clamped(scrollY),
    }
    wire.ask(relativePointerMessage(buttons, by))
  }

  return {
    pointer,
    offer,
    /** Message 187: the server wants it. */
    demanded() {
      offer()
      mode.set({ ...mode.getState(), active: 'relative' })
    },
    /** Called once the engine is there. */
    attach({ element }: RfbEngine, path: InputPath) {
      const lock = lockPointer(element, () => isRelative() && !path.isBlocked)
      lifetime.add(() => lock.dispose())
      const options = { capture: true, passive: false, signal: lifetime.signal }
      for (const type of ['mousemove', 'mousedown', 'mouseup', 'wheel'] as const) {
        element.addEventListener(type, event => !path.isBlocked && send(event, element, lock), options)
      }
    },
    dispose: () => lifetime.dispose(),
  }
}

function clamped(value: number): number {
  return Math.max(-most, Math.min(most, Math.round(value)))
}
