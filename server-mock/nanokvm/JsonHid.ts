import type { HidPort } from './HidPort'

/** How a JSON-era server understood its events. */
export interface JsonDialect {
  /** Up to 2.1.2: left modifiers are 1, right Alt is 2, the middle button is 3. */
  readonly oldModifiers: boolean
  /** Up to 2.3.0 a positive delta scrolls down. */
  readonly wheelDownIsPositive: boolean
}

/** The handlers index without looking at the length, in a goroutine of their own: the whole process goes down. */
export class ServerCrash extends Error {
  override readonly name = 'ServerCrash'
}

const bits = { ctrl: 1, shift: 2, alt: 4, meta: 8 }

/** One text frame of the JSON era (server/service/hid/keyboard.go and mouse.go at 2.1.0 and 2.3.1). */
export class JsonHid {
  private readonly port: HidPort
  private readonly dialect: JsonDialect
  private relativeButtons = 0

  constructor(port: HidPort, dialect: JsonDialect) {
    this.port = port
    this.dialect = dialect
  }

  /** Throws ServerCrash for what brings the server down. */
  take(text: string): void {
    let event: unknown
    try {
      event = JSON.parse(text)
    } catch {
      return // not JSON: skipped
    }
    if (event !== null && !Array.isArray(event)) return // does not fit []int: skipped
    const numbers: unknown[] = event ?? []
    if (!numbers.every(Number.isInteger)) return
    const [kind, ...rest] = numbers as number[]
    if (kind === undefined) throw new ServerCrash('index out of range [0]')
    if (kind === 1) this.key(rest)
    if (kind === 2) this.mouse(rest)
  }

  private key(event: readonly number[]): void {
    if (event.length < 5) throw new ServerCrash(`index out of range [${event.length + 1}]`)
    const [code = 0, ...modifiers] = event
    const byte = code === 0 ? 0 : this.modifierByte(modifiers)
    this.port.keyboard(Uint8Array.of(byte, 0, code & 255, 0, 0, 0, 0, 0))
  }

  private modifierByte([ctrl = 0, shift = 0, alt = 0, meta = 0]: readonly number[]): number {
    if (!this.dialect.oldModifiers) return (ctrl | shift | alt | meta) & 255
    const plain = [ctrl === 1 && bits.ctrl, shift === 1 && bits.shift, alt === 1 && bits.alt, meta === 1 && bits.meta]
    return plain.reduce<number>((byte, bit) => byte | (bit || 0), alt === 2 ? 0x40 : 0)
  }

  private mouse(event: readonly number[]): void {
    if (event.length < 4) throw new ServerCrash(`index out of range [${event.length + 1}]`)
    const [what, button = 0, x = 0, y = 0] = event
    if (what === 0) this.relative(0, 0, 0, 0)
    else if (what === 1) {
      const bit = { 1: 1, 2: 2, [this.dialect.oldModifiers ? 3 : 4]: 4 }[button]
      if (bit) this.relative(bit, 0, 0, 0)
    } else if (what === 2) {
      this.port.absolute(Uint8Array.of(0, x & 255, (x >> 8) & 255, y & 255, (y >> 8) & 255, 0))
    } else if (what === 3) this.relative(this.relativeButtons, x, y, 0)
    else if (what === 4 && y !== 0) {
      const down = y > 0 === this.dialect.wheelDownIsPositive
      this.relative(this.relativeButtons, 0, 0, down ? -1 : 1)
    }
  }

  private relative(buttons: number, dx: number, dy: number, wheel: number): void {
    this.relativeButtons = buttons
    this.port.relative(Uint8Array.of(buttons, dx & 255, dy & 255, wheel & 255))
  }
}
