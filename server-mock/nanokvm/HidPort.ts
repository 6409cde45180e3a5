import type { Machine } from '../machine/Machine'
import type { PointerButton } from '../machine/screens/Screen'
import { codeOfUsage, modifierCodes } from './usages'

/** A report as it went to one of the three gadget devices. */
export interface HidReport {
  readonly device: 'keyboard' | 'relative' | 'absolute'
  readonly bytes: readonly number[]
}

const buttonBits: readonly (readonly [PointerButton, number])[] = [
  ['left', 1],
  ['right', 2],
  ['middle', 4],
  ['back', 8],
  ['forward', 16],
]

/** The largest absolute position: kvmapp/system/init.d/S03usbdev */
const largest = 0x7fff

/**
 * The USB gadgets between the device and its machine: takes whole reports, as they are written to `/dev/hidg0` to `2`,
 * and does to the machine what its own HID driver would.
 */
export class HidPort {
  /** The last reports, oldest first. */
  readonly reports: HidReport[] = []
  mode: 'normal' | 'hid-only' = 'normal'
  private readonly machine: Machine
  /** Usages up to E7 and five buttons; the descriptors of older firmware end at 65 and three. */
  private readonly wide: boolean
  private keys: readonly number[] = []
  private modifiers = 0
  private readonly buttons = { relative: 0, absolute: 0 }
  private goneUntilMs = 0

  constructor(machine: Machine, wide: boolean) {
    this.machine = machine
    this.wide = wide
  }

  /** The gadget is unplugged for so long: everything written meanwhile is lost. */
  replug(ms: number): void {
    this.goneUntilMs = Date.now() + ms
    this.keys = []
    this.modifiers = this.buttons.relative = this.buttons.absolute = 0
    this.machine.releaseAll()
  }

  get isHolding(): boolean {
    return this.keys.length > 0 || this.modifiers !== 0 || this.buttons.relative !== 0 || this.buttons.absolute !== 0
  }

  keyboard(report: Uint8Array): void {
    if (!this.takes('keyboard', report)) return
    const [modifiers = 0] = report
    const most = this.isWide ? 0xe7 : 0x65
    const keys = [...report.subarray(2)].filter(usage => usage > 3 && usage <= most)
    for (const [bit, code] of modifierCodes.entries()) {
      const [was, is] = [this.modifiers, modifiers].map(byte => ((byte >> bit) & 1) === 1)
      if (is && !was) this.machine.key(code, true)
    }
    for (const usage of this.keys) if (!keys.includes(usage)) this.press(usage, false)
    for (const usage of keys) if (!this.keys.includes(usage)) this.press(usage, true)
    for (const [bit, code] of modifierCodes.entries()) {
      const [was, is] = [this.modifiers, modifiers].map(byte => ((byte >> bit) & 1) === 1)
      if (was && !is) this.machine.key(code, false)
    }
    this.keys = keys
    this.modifiers = modifiers
  }

  relative(report: Uint8Array): void {
    if (!this.takes('relative', report)) return
    const [buttons = 0, dx = 0, dy = 0, wheel = 0] = report
    if (dx !== 0 || dy !== 0) this.machine.pointerBy(signed(dx), signed(dy))
    this.buttonsTo('relative', buttons & 7)
    if (wheel !== 0) this.machine.wheel(0, -signed(wheel))
  }

  absolute(report: Uint8Array): void {
    if (!this.takes('absolute', report)) return
    const [buttons = 0, xLow = 0, xHigh = 0, yLow = 0, yHigh = 0, wheel = 0] = report
    const [x, y] = [xLow | (xHigh << 8), yLow | (yHigh << 8)]
    // Beyond its logical range a host discards a value (USB HID 1.11, 5.10).
    if (x <= largest && y <= largest) this.machine.pointerTo(x / largest, y / largest)
    this.buttonsTo('absolute', buttons & (this.isWide ? 31 : 7))
    if (wheel !== 0) this.machine.wheel(0, -signed(wheel))
  }

  /** All up. */
  release(): void {
    if (!this.isHolding) return
    this.keyboard(new Uint8Array(8))
    this.buttonsTo('relative', 0)
    this.buttonsTo('absolute', 0)
  }

  private get isWide(): boolean {
    return this.wide && this.mode === 'normal'
  }

  private takes(device: HidReport['device'], report: Uint8Array): boolean {
    this.reports.push({ device, bytes: [...report] })
    if (this.reports.length > 2000) this.reports.shift()
    return Date.now() >= this.goneUntilMs
  }

  private press(usage: number, down: boolean): void {
    const code = codeOfUsage(usage)
    if (code) this.machine.key(code, down)
  }

  private buttonsTo(device: 'relative' | 'absolute', buttons: number): void {
    const before = this.buttons[device]
    this.buttons[device] = buttons
    for (const [button, bit] of buttonBits) {
      if ((before & bit) !== (buttons & bit)) this.machine.button(button, (buttons & bit) !== 0)
    }
  }
}

const signed = (byte: number) => (byte << 24) >> 24
