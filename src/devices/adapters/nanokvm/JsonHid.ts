import type { HidButton } from '../../../engine/input/HidInput'
import type { HidWire } from './HidWire'
import { modifierBits, narrowUsage, usages } from './keys'

export interface JsonHidDialect {
  /** `json-a`: up to 2.1.2. */
  readonly hid: 'json-a' | 'json-b'
  readonly wheelDown: 1 | -1
}

/** The four numbers of a key event, each for a pair of keys. */
const pairs = ['Control', 'Shift', 'Alt', 'Meta'] as const
/** A lone modifier goes by its own usage, and its value beside it. */
const modifierUsages: ReadonlyMap<string, number> = new Map(
  [...modifierBits.keys()].map((code, i): [string, number] => [code, 0xe0 + i]),
)
/** The largest position a host takes. */
const largest = 0x7fff

const clampByte = (value: number) => Math.max(-127, Math.min(127, value))

/**
 * Up to 2.3.1: arrays of integers, one key at a time beside its modifiers (server/service/hid at 2.1.0 and 2.3.1). A
 * shorter array would bring the whole server down: there is one place here that makes each.
 */
export class JsonHid implements HidWire {
  private readonly send: (event: string) => void
  private readonly dialect: JsonHidDialect
  private readonly modifiers: string[] = []
  /** Held, oldest first; the newest one is what the machine sees. */
  private readonly keys: string[] = []
  private readonly buttons: HidButton[] = []

  constructor(send: (event: string) => void, dialect: JsonHidDialect) {
    this.send = send
    this.dialect = dialect
  }

  knows(code: string): boolean {
    return modifierBits.has(code) || (usages.get(code) ?? narrowUsage + 1) <= narrowUsage
  }

  key(code: string, down: boolean): void {
    if (!this.knows(code)) return
    const held = modifierBits.has(code) ? this.modifiers : this.keys
    const at = held.indexOf(code)
    if (at >= 0) held.splice(at, 1)
    if (down) held.push(code)
    this.tellKeys()
  }

  moveTo(x: number, y: number): void {
    this.mouse(2, 0, place(x), place(y))
  }

  moveBy(dxPx: number, dyPx: number): void {
    let [dx, dy] = [Math.round(dxPx), Math.round(dyPx)]
    while (dx !== 0 || dy !== 0) {
      const [stepX, stepY] = [clampByte(dx), clampByte(dy)]
      this.mouse(3, this.buttonNumber(this.buttons.at(-1)), stepX, stepY)
      dx -= stepX
      dy -= stepY
    }
  }

  button(button: HidButton, down: boolean): void {
    if (this.buttonNumber(button) === 0) return // it has three
    const at = this.buttons.indexOf(button)
    if (at >= 0) this.buttons.splice(at, 1)
    if (down) this.buttons.push(button)
    else this.mouse(0, 0, 0, 0) // lets go of all: those still held are pressed again
    const pressed = down ? [button] : this.buttons
    for (const each of pressed) this.mouse(1, this.buttonNumber(each), 0, 0)
  }

  wheel(_notchesX: number, notchesY: number): void {
    // Only the sign counts: one notch a message.
    for (let i = 0; i < Math.abs(notchesY); i++) this.mouse(4, 0, 0, notchesY > 0 ? this.down : -this.down)
  }

  releaseAll(): void {
    this.modifiers.length = this.keys.length = 0
    this.tellKeys()
    if (this.buttons.length === 0) return
    this.buttons.length = 0
    this.mouse(0, 0, 0, 0)
  }

  private get down(): number {
    return this.dialect.wheelDown
  }

  private tellKeys(): void {
    const key = this.keys.at(-1)
    const modifier = this.modifiers.at(-1)
    const usage = key === undefined ? modifierUsages.get(modifier ?? '') : usages.get(key)
    // A code of 0 lets go of the modifiers, too: whenever one is held, it goes by its own usage.
    this.send(JSON.stringify([1, usage ?? 0, ...(usage ? pairs.map(pair => this.pairValue(pair)) : [0, 0, 0, 0])]))
  }

  private pairValue(pair: (typeof pairs)[number]): number {
    const held = this.modifiers.filter(code => code.startsWith(pair))
    if (this.dialect.hid === 'json-b') return held.reduce((bits, code) => bits | (modifierBits.get(code) ?? 0), 0)
    // The first dialect knows left keys, and AltGr beside them.
    if (held.length === 0) return 0
    return held.includes('AltRight') ? 2 : 1
  }

  private buttonNumber(button: HidButton | undefined): number {
    if (button === 'left') return 1
    if (button === 'right') return 2
    return button === 'middle' ? (this.dialect.hid === 'json-a' ? 3 : 4) : 0
  }

  private mouse(event: number, button: number, x: number, y: number): void {
    this.send(JSON.stringify([2, event, button, x, y]))
  }
}

function place(share: number): number {
  return Math.max(0, Math.min(largest, Math.round(share * largest)))
}
