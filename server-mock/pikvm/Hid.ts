import { RealClock, Timers } from '../machine/Clock'
import type { Machine } from '../machine/Machine'
import { type HidButtonName, hidButtons, hidKeys, hidModifiers } from './hidKeys'
import { keyFor, keymapNames } from './keymaps'
import type { Subsystem, Tell } from './Subsystem'

export type MouseOutput = 'usb' | 'usb_rel'

const jiggleEveryMs = 60_000
const clamped = (value: number, limit: number) => Math.max(-limit - 1, Math.min(limit, Math.round(value)))
const delta = (value: number) => Math.max(-127, Math.min(127, Math.round(value)))

/** The keyboard and mouse that the machine sees on its USB port: kvmd/plugins/hid. */
export class Hid implements Subsystem {
  readonly type = 'hid'
  private readonly machine: Machine
  private readonly tell: Tell
  private readonly timers = new Timers(new RealClock())
  private readonly keysDown = new Set<string>()
  private readonly buttonsDown = new Set<HidButtonName>()
  private readonly stopLocks: () => void
  private output: MouseOutput = 'usb'
  private jiggler = false
  private lastInputMs = Date.now()

  constructor(machine: Machine, tell: Tell) {
    this.machine = machine
    this.tell = tell
    this.stopLocks = machine.onLocks(() => this.changed())
    this.timers.every(jiggleEveryMs, () => this.jiggle())
  }

  /** Keys and buttons held now, for tests. */
  get held(): readonly string[] {
    return [...this.keysDown, ...this.buttonsDown]
  }

  /** Seconds since anybody's last input. */
  get inactivityS(): number {
    return Math.floor((Date.now() - this.lastInputMs) / 1000)
  }

  state(): Record<string, unknown> {
    const isOn = this.machine.leds.power
    const off = { caps: false, scroll: false, num: false }
    const { caps, num, scroll } = this.machine.locks
    return {
      ...{ enabled: true, online: true, busy: false, connected: null },
      keyboard: {
        online: true,
        leds: isOn ? { caps, scroll, num } : off,
        outputs: { available: [], active: '' },
      },
      mouse: {
        outputs: { available: ['usb', 'usb_rel'], active: this.output },
        online: true,
        absolute: this.output === 'usb',
      },
      jiggler: { enabled: true, active: this.jiggler, interval: 60 },
    }
  }

  keymaps(): Record<string, unknown> {
    return { keymaps: { default: 'en-us', available: [...keymapNames] } }
  }

  setParams({ mouseOutput, jiggler }: { mouseOutput?: string | undefined; jiggler?: boolean | undefined }): void {
    const before = JSON.stringify(this.state())
    // Anything that is not in `outputs.available`: 200 and no effect.
    if (mouseOutput === 'usb' || mouseOutput === 'usb_rel') this.output = mouseOutput
    if (jiggler !== undefined) this.jiggler = jiggler
    if (JSON.stringify(this.state()) !== before) this.changed()
  }

  /** `finish`: lets go at once, for links on which a release may be lost; not of modifiers. */
  key(code: string, down: boolean, finish = false): void {
    if (!hidKeys.has(code)) return
    this.touched()
    if (down) this.keysDown.add(code)
    else this.keysDown.delete(code)
    this.machine.key(code, down)
    if (down && finish && !hidModifiers.has(code) && code !== 'PrintScreen') this.key(code, false)
  }

  button(name: HidButtonName, down: boolean): void {
    this.touched()
    // kvmd/plugins/hid/otg/mouse.py:124-132: pressed again means released first.
    if (down && this.buttonsDown.has(name)) this.machine.button(hidButtons[name], false)
    if (down) this.buttonsDown.add(name)
    else this.buttonsDown.delete(name)
    this.machine.button(hidButtons[name], down)
  }

  moveTo(x: number, y: number): void {
    if (this.output !== 'usb') return
    this.touched()
    const share = (value: number) => (clamped(value, 32_767) + 32_768) / 65_535
    this.machine.pointerTo(share(x), share(y))
  }

  moveBy(dx: number, dy: number): void {
    if (this.output === 'usb') return
    this.touched()
    this.machine.pointerBy(delta(dx), delta(dy))
  }

  /** HID counts up as positive; the machine, as the DOM does, down. */
  wheel(dx: number, dy: number): void {
    this.touched()
    this.machine.wheel(-delta(dx), -delta(dy))
  }

  releaseAll(): void {
    for (const code of [...this.keysDown]) this.machine.key(code, false)
    for (const name of [...this.buttonsDown]) this.machine.button(hidButtons[name], false)
    this.keysDown.clear()
    this.buttonsDown.clear()
  }

  /** The gadget is unplugged and plugged in again. */
  reset(): void {
    this.releaseAll()
    this.changed()
  }

  /** Presses in order, releases in reverse. */
  async shortcut(codes: readonly string[]): Promise<void> {
    for (const code of codes) await this.keyAndRest(code, true, 50)
    for (const code of [...codes].reverse()) await this.keyAndRest(code, false, 50)
  }

  /** Types text; goes on whatever becomes of the request. `delayMs` between transitions. */
  async print(text: string, keymap: string, delayMs: number): Promise<void> {
    for (const character of text) {
      const key = keyFor(character, keymap)
      if (!key) continue
      if (key.modifier) await this.keyAndRest(key.modifier, true, delayMs)
      await this.keyAndRest(key.code, true, delayMs)
      await this.keyAndRest(key.code, false, delayMs)
      if (key.modifier) await this.keyAndRest(key.modifier, false, delayMs)
    }
  }

  dispose(): void {
    this.releaseAll()
    this.stopLocks()
    this.timers.dispose()
  }

  private async keyAndRest(code: string, down: boolean, ms: number): Promise<void> {
    this.key(code, down)
    if (ms > 0) await new Promise(resolve => this.timers.after(ms, () => resolve(undefined)))
  }

  private jiggle(): void {
    if (!this.jiggler || this.inactivityS < 60) return
    this.machine.pointerBy(1, 1)
    this.machine.pointerBy(-1, -1)
  }

  private touched(): void {
    this.lastInputMs = Date.now()
  }

  private changed(): void {
    this.tell(this.type, this.state())
  }
}
