import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Clipboard } from '../Clipboard'
import { type Clock, Timers } from '../Clock'
import type { DiskLamp } from '../DiskLamp'
import type { Display } from '../Display'
import type { FileSystem } from '../FileSystem'
import type { KeyStroke, Locks } from '../Keyboard'
import type { Medium } from '../Medium'
import type { CursorShape } from '../Pointer'
import type { Rect } from '../Region'
import type { Random } from '../random'

/** What a machine is doing, as an operator would say it. */
export type MachineState =
  | 'off'
  | 'firmware'
  | 'boot-menu'
  | 'setup'
  | 'booting'
  | 'installer'
  | 'login'
  | 'desktop'
  | 'shutting-down'
  | 'crashed'

/** What the firmware keeps while the machine is off. */
export interface FirmwareSettings {
  bootFrom: 'media' | 'disk'
  quickStart: boolean
}

/** What happens on a pointer; screen units. */
export type PointerInput =
  | { readonly kind: 'move'; readonly x: number; readonly y: number }
  | { readonly kind: 'down' | 'up'; readonly x: number; readonly y: number; readonly button: PointerButton }
  | { readonly kind: 'wheel'; readonly x: number; readonly y: number; readonly dx: number; readonly dy: number }

export type PointerButton = 'left' | 'middle' | 'right' | 'back' | 'forward'

/** What every screen may use of the machine. */
export interface Board {
  readonly name: string
  readonly memoryMiB: number
  readonly clock: Clock
  readonly random: Random
  readonly display: Display
  readonly disk: DiskLamp
  readonly files: FileSystem
  readonly clipboard: Clipboard
  readonly settings: FirmwareSettings
  readonly media: readonly Medium[]
  readonly locks: Locks
  /** ms since the operating system began to boot. */
  readonly uptimeMs: number
  bell(): void
  /** The pointer's picture may be another one now. */
  cursorChanged(): void
  /** Asks the operating system to end. */
  shutDown(then: 'off' | 'restart'): void
  panic(reason: string): void
  resize(widthPx: number, heightPx: number): void
}

/** What stands on the display and takes the keys; one at a time. Its timers end when it leaves. */
export abstract class Screen {
  abstract readonly state: MachineState
  protected readonly board: Board
  protected readonly timers: Timers

  constructor(board: Board) {
    this.board = board
    this.timers = new Timers(board.clock)
  }

  abstract draw(context: SKRSContext2D, area: Rect): void

  get cursor(): CursorShape {
    return 'none'
  }

  key(_stroke: KeyStroke): void {}

  pointer(_input: PointerInput): void {}

  resized(): void {}

  mediaChanged(): void {}

  locksChanged(): void {}

  dispose(): void {
    this.timers.dispose()
  }
}
