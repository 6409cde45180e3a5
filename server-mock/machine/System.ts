import { Timers } from './Clock'
import { Desktop, type DesktopOptions } from './desktop/Desktop'
import type { Medium } from './Medium'
import { Boot } from './screens/Boot'
import { type BootChoice, BootMenu } from './screens/BootMenu'
import { Firmware } from './screens/Firmware'
import { Installer } from './screens/Installer'
import { type Account, Login } from './screens/Login'
import { NoSignal } from './screens/NoSignal'
import { Panic } from './screens/Panic'
import type { Board, MachineState, Screen } from './screens/Screen'
import { Setup } from './screens/Setup'
import { ShuttingDown } from './screens/ShuttingDown'

export interface SystemOptions {
  /** Goes to the desktop without asking; so unless said. */
  readonly autoLogin?: boolean
  /** `ops`, `ops` unless said. */
  readonly account?: Account
  readonly desktop?: DesktopOptions
}

export interface SystemEvents {
  /** Another screen stands on the display. */
  shown(before: Screen, now: Screen): void
  /** Power came or went. */
  powerChanged(): void
  /** Whatever was held or locked on the keyboard is forgotten. */
  inputReset(): void
}

const runningStates: ReadonlySet<MachineState> = new Set([
  ...(['booting', 'login', 'desktop', 'shutting-down', 'crashed'] as const),
])

/** What runs on a machine, from power on to power off: which screen follows which, and what a cut of the power leaves. */
export class System {
  private readonly board: Board
  private readonly options: SystemOptions
  private readonly events: SystemEvents
  private readonly timers: Timers
  private current: Screen
  private power = false
  /** A file system that was mounted when the power went. */
  private unclean = false
  private runsFromMedium = false
  private bootedMs = 0

  constructor(board: Board, options: SystemOptions, events: SystemEvents) {
    this.board = board
    this.options = options
    this.events = events
    this.timers = new Timers(board.clock)
    this.current = new NoSignal(board)
  }

  get screen(): Screen {
    return this.current
  }

  get powered(): boolean {
    return this.power
  }

  get uptimeMs(): number {
    return this.board.clock.now() - this.bootedMs
  }

  powerOn(): void {
    if (this.power) return
    this.power = true
    this.events.powerChanged()
    this.touchDisk()
    this.startFirmware()
  }

  /** At once, whatever runs. */
  cutPower(): void {
    if (!this.power) return
    this.leave()
    this.powerOff()
  }

  reset(): void {
    if (!this.power) return
    this.leave()
    this.startFirmware()
  }

  /** Asks what runs to end; at once where nothing would hear. A crashed system does not hear. */
  shutDown(then: 'off' | 'restart'): void {
    const { state } = this.current
    if (!this.power || state === 'shutting-down' || state === 'crashed') return
    const end = () => (then === 'off' ? this.powerOff() : this.startFirmware())
    if (!this.runs()) return end()
    const screen = new ShuttingDown(this.board, then, () => {
      this.unclean = false
      end()
    })
    this.show(screen)
  }

  crash(reason: string): void {
    if (this.power && this.runs() && this.current.state !== 'crashed') this.panic(reason)
  }

  panic(reason: string): void {
    this.leave()
    this.board.disk.stop()
    this.show(new Panic(this.board, reason))
  }

  /** Already up: nobody wants to wait for a boot that is not being tried. */
  startAt(start: 'login' | 'desktop'): void {
    this.power = true
    this.bootedMs = this.board.clock.now()
    this.touchDisk()
    if (start === 'login') this.startLogin()
    else this.startDesktop()
  }

  dispose(): void {
    this.current.dispose()
    this.timers.dispose()
  }

  /** What is lost when a running system is cut off: the next start checks the disk. */
  private leave(): void {
    if (this.runs() && !this.runsFromMedium) this.unclean = true
  }

  /** An operating system runs, or did until it crashed. */
  private runs(): boolean {
    return runningStates.has(this.current.state)
  }

  private powerOff(): void {
    this.power = false
    this.events.inputReset()
    this.board.disk.stop()
    this.show(new NoSignal(this.board))
    this.events.powerChanged()
  }

  private startFirmware(): void {
    this.events.inputReset()
    const firmware = new Firmware(this.board, choice => {
      if (choice === 'setup') this.startSetup()
      else if (choice === 'boot-menu') this.show(new BootMenu(this.board, chosen => this.bootFrom(chosen)))
      else this.boot()
    })
    this.show(firmware)
  }

  private startSetup(): void {
    this.show(new Setup(this.board, () => this.startFirmware()))
  }

  private boot(): void {
    const { media, settings } = this.board
    const medium = media.find(({ bootable }) => bootable ?? true)
    if (medium && settings.bootFrom === 'media') this.bootMedium(medium)
    else this.bootDisk()
  }

  private bootFrom(choice: BootChoice): void {
    if (choice.from === 'setup') this.startSetup()
    else if (choice.from === 'medium') this.bootMedium(choice.medium)
    else this.bootDisk()
  }

  private bootMedium(medium: Medium): void {
    this.bootedMs = this.board.clock.now()
    const installer = new Installer(this.board, medium, end => {
      if (end === 'restart') return this.startFirmware()
      if (end === 'disk') return this.bootDisk()
      this.runsFromMedium = true
      this.startDesktop(`Running from ${medium.name}`)
    })
    this.show(installer)
  }

  private bootDisk(): void {
    const { unclean } = this
    this.runsFromMedium = false
    this.bootedMs = this.board.clock.now()
    const boot = new Boot(this.board, unclean, () => {
      this.unclean = false
      const notice = unclean ? 'Recovered after the power was lost' : undefined
      if (this.options.autoLogin ?? true) this.startDesktop(notice)
      else this.startLogin(notice)
    })
    this.show(boot)
  }

  private startLogin(notice?: string): void {
    const account = this.options.account ?? { user: 'ops', password: 'ops' }
    this.show(new Login(this.board, account, () => this.startDesktop(notice)))
  }

  private startDesktop(notice?: string): void {
    const options = { ...this.options.desktop, ...(notice !== undefined && { notice }) }
    this.board.disk.busy(600)
    this.show(new Desktop(this.board, options, () => this.startLogin()))
  }

  private show(screen: Screen): void {
    const before = this.current
    before.dispose()
    this.current = screen
    this.events.shown(before, screen)
  }

  /** A running system touches its disk now and then. */
  private touchDisk(): void {
    this.timers.after(4000 + this.board.random() * 9000, () => {
      if (!this.power) return
      if (this.runs() && this.current.state !== 'crashed') this.board.disk.busy(60 + this.board.random() * 240)
      this.touchDisk()
    })
  }
}
