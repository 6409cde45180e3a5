import { Lifetime } from '../../lib/lifetime'
import { HidTouch, type TouchHands } from './HidTouch'
import type { InputSink } from './InputPath'
import { WheelNotches } from './WheelNotches'

export type HidButton = 'left' | 'middle' | 'right' | 'back' | 'forward'

/** A machine that takes HID events: keys by `KeyboardEvent.code`, the pointer by its place in the picture. */
export interface HidTarget {
  key(code: string, down: boolean): void
  /** Absolute pointer: 0 to 1 in each direction, over the picture without letterbox. */
  moveTo(x: number, y: number): void
  /** Relative pointer, CSS pixels since the last call. */
  moveBy(dxPx: number, dyPx: number): void
  button(button: HidButton, down: boolean): void
  /** Whole notches; positive = right, down, as in the DOM. */
  wheel(notchesX: number, notchesY: number): void
}

export interface HidInputOptions {
  /** Where the picture is on the page, letterbox left out. */
  picture(): DOMRect
  pointer(): 'absolute' | 'relative'
  /** Whether a relative mouse is the machine's now: until then it only passes over the picture. Always, where absent. */
  isHeld?(): boolean
  readonly platform?: 'mac' | 'windows' | 'other'
}

/** No more than one move per 10 ms, as the devices' own pages do (pikvm/kvmd web/share/js/kvm/mouse.js). */
const moveEveryMs = 10
/** Windows sends AltGr as ControlLeft and AltRight; the second comes at once or not at all. */
const altGrMs = 50

const buttons: readonly HidButton[] = ['left', 'middle', 'right', 'back', 'forward']
/** Their bits in `buttons`, which do not follow the order of `button` (W3C Pointer Events). */
const buttonBits: Readonly<Record<HidButton, number>> = { left: 1, right: 2, middle: 4, back: 8, forward: 16 }

/**
 * Turns the DOM events of a surface into HID events. Stands behind an InputPath, which decides whether events come
 * through at all. Auto-repeat is dropped: the machine repeats by itself while a key is held.
 */
export class HidInput implements InputSink {
  private readonly lifetime = new Lifetime()
  private readonly element: HTMLElement
  private readonly target: HidTarget
  private readonly options: HidInputOptions
  private readonly platform: 'mac' | 'windows' | 'other'
  private readonly keysDown = new Set<string>()
  private readonly buttonsDown = new Set<HidButton>()
  private pendingMove: { x: number; y: number } | undefined
  private pendingBy = { dx: 0, dy: 0 }
  private moveTimer: (() => void) | undefined
  private readonly notches = new WheelNotches()
  private cancelAltGr: (() => void) | undefined

  constructor(element: HTMLElement, target: HidTarget, options: HidInputOptions) {
    this.element = element
    this.target = target
    this.options = options
    this.platform = options.platform ?? platformOf(navigator.userAgent)
    const { signal } = this.lifetime
    if (element.tabIndex < 0) element.tabIndex = 0
    element.addEventListener('keydown', event => this.keyDown(event), { signal })
    element.addEventListener('keyup', event => this.keyUp(event), { signal })
    element.addEventListener('pointermove', event => this.pointerMove(event), { signal })
    element.addEventListener('pointerdown', event => this.pointerDown(event), { signal })
    element.addEventListener('pointerup', event => this.pointerUp(event), { signal })
    element.addEventListener('touchstart', () => element.focus({ preventScroll: true }), { signal, passive: true })
    const touch = new HidTouch(element, () => this.touchHands())
    this.lifetime.add(() => touch.dispose())
    element.addEventListener('pointercancel', () => this.releaseButtons(), { signal })
    element.addEventListener('wheel', event => this.wheel(event), { signal, passive: false })
    element.addEventListener('contextmenu', event => event.preventDefault(), { signal })
  }

  key(code: string, down: boolean): void {
    if (down) this.keysDown.add(code)
    else this.keysDown.delete(code)
    this.target.key(code, down)
  }

  releaseAll(): void {
    this.cancelAltGr?.()
    this.cancelAltGr = undefined
    // What still waits must not reach a machine that has just been blocked.
    this.pendingMove = undefined
    this.pendingBy = { dx: 0, dy: 0 }
    this.notches.reset()
    for (const code of [...this.keysDown]) this.key(code, false)
    this.releaseButtons()
  }

  /** Safe twice. */
  dispose(): void {
    if (this.lifetime.ended) return
    this.releaseAll()
    this.lifetime.dispose()
  }

  private keyDown(event: KeyboardEvent): void {
    event.preventDefault()
    event.stopPropagation()
    const { code } = event
    if (event.repeat || event.isComposing || code === '' || code === 'Unidentified') return
    if (this.cancelAltGr) this.settleAltGr(code)
    if (this.platform === 'mac' && code === 'CapsLock') return this.tapCapsLock()
    if (this.platform === 'windows' && code === 'ControlLeft' && !this.keysDown.has(code)) return this.armAltGr()
    // Pressed anew though held: its release was swallowed, as under Cmd on macOS.
    if (this.keysDown.has(code)) this.key(code, false)
    this.key(code, true)
  }

  private keyUp(event: KeyboardEvent): void {
    event.preventDefault()
    event.stopPropagation()
    if (this.cancelAltGr) this.settleAltGr('')
    const { code } = event
    if (this.platform === 'mac' && code === 'CapsLock') return this.tapCapsLock()
    if (!this.keysDown.has(code)) return
    this.key(code, false)
    for (const other of this.swallowedWith(code)) this.key(other, false)
  }

  /** Keys whose releases the platform keeps to itself when this one is released. */
  private swallowedWith(code: string): string[] {
    // macOS: every key let go while Cmd was down. Windows: the first of two Shifts.
    const all = this.platform === 'mac' && code.startsWith('Meta')
    const shifts = this.platform === 'windows' && code.startsWith('Shift')
    return [...this.keysDown].filter(other => all || (shifts && other.startsWith('Shift')))
  }

  /** macOS tells of Caps Lock when its lamp changes: pressed for on, released for off. Each was one tap. */
  private tapCapsLock(): void {
    this.key('CapsLock', true)
    this.key('CapsLock', false)
  }

  private armAltGr(): void {
    const cancel = this.lifetime.timeout(() => this.settleAltGr(''), altGrMs)
    this.cancelAltGr = cancel
  }

  /** The withheld ControlLeft was half of an AltGr, or a key of its own. */
  private settleAltGr(next: string): void {
    this.cancelAltGr?.()
    this.cancelAltGr = undefined
    if (next !== 'AltRight') this.key('ControlLeft', true)
  }

  private touchHands(): TouchHands {
    return {
      aim: (clientX, clientY) => {
        const place = this.placeOf({ clientX, clientY })
        if (place) this.pendingMove = place
        if (!this.moveTimer) this.sendMoveAndRest()
        return place !== undefined
      },
      moveBy: this.options.pointer() === 'relative' ? (dx, dy) => this.target.moveBy(dx, dy) : undefined,
      button: (button, down) => this.press(button, down),
      wheel: (x, y) => this.target.wheel(x, y),
    }
  }

  private pointerMove(event: PointerEvent): void {
    if (event.pointerType === 'touch') return // seen as gestures
    this.takeMove(event)
    // Only the first button down and the last one up have events of their own; those between come as moves.
    const button = buttons[event.button]
    if (!button) return
    if ((event.buttons & buttonBits[button]) === 0) this.pointerUp(event)
    else if (!this.buttonsDown.has(button)) this.pointerDown(event)
  }

  private takeMove(event: PointerEvent): void {
    if (this.options.pointer() === 'relative') {
      if (!this.isAimed) return
      this.pendingBy.dx += event.movementX
      this.pendingBy.dy += event.movementY
    } else {
      const place = this.placeOf(event)
      if (!place) return
      this.pendingMove = place
    }
    if (!this.moveTimer) this.sendMoveAndRest()
  }

  private sendMoveAndRest(): void {
    this.sendMove()
    this.moveTimer = this.lifetime.timeout(() => {
      this.moveTimer = undefined
      if (this.pendingMove || this.pendingBy.dx !== 0 || this.pendingBy.dy !== 0) this.sendMoveAndRest()
    }, moveEveryMs)
  }

  private pointerDown(event: PointerEvent): void {
    event.preventDefault()
    const button = buttons[event.button]
    if (!button || event.pointerType === 'touch') return
    this.element.focus({ preventScroll: true })
    if (!this.isAimed) return // the click that takes hold of the mouse is the page's
    if (this.options.pointer() === 'absolute') {
      const place = this.placeOf(event)
      if (!place) return // a click beside the picture is none on the machine
      this.pendingMove = place
      this.element.setPointerCapture(event.pointerId)
    }
    this.press(button, true)
  }

  private pointerUp(event: PointerEvent): void {
    const button = buttons[event.button]
    if (button && event.pointerType !== 'touch') this.press(button, false)
  }

  private press(button: HidButton, down: boolean): void {
    if (!down && !this.buttonsDown.delete(button)) return
    if (down) this.buttonsDown.add(button)
    this.sendMove() // before the button, so that it lands where the operator sees it
    this.target.button(button, down)
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault()
    if (!this.isAimed) return
    const { x, y } = this.notches.take(event)
    if (x === 0 && y === 0) return
    this.target.wheel(x, y)
  }

  /** A relative mouse that is not held would press and move what the operator does not see it on. */
  private get isAimed(): boolean {
    return this.options.pointer() === 'absolute' || (this.options.isHeld?.() ?? true)
  }

  private sendMove(): void {
    const { dx, dy } = this.pendingBy
    if (dx !== 0 || dy !== 0) {
      this.pendingBy = { dx: 0, dy: 0 }
      this.target.moveBy(dx, dy)
    }
    if (!this.pendingMove) return
    const { x, y } = this.pendingMove
    this.pendingMove = undefined
    this.target.moveTo(x, y)
  }

  /** Outside the picture there is no place, except for a drag that began inside: it stays at the edge. */
  private placeOf(event: Pick<PointerEvent, 'clientX' | 'clientY'>): { x: number; y: number } | undefined {
    const { left, top, width, height } = this.options.picture()
    if (width === 0 || height === 0) return undefined
    const x = (event.clientX - left) / width
    const y = (event.clientY - top) / height
    const inside = x >= 0 && x <= 1 && y >= 0 && y <= 1
    if (!inside && this.buttonsDown.size === 0) return undefined
    return { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) }
  }

  private releaseButtons(): void {
    for (const button of [...this.buttonsDown]) {
      this.buttonsDown.delete(button)
      this.target.button(button, false)
    }
  }
}

function platformOf(userAgent: string): 'mac' | 'windows' | 'other' {
  if (/Mac|iPhone|iPad/.test(userAgent)) return 'mac'
  return /Windows/.test(userAgent) ? 'windows' : 'other'
}
