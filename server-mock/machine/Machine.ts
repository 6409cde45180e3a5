import { Clipboard } from './Clipboard'
import { type Clock, ManualClock, RealClock } from './Clock'
import { DiskLamp } from './DiskLamp'
import { type Damage, Display, type Frame } from './Display'
import { Desktop } from './desktop/Desktop'
import { FileSystem } from './FileSystem'
import { firstFiles } from './firstFiles'
import { Keyboard, type KeyStroke, type Locks } from './Keyboard'
import { Listeners } from './Listeners'
import type { Medium } from './Medium'
import { blend, type CursorImage, cursorImage } from './Pointer'
import { PowerButton } from './PowerButton'
import { seededRandom } from './random'
import { System, type SystemOptions } from './System'
import type { Board, FirmwareSettings, MachineState, PointerButton, PointerInput } from './screens/Screen'
import { TextScreen } from './screens/TextScreen'
import { type LineEnd, SerialLine } from './shell/SerialLine'

export interface MachineOptions extends SystemOptions {
  /** Its host name. */
  readonly name?: string
  readonly widthPx?: number
  readonly heightPx?: number
  readonly memoryMiB?: number
  /** The computer's own unless a test brings a `ManualClock`. */
  readonly clock?: Clock
  readonly seed?: number
  /** What it is doing when it is made. */
  readonly start?: 'off' | 'login' | 'desktop'
  readonly files?: Readonly<Record<string, string>>
  readonly settings?: Partial<FirmwareSettings>
  /** How long a key is held until it repeats. */
  readonly repeatAfterMs?: number
}

/** Something an operator did to the machine, in order: for tests and for emulators' own logs. */
export type MachineInput =
  | { readonly kind: 'key'; readonly code: string; readonly down: boolean; readonly atMs: number }
  | { readonly kind: 'keysym'; readonly keysym: number; readonly down: boolean; readonly atMs: number }
  | { readonly kind: 'pointer'; readonly x: number; readonly y: number; readonly atMs: number }
  | { readonly kind: 'button'; readonly button: PointerButton; readonly down: boolean; readonly atMs: number }
  | { readonly kind: 'wheel'; readonly dx: number; readonly dy: number; readonly atMs: number }

/** A picture of its own memory, opaque RGBA. */
export type Capture = Omit<Frame, 'damage'>

export interface Leds {
  readonly power: boolean
  readonly disk: boolean
}

/** The pointer as a video card overlays it; position in pixels. */
export interface Cursor {
  readonly x: number
  readonly y: number
  readonly image: CursorImage
}

const mostInputs = 5000

/**
 * One simulated computer: buttons, lamps, keyboard, pointer, media and a picture. Knows nothing of any protocol; every
 * emulator stands in front of one of these.
 */
export class Machine {
  readonly powerButton: PowerButton
  readonly files: FileSystem
  readonly clipboard = new Clipboard()
  readonly settings: FirmwareSettings
  /** The last inputs, oldest first. */
  readonly inputs: MachineInput[] = []
  readonly name: string
  private readonly clock: Clock
  private readonly system: System
  private readonly display: Display
  private readonly keyboard: Keyboard
  private readonly disk: DiskLamp
  private readonly random: () => number
  private readonly serial: (line: LineEnd) => SerialLine
  private attached: Medium[] = []
  /** Whether the press that is under way turned it on: its release asks for nothing. */
  private turnedOn = false
  private cursorX = 0
  private cursorY = 0
  private cursorChanges = 0
  private readonly buttons = new Set<PointerButton>()
  private readonly stateListeners = new Listeners<[MachineState]>()
  private readonly ledListeners = new Listeners<[Leds]>()
  private readonly bellListeners = new Listeners<[]>()
  private readonly cursorListeners = new Listeners<[]>()
  private readonly inputListeners = new Listeners<[MachineInput]>()

  constructor(options: MachineOptions = {}) {
    this.name = options.name ?? 'harbor'
    this.clock = options.clock ?? new RealClock()
    this.random = seededRandom(options.seed ?? 1)
    this.settings = { bootFrom: 'media', quickStart: false, ...options.settings }
    this.files = new FileSystem({ ...firstFiles, '/etc/hostname': `${this.name}\n`, ...options.files })
    this.keyboard = new Keyboard(this.clock, options.repeatAfterMs)
    this.disk = new DiskLamp(this.clock, this.random)
    this.display = new Display(options.widthPx ?? 1280, options.heightPx ?? 720, (context, area) => {
      this.system.screen.draw(context, area)
    })
    const board = this.makeBoard(options.memoryMiB ?? 16_384)
    this.serial = line => new SerialLine(board, line)
    this.system = new System(board, options, {
      shown: (before, now) => {
        this.display.invalidateAll()
        this.cursorListeners.tell()
        if (before.state !== now.state) this.stateListeners.tell(now.state)
      },
      powerChanged: () => this.ledListeners.tell(this.leds),
      inputReset: () => this.resetInput(),
    })
    this.powerButton = new PowerButton(this.clock, {
      pressed: () => this.buttonPressed(),
      short: () => this.buttonReleased(),
      cut: () => this.system.cutPower(),
    })
    this.keyboard.onStroke(stroke => this.stroke(stroke))
    this.keyboard.onLocks(() => this.system.screen.locksChanged())
    this.disk.onChange(() => this.ledListeners.tell(this.leds))
    this.cursorListeners.add(() => this.cursorChanges++)
    this.centrePointer()
    if (options.start === 'login' || options.start === 'desktop') this.system.startAt(options.start)
  }

  get state(): MachineState {
    return this.system.screen.state
  }

  /** What a cable at its video output would find. */
  get signal(): 'on' | 'none' {
    return this.system.powered ? 'on' : 'none'
  }

  get leds(): Leds {
    return { power: this.system.powered, disk: this.disk.on }
  }

  get locks(): Locks {
    return this.keyboard.locks
  }

  get media(): readonly Medium[] {
    return this.attached
  }

  get widthPx(): number {
    return this.display.widthPx
  }

  get heightPx(): number {
    return this.display.heightPx
  }

  get cursor(): Cursor {
    return { x: this.cursorX, y: this.cursorY, image: cursorImage(this.system.screen.cursor, this.display.scale) }
  }

  /** The desktop while there is one: windows and their programs, for tests that ask for facts. */
  get desktop(): Desktop | undefined {
    const { screen } = this.system
    return screen instanceof Desktop ? screen : undefined
  }

  /** The text on a text console; empty on any other screen. */
  get consoleText(): string {
    const { screen } = this.system
    return screen instanceof TextScreen ? screen.grid.text() : ''
  }

  /** Plugs a line into the serial port: a shell while the system runs, silence while it does not. */
  plugIn(end: LineEnd): SerialLine {
    const line = this.serial(end)
    const follow = (state: MachineState) => line.systemRuns(state === 'login' || state === 'desktop')
    line.onUnplug(this.onState(follow))
    follow(this.state)
    return line
  }

  onState(listener: (state: MachineState) => void): () => void {
    return this.stateListeners.add(listener)
  }

  onLeds(listener: (leds: Leds) => void): () => void {
    return this.ledListeners.add(listener)
  }

  onLocks(listener: (locks: Locks) => void): () => void {
    return this.keyboard.onLocks(listener)
  }

  onBell(listener: () => void): () => void {
    return this.bellListeners.add(listener)
  }

  /** The pointer moved or looks otherwise. */
  onCursor(listener: () => void): () => void {
    return this.cursorListeners.add(listener)
  }

  onInput(listener: (input: MachineInput) => void): () => void {
    return this.inputListeners.add(listener)
  }

  /** Told as things change, before anything is painted; the picture is painted by `frame`. */
  onDamage(listener: (damage: Damage) => void): () => void {
    return this.display.onDamage(listener)
  }

  /** The picture without the pointer. `since`: a version whose differences are wanted. */
  frame(since?: number): Frame {
    return this.display.frame(since)
  }

  /** The picture as a capture card sees it, with the pointer in it; a copy. Its version grows with the pointer too. */
  capture(): Capture {
    const { width, height, data: plain, version } = this.display.frame()
    const data = new Uint8ClampedArray(plain)
    const { x, y, image } = this.cursor
    blend(data, width, height, image, x - image.hotX, y - image.hotY)
    return { width, height, data, version: version + this.cursorChanges }
  }

  /** Lets time pass; only with a `ManualClock`. */
  tick(ms: number): void {
    if (!(this.clock instanceof ManualClock)) throw new Error('only a machine with a ManualClock can be told the time')
    this.clock.advance(ms)
  }

  /** The reset button: starts again at once, whatever runs. */
  reset(): void {
    this.system.reset()
  }

  /** A wake-up packet for its network card. */
  wake(): void {
    this.system.powerOn()
  }

  /** Asks the operating system to end, as `poweroff` and `reboot` do; at once where none runs. */
  shutDown(then: 'off' | 'restart'): void {
    this.system.shutDown(then)
  }

  /** Stops the operating system dead. */
  crash(reason = 'Fatal exception in interrupt'): void {
    this.system.crash(reason)
  }

  /** Plugs an image in; one CD and one disk at a time, as USB gadgets give them. */
  attach(medium: Medium): void {
    this.attached = [...this.attached.filter(({ kind }) => kind !== medium.kind), medium]
    if (this.system.powered) this.disk.busy(200)
    this.system.screen.mediaChanged()
  }

  /** Pulls out the medium of this name; all of them without one. */
  detach(name?: string): void {
    this.attached = this.attached.filter(medium => name !== undefined && medium.name !== name)
    this.system.screen.mediaChanged()
  }

  resize(widthPx: number, heightPx: number): void {
    const { widthPx: before, heightPx: beforeHeight } = this.display
    if (before === widthPx && beforeHeight === heightPx) return
    this.display.resize(widthPx, heightPx)
    this.system.screen.resized()
    this.cursorX = Math.min(this.cursorX, this.widthPx - 1)
    this.cursorY = Math.min(this.cursorY, this.heightPx - 1)
    this.cursorListeners.tell()
  }

  /** A key by `KeyboardEvent.code`. */
  key(code: string, down: boolean): void {
    this.record({ kind: 'key', code, down, atMs: this.clock.now() })
    if (this.system.powered) this.keyboard.key(code, down)
  }

  /** A key by X11 keysym, as RFB carries it; `code` is the physical key where the viewer said that too. */
  keysym(keysym: number, down: boolean, code?: string): void {
    this.record({ kind: 'keysym', keysym, down, atMs: this.clock.now() })
    if (this.system.powered) this.keyboard.keysym(keysym, down, code)
  }

  /** Types each character by its key: what a test wants most often. */
  type(text: string): void {
    for (const character of text) {
      const codePoint = character.codePointAt(0) ?? 0
      const keysym = character === '\n' ? 0xff0d : codePoint < 0x100 ? codePoint : 0x01000000 + codePoint
      this.keysym(keysym, true)
      this.keysym(keysym, false)
    }
  }

  /** Every key and button up: a keyboard that was pulled out. */
  releaseAll(): void {
    this.keyboard.releaseAll()
    for (const button of [...this.buttons]) this.button(button, false)
  }

  /** Where on the picture, each from 0 to 1. */
  pointerTo(x: number, y: number): void {
    this.pointerToPixel(Math.round(x * (this.widthPx - 1)), Math.round(y * (this.heightPx - 1)))
  }

  pointerBy(dx: number, dy: number): void {
    this.pointerToPixel(this.cursorX + dx, this.cursorY + dy)
  }

  pointerToPixel(x: number, y: number): void {
    const nextX = Math.min(this.widthPx - 1, Math.max(0, x))
    const nextY = Math.min(this.heightPx - 1, Math.max(0, y))
    if (nextX === this.cursorX && nextY === this.cursorY) return
    this.cursorX = nextX
    this.cursorY = nextY
    this.record({ kind: 'pointer', x: nextX, y: nextY, atMs: this.clock.now() })
    this.toScreen({ kind: 'move', ...this.pointerPlace() })
    this.cursorListeners.tell()
  }

  button(button: PointerButton, down: boolean): void {
    if (this.buttons.has(button) === down) return
    if (down) this.buttons.add(button)
    else this.buttons.delete(button)
    this.record({ kind: 'button', button, down, atMs: this.clock.now() })
    this.toScreen({ kind: down ? 'down' : 'up', button, ...this.pointerPlace() })
  }

  /** Steps of the wheel; down and right are positive. */
  wheel(dx: number, dy: number): void {
    this.record({ kind: 'wheel', dx, dy, atMs: this.clock.now() })
    this.toScreen({ kind: 'wheel', dx, dy, ...this.pointerPlace() })
  }

  /** Ends every timer. Safe twice. */
  dispose(): void {
    this.system.dispose()
    this.keyboard.dispose()
    this.disk.dispose()
    this.powerButton.dispose()
  }

  private buttonPressed(): void {
    this.turnedOn = !this.system.powered
    this.system.powerOn()
  }

  private buttonReleased(): void {
    if (!this.turnedOn) this.system.shutDown('off')
  }

  private resetInput(): void {
    this.keyboard.reset()
    this.buttons.clear()
  }

  private stroke(stroke: KeyStroke): void {
    // Alt+SysRq, the keyboard's way past a system that no longer listens.
    if (stroke.alt && this.keyboard.down.includes('PrintScreen')) {
      if (stroke.code === 'KeyB' && !['firmware', 'boot-menu', 'setup'].includes(this.state)) return this.reset()
      if (stroke.code === 'KeyC') return this.crash('sysrq triggered crash')
    }
    const salute = stroke.ctrl && stroke.alt && stroke.code === 'Delete'
    if (salute && this.state !== 'desktop') return this.shutDown('restart')
    this.system.screen.key(stroke)
  }

  private toScreen(input: PointerInput): void {
    if (this.system.powered) this.system.screen.pointer(input)
  }

  private pointerPlace(): { x: number; y: number } {
    const { scale } = this.display
    return { x: this.cursorX / scale, y: this.cursorY / scale }
  }

  private centrePointer(): void {
    this.cursorX = Math.floor(this.widthPx / 2)
    this.cursorY = Math.floor(this.heightPx / 2)
  }

  private record(input: MachineInput): void {
    this.inputs.push(input)
    if (this.inputs.length > mostInputs) this.inputs.shift()
    this.inputListeners.tell(input)
  }

  private makeBoard(memoryMiB: number): Board {
    const machine = this
    const { name, clock, random, display, disk, files, clipboard, settings } = this
    return {
      ...{ name, clock, random, display, disk, files, clipboard, settings },
      memoryMiB,
      get media() {
        return machine.attached
      },
      get locks() {
        return machine.locks
      },
      get uptimeMs() {
        return machine.system.uptimeMs
      },
      bell: () => this.bellListeners.tell(),
      cursorChanged: () => this.cursorListeners.tell(),
      shutDown: then => this.shutDown(then),
      panic: reason => this.system.panic(reason),
      resize: (widthPx, heightPx) => this.resize(widthPx, heightPx),
    }
  }
}
