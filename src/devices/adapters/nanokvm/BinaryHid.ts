import type { HidButton } from '../../../engine/input/HidInput'
import type { HidWire } from './HidWire'
import { modifierBits, usages } from './keys'

/** Both axes of the absolute pointer. The device's own page sends one more, which a host discards. */
const largest = 0x7fff
/** A boot report has six places; the device's own page ignores a seventh key, too. */
const mostKeys = 6

const buttonBits: Readonly<Record<HidButton, number>> = { left: 1, right: 2, middle: 4, back: 8, forward: 16 }

const clampByte = (value: number) => Math.max(-127, Math.min(127, value))

/** Since 2.3.2: whole HID reports behind a type byte; each is the full state (server/service/ws/client.go). */
export class BinaryHid implements HidWire {
  private readonly send: (report: Uint8Array<ArrayBuffer>) => void
  private readonly pointer: () => 'absolute' | 'relative'
  private readonly keys: number[] = []
  private modifiers = 0
  private buttons = 0
  private x = 0
  private y = 0

  constructor(send: (report: Uint8Array<ArrayBuffer>) => void, pointer: () => 'absolute' | 'relative') {
    this.send = send
    this.pointer = pointer
  }

  knows(code: string): boolean {
    return usages.has(code) || modifierBits.has(code)
  }

  key(code: string, down: boolean): void {
    const bit = modifierBits.get(code)
    const usage = usages.get(code)
    if (bit !== undefined) this.modifiers = down ? this.modifiers | bit : this.modifiers & ~bit
    else if (usage === undefined) return
    else if (!down) this.keys.splice(0, this.keys.length, ...this.keys.filter(held => held !== usage))
    else if (this.keys.length < mostKeys && !this.keys.includes(usage)) this.keys.push(usage)
    const places = [...this.keys, 0, 0, 0, 0, 0, 0].slice(0, mostKeys)
    this.send(Uint8Array.of(1, this.modifiers, 0, ...places))
  }

  moveTo(x: number, y: number): void {
    this.x = place(x)
    this.y = place(y)
    this.absolute(0)
  }

  moveBy(dxPx: number, dyPx: number): void {
    let [dx, dy] = [Math.round(dxPx), Math.round(dyPx)]
    while (dx !== 0 || dy !== 0) {
      const [stepX, stepY] = [clampByte(dx), clampByte(dy)]
      this.relative(stepX, stepY, 0)
      dx -= stepX
      dy -= stepY
    }
  }

  button(button: HidButton, down: boolean): void {
    const bit = buttonBits[button]
    this.buttons = down ? this.buttons | bit : this.buttons & ~bit
    if (this.pointer() === 'relative') this.relative(0, 0, 0)
    else this.absolute(0)
  }

  wheel(_notchesX: number, notchesY: number): void {
    if (notchesY === 0) return // its descriptors have one wheel
    const wheel = clampByte(-notchesY) // up is positive here
    if (this.pointer() === 'relative') this.relative(0, 0, wheel)
    else this.absolute(wheel)
  }

  releaseAll(): void {
    this.keys.length = 0
    this.modifiers = 0
    this.send(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0))
    if (this.buttons === 0) return
    this.buttons = 0
    if (this.pointer() === 'relative') this.relative(0, 0, 0)
    else this.absolute(0)
  }

  private absolute(wheel: number): void {
    const { x, y } = this
    this.send(Uint8Array.of(2, this.buttons, x & 255, x >> 8, y & 255, y >> 8, wheel & 255))
  }

  private relative(dx: number, dy: number, wheel: number): void {
    this.send(Uint8Array.of(2, this.buttons & 7, dx & 255, dy & 255, wheel & 255))
  }
}

function place(share: number): number {
  return Math.max(0, Math.min(largest, Math.round(share * largest)))
}
