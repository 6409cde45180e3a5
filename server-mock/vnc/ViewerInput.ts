import { codeOfScanCode } from '../machine/keys'
import type { Machine } from '../machine/Machine'
import type { PointerButton } from '../machine/screens/Screen'

interface HeldKey {
  readonly keysym: number
  readonly code: string | undefined
}

/** By the bit of the mask; the four between are the wheel's. */
const buttons: readonly (PointerButton | undefined)[] = [
  ...(['left', 'middle', 'right', undefined, undefined, undefined, undefined] as const),
  ...(['back', 'forward'] as const),
]
/** Wheel steps by the bit of their button. */
const wheel: Readonly<Record<number, readonly [number, number]>> = { 3: [0, -1], 4: [0, 1], 5: [-1, 0], 6: [1, 0] }

/** What one viewer holds down on the machine; all of it comes up when the viewer goes. */
export class ViewerInput {
  private readonly machine: Machine
  private readonly keys = new Map<string, HeldKey>()
  private mask = 0

  constructor(machine: Machine) {
    this.machine = machine
  }

  key(keysym: number, down: boolean, scanCode: number | undefined): void {
    const id = scanCode === undefined ? `keysym ${keysym}` : `scan code ${scanCode}`
    // What goes up is the key that went down, whatever the viewer's modifiers make of its character by then.
    const key = this.keys.get(id) ?? { keysym, code: scanCode === undefined ? undefined : codeOfScanCode(scanCode) }
    if (down) this.keys.set(id, key)
    else this.keys.delete(id)
    this.press(key, down)
  }

  pointer(mask: number, x: number, y: number): void {
    this.machine.pointerToPixel(x, y)
    const changed = mask ^ this.mask
    this.mask = mask
    for (let bit = 0; bit < 9; bit++) {
      if ((changed & (1 << bit)) === 0) continue
      const down = (mask & (1 << bit)) !== 0
      const button = buttons[bit]
      const step = wheel[bit]
      if (button) this.machine.button(button, down)
      else if (step && down) this.machine.wheel(...step)
    }
  }

  releaseAll(): void {
    for (const key of this.keys.values()) this.press(key, false)
    this.keys.clear()
    const { x, y } = this.machine.cursor
    if (this.mask !== 0) this.pointer(0, x, y)
  }

  private press({ keysym, code }: HeldKey, down: boolean): void {
    if (keysym === 0 && code !== undefined) this.machine.key(code, down)
    else this.machine.keysym(keysym, down, code)
  }
}
