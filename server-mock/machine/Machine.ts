import type { SKRSContext2D } from '@napi-rs/canvas'
import { Clipboard } from './Clipboard'
import { type Clock, ManualClock, RealClock, Timers } from './Clock'
import { DiskLamp } from './DiskLamp'
import { type Damage, Display, type Frame } from './Display'
import { Desktop, type DesktopOptions } from './desktop/Desktop'
import { FileSystem } from './FileSystem'
import { firstFiles } from './firstFiles'
import { Keyboard, type KeyStroke, type Locks } from './Keyboard'
import { Listeners } from './Listeners'
import type { Medium } from './Medium'
import { type CursorImage, cursorImage } from './Pointer'
import { PowerButton } from './PowerButton'
import type { Rect } from './Region'
import { seededRandom } from './random'
import { Boot } from './screens/Boot'
import { type BootChoice, BootMenu } from './screens/BootMenu'
import { Firmware } from './screens/Firmware'
import { Installer } from './screens/Installer'
import { type Account, Login } from './screens/Login'
import { NoSignal } from './screens/NoSignal'
import { Panic } from './screens/Panic'
import type { Board, FirmwareSettings, MachineState, PointerButton, PointerInput, Screen } from './screens/Screen'
import { Setup } from './screens/Setup'
import { ShuttingDown } from './screens/ShuttingDown'

export interface MachineOptions {
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
  /** Goes to the desktop without asking; so unless said. */
  readonly autoLogin?: boolean
  readonly account?: Account
  readonly files?: Readonly<Record<string, string>>
  readonly desktop?: DesktopOptions
  readonly settings?: Partial<FirmwareSettings>
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
  private readonly timers: Timers
  private readonly options: MachineOptions
  private readonly display: Display
  private readonly keyboard: Keyboard
  private readonly disk: DiskLamp
  private readonly board: Board
  private readonly random: () => number
  private attached: Medium[] = []
  private screen: Screen
  private powered = false
  /** A file system that was mounted when the power went. */
  private unclean = false
  private runsFromMedium = false
  private bootedMs = 0
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
    this.options = options
    this.name = options.name ?? 'harbor'
    this.clock = options.clock ?? new RealClock()
    this.timers = new Timers(this.clock)
    this.random = seededRandom(options.seed ?? 1)
    this.settings = { bootFrom: 'media', quickStart: false, ...options.settings }
    this.files = new FileSystem({ ...firstFiles, '/etc/hostname': `${this.name}\n`, ...options.files })
    this.keyboard = new Keyboard(this.clock)
    this.disk = new DiskLamp(this.clock, this.random)
    this.display = new Display(options.widthPx ?? 1280, options.heightPx ?? 720, (context, area) =>
      this.paint(context, area),
    )
    this.board = this.makeBoard()
    this.screen = new NoSignal(this.board)
    this.powerButton = new PowerButton(this.clock, {
      pressed: () => this.buttonPressed(),
      short: () => this.buttonReleased(),
      cut: () => this.cutPower(),
    })
    this.keyboard.onStroke(stroke => this.stroke(stroke))
    this.keyboard.onLocks(() => this.screen.locksChanged())
    this.disk.onChange(() => this.ledListeners.tell(this.leds))
    this.cursorListeners.add(() => this.cursorChanges++)
    this.centrePointer()
    if (options.start === 'login' || options.start === 'desktop') this.startAt(options.start)
  }

  get state(): MachineState {
    return this.screen.state
  }

  /** What a cable at its video output would find. */
  get signal(): 'on' | 'none' {
    return this.powered ? 'on' : 'none'
  }

  get leds(): Leds {
    return { power: this.powered, disk: this.disk.on }
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
    return { x: this.cursorX, y: this.cursorY, image: cursorImage(this.screen.cursor, this.display.scale) }
  }

  /** The desktop while there is one: windows and their programs, for tests that ask for facts. */
  get desktop(): Desktop | undefined {
    return this.screen instanceof Desktop ? this.screen : undefined
  }

  /** The text on a text console; empty on any other screen. */
  get consoleText(): string {
    return 'grid' in this.screen ? (this.screen as Login).grid.text() : ''
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
    if (!this.powered) return
    this.leave()
    this.startFirmware()
  }

  /** A wake-up packet for its network card. */
  wake(): void {
    if (!this.powered) this.powerOn()
  }

  /** Asks the operating system to end, as `poweroff` and `reboot` do; at once where none runs. */
  shutDown(then: 'off' | 'restart'): void {
    if (this.state === 'shutting-down' || this.state === 'crashed' || !this.powered) return
    if (!this.runsSystem()) {
      if (then === 'off') return this.powerOff()
      return this.startFirmware()
    }
    this.show(
      new ShuttingDown(this.board, then, () => {
        this.unclean = false
        if (then === 'off') this.powerOff()
        else this.startFirmware()
      }),
    )
  }

  /** Stops the operating system dead. */
  crash(reason = 'Fatal exception in interrupt'): void {
    if (this.powered && this.runsSystem() && this.state !== 'crashed') this.panic(reason)
  }

  /** Plugs an image in; one CD and one disk at a time, as USB gadgets give them. */
  attach(medium: Medium): void {
    this.attached = [...this.attached.filter(({ kind }) => kind !== medium.kind), medium]
    if (this.powered) this.disk.busy(200)
    this.screen.mediaChanged()
  }

  /** Pulls out the medium of this name; all of them without one. */
  detach(name?: string): void {
    this.attached = this.attached.filter(medium => name !== undefined && medium.name !== name)
    this.screen.mediaChanged()
  }

  resize(widthPx: number, heightPx: number): void {
    const { widthPx: before, heightPx: beforeHeight } = this.display
    if (before === widthPx && beforeHeight === heightPx) return
    this.display.resize(widthPx, heightPx)
    this.screen.resized()
    this.cursorX = Math.min(this.cursorX, this.widthPx - 1)
    this.cursorY = Math.min(this.cursorY, this.heightPx - 1)
    this.cursorListeners.tell()
  }

  /** A key by `KeyboardEvent.code`. */
  key(code: string, down: boolean): void {
    this.record({ kind: 'key', code, down, atMs: this.clock.now() })
    if (this.powered) this.keyboard.key(code, down)
  }

  /** A key by X11 keysym, as RFB carries it; `code` is the physical key where the viewer said that too. */
  keysym(keysym: number, down: boolean, code?: string): void {
    this.record({ kind: 'keysym', keysym, down, atMs: this.clock.now() })
    if (this.powered) this.keyboard.keysym(keysym, down, code)
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
    this.screen.dispose()
    this.keyboard.dispose()
    this.disk.dispose()
    this.powerButton.dispose()
    this.timers.dispose()
  }

  private buttonPressed(): void {
    this.turnedOn = !this.powered
    if (!this.powered) this.powerOn()
  }

  /** Whether the press that is under way turned it on: its release asks for nothing. */
  private turnedOn = false

  private buttonReleased(): void {
    if (!this.turnedOn) this.shutDown('off')
  }

  private cutPower(): void {
    if (!this.powered) return
    this.leave()
    this.powerOff()
  }

  /** What is lost when a running system is cut off: the next start checks the disk. */
  private leave(): void {
    if (this.runsSystem() && !this.runsFromMedium) this.unclean = true
  }

  /** An operating system runs from the disk, or did until it crashed. */
  private runsSystem(): boolean {
    return ['booting', 'login', 'desktop', 'shutting-down', 'crashed'].includes(this.state)
  }

  private powerOn(): void {
    this.powered = true
    this.keyboard.reset()
    this.centrePointer()
    this.ledListeners.tell(this.leds)
    this.idleDisk()
    this.startFirmware()
  }

  private powerOff(): void {
    this.powered = false
    this.keyboard.reset()
    this.buttons.clear()
    this.disk.stop()
    this.show(new NoSignal(this.board))
    this.ledListeners.tell(this.leds)
  }

  private startFirmware(): void {
    this.keyboard.reset()
    this.show(
      new Firmware(this.board, choice => {
        if (choice === 'setup') this.show(new Setup(this.board, () => this.startFirmware()))
        else if (choice === 'boot-menu') this.show(new BootMenu(this.board, chosen => this.bootFrom(chosen)))
        else this.boot()
      }),
    )
  }

  private boot(): void {
    const medium = this.attached.find(({ bootable }) => bootable ?? true)
    if (medium && this.settings.bootFrom === 'media') this.bootFrom({ from: 'medium', medium })
    else this.bootFrom({ from: 'disk' })
  }

  private bootFrom(choice: BootChoice): void {
    if (choice.from === 'setup') return this.show(new Setup(this.board, () => this.startFirmware()))
    if (choice.from === 'medium') {
      const { medium } = choice
      this.bootedMs = this.clock.now()
      return this.show(
        new Installer(this.board, medium, end => {
          if (end === 'restart') this.startFirmware()
          else if (end === 'disk') this.bootFrom({ from: 'disk' })
          else this.startLive(medium)
        }),
      )
    }
    const { unclean } = this
    this.runsFromMedium = false
    this.bootedMs = this.clock.now()
    this.show(
      new Boot(this.board, unclean, () => {
        this.unclean = false
        const notice = unclean ? 'Recovered after the power was lost' : undefined
        if (this.options.autoLogin ?? true) this.startDesktop(notice)
        else this.startLogin(notice)
      }),
    )
  }

  private startLive(medium: Medium): void {
    this.runsFromMedium = true
    this.bootedMs = this.clock.now()
    this.startDesktop(`Running from ${medium.name}`)
  }

  private startLogin(notice?: string): void {
    const account = this.options.account ?? { user: 'ops', password: 'ops' }
    this.show(new Login(this.board, account, () => this.startDesktop(notice)))
  }

  private startDesktop(notice?: string): void {
    const options = { ...this.options.desktop, ...(notice !== undefined && { notice }) }
    this.disk.busy(600)
    this.show(new Desktop(this.board, options, () => this.startLogin()))
  }

  /** Already up when it is made: nobody wants to wait for a boot that is not being tested. */
  private startAt(start: 'login' | 'desktop'): void {
    this.powered = true
    this.bootedMs = this.clock.now()
    this.idleDisk()
    if (start === 'login') this.startLogin()
    else this.startDesktop()
  }

  private show(screen: Screen): void {
    const before = this.screen
    before.dispose()
    this.screen = screen
    this.display.invalidateAll()
    this.cursorListeners.tell()
    if (before.state !== screen.state) this.stateListeners.tell(screen.state)
  }

  /** A running machine touches its disk now and then. */
  private idleDisk(): void {
    this.timers.after(4000 + this.random() * 9000, () => {
      if (!this.powered) return
      if (this.runsSystem() && this.state !== 'crashed') this.disk.busy(60 + this.random() * 240)
      this.idleDisk()
    })
  }

  private stroke(stroke: KeyStroke): void {
    // Alt+SysRq, the keyboard's way past a system that no longer listens.
    if (stroke.alt && this.keyboard.down.includes('PrintScreen')) {
      if (stroke.code === 'KeyB' && this.runsSystem()) return this.reset()
      if (stroke.code === 'KeyC') return this.crash('sysrq triggered crash')
    }
    const salute = stroke.ctrl && stroke.alt && stroke.code === 'Delete'
    if (salute && this.state !== 'desktop') return this.shutDown('restart')
    this.screen.key(stroke)
  }

  private toScreen(input: PointerInput): void {
    if (this.powered) this.screen.pointer(input)
  }

  private pointerPlace(): { x: number; y: number } {
    const { scale } = this.display
    return { x: this.cursorX / scale, y: this.cursorY / scale }
  }

  private centrePointer(): void {
    this.cursorX = Math.floor(this.widthPx / 2)
    this.cursorY = Math.floor(this.heightPx / 2)
  }

  private paint(context: SKRSContext2D, area: Rect): void {
    this.screen.draw(context, area)
  }

  private record(input: MachineInput): void {
    this.inputs.push(input)
    if (this.inputs.length > mostInputs) this.inputs.shift()
    this.inputListeners.tell(input)
  }

  private makeBoard(): Board {
    const machine = this
    const { name, clock, random, display, disk, files, clipboard, settings } = this
    return {
      ...{ name, clock, random, display, disk, files, clipboard, settings },
      memoryMiB: this.options.memoryMiB ?? 16_384,
      get media() {
        return machine.attached
      },
      get locks() {
        return machine.locks
      },
      get uptimeMs() {
        return clock.now() - machine.bootedMs
      },
      bell: () => this.bellListeners.tell(),
      cursorChanged: () => this.cursorListeners.tell(),
      shutDown: then => this.shutDown(then),
      panic: reason => this.panic(reason),
      resize: (widthPx, heightPx) => this.resize(widthPx, heightPx),
    }
  }

  private panic(reason: string): void {
    this.leave()
    this.disk.stop()
    this.show(new Panic(this.board, reason))
  }
}

/** Draws a pointer over opaque pixels. */
export function blend(
  data: Uint8ClampedArray,
  width: number,
  height: number,
  image: CursorImage,
  left: number,
  top: number,
): void {
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const alpha = (image.data[(y * image.width + x) * 4 + 3] ?? 0) / 255
      if (alpha === 0 || left + x < 0 || left + x >= width || top + y < 0 || top + y >= height) continue
      const from = (y * image.width + x) * 4
      const to = ((top + y) * width + left + x) * 4
      for (let channel = 0; channel < 3; channel++) {
        const over = image.data[from + channel] ?? 0
        data[to + channel] = (data[to + channel] ?? 0) * (1 - alpha) + over * alpha
      }
    }
  }
}
