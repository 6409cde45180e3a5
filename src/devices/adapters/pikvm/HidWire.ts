import type { HidButton, HidTarget } from '../../../engine/input/HidInput'
import { hidKeys } from './hidKeys'
import type { Kvmd } from './Kvmd'
import { isAtLeast } from './KvmdState'

const buttons: Readonly<Record<HidButton, string>> = {
  left: 'left',
  middle: 'middle',
  right: 'right',
  back: 'up',
  forward: 'down',
}

/** HID counts of one notch, as the device's own page sends them (web/share/js/kvm/mouse.js). */
const countsPerNotch = 5
const mostDelta = 127
const operation = { key: 1, button: 2, moveTo: 3, moveBy: 4, wheel: 5 } as const

/**
 * Keys and pointer on their way to kvmd: short binary frames where the server knows all of them (4.53 on), JSON text
 * before. An older server closes the socket at the first binary frame.
 */
export class HidWire implements HidTarget {
  private readonly kvmd: Kvmd

  constructor(kvmd: Kvmd) {
    this.kvmd = kvmd
  }

  key(code: string, down: boolean): void {
    if (!hidKeys.has(code)) return
    if (this.isBinary) this.sendNamed(operation.key, down, code)
    else this.kvmd.send('key', { key: code, state: down })
  }

  /** −32768 is the left and upper edge, 32767 the right and lower one. */
  moveTo(x: number, y: number): void {
    const to = { x: count(x), y: count(y) }
    if (!this.isBinary) return this.kvmd.send('mouse_move', { to })
    const view = new DataView(new ArrayBuffer(5))
    view.setUint8(0, operation.moveTo)
    view.setInt16(1, to.x)
    view.setInt16(3, to.y)
    this.kvmd.sendBytes(new Uint8Array(view.buffer))
  }

  moveBy(dxPx: number, dyPx: number): void {
    this.sendDeltas(operation.moveBy, 'mouse_relative', dxPx, dyPx)
  }

  button(button: HidButton, down: boolean): void {
    if (this.isBinary) this.sendNamed(operation.button, down, buttons[button])
    else this.kvmd.send('mouse_button', { button: buttons[button], state: down })
  }

  /** HID counts against the DOM: scrolling down is negative. */
  wheel(notchesX: number, notchesY: number): void {
    this.sendDeltas(operation.wheel, 'mouse_wheel', -notchesX * countsPerNotch, -notchesY * countsPerNotch)
  }

  private get isBinary(): boolean {
    return isAtLeast(this.kvmd.state.getState(), 4, 53)
  }

  private sendNamed(kind: number, down: boolean, name: string): void {
    this.kvmd.sendBytes(new Uint8Array([kind, Number(down), ...new TextEncoder().encode(name)]))
  }

  /** What does not fit into one delta goes out as several. */
  private sendDeltas(kind: number, type: string, dx: number, dy: number): void {
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / mostDelta))
    const pairs: [number, number][] = []
    for (let step = 1, [sentX, sentY] = [0, 0]; step <= steps; step++) {
      const x = Math.round((dx * step) / steps) - sentX
      const y = Math.round((dy * step) / steps) - sentY
      sentX += x
      sentY += y
      if (x !== 0 || y !== 0) pairs.push([x, y])
    }
    if (pairs.length === 0) return
    if (this.isBinary) return this.kvmd.sendBytes(new Uint8Array(new Int8Array([kind, 0, ...pairs.flat()]).buffer))
    for (const [x, y] of pairs) this.kvmd.send(type, { delta: { x, y } })
  }
}

function count(share: number): number {
  return Math.min(32_767, Math.max(-32_768, Math.round(share * 65_535 - 32_768)))
}
