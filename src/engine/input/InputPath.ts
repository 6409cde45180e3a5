import { Lifetime } from '../../lib/lifetime'
import { type Readable, writable } from '../../lib/readable'

/** What the operator asked of the console by keys while the machine had the keyboard. */
export type InputCommand =
  | 'leave' // the release chord: give the keyboard back to the page
  | 'toggle-full-screen'
  | 'toggle-view-only'
  | 'ctrl-alt-del'
  | 'palette'

/** Why input does not reach the machine; several may hold at once. */
export type InputBlock = 'view-only' | 'scope' | 'rights' | 'offline'

/** The machine's side of the path. */
export interface InputSink {
  /** Lets go of every key and button held on the machine. Called also when nothing is held. */
  releaseAll(): void
  /**
   * Sends the leader key itself, which the path kept back: it turned out to be meant for the machine.
   */
  key(code: string, down: boolean): void
  /** A key or a button of the operator's goes to the machine now. */
  pressed?(): void
}

/**
 * Leader: tapped alone, the next key is a command to the console; held with another key, or tapped twice, it goes to the
 * machine as it is. Right Ctrl is what VirtualBox's users know as the Host key.
 */
export const leaderCode = 'ControlRight'
const leaderWaitMs = 2_000

const leaderCommands: Readonly<Record<string, InputCommand>> = {
  KeyF: 'toggle-full-screen',
  KeyV: 'toggle-view-only',
  Delete: 'ctrl-alt-del',
  KeyK: 'palette',
  Escape: 'leave',
}

/**
 * Ctrl+Alt+Shift, pressed together and let go without any other key (as in Guacamole). AltGr is no Alt: Windows sends it
 * as ControlLeft and AltRight, and with Shift it is a level of the layout.
 */
const releaseChord: readonly (readonly string[])[] = [
  ['ControlLeft', 'ControlRight'],
  ['AltLeft', 'AltRight'],
  ['ShiftLeft', 'ShiftRight'],
]

/**
 * The one way from the operator's hands to any machine: it stands in front of a surface, in the capture phase, and lets
 * events through (RFB: noVNC listens behind it) or stops them (view-only, no scope, offline). It knows the leader key
 * and the release chord, and releases what is held when focus leaves, the page hides, or input is blocked.
 */
export class InputPath {
  /** `remote` while the machine has the keyboard. */
  readonly keys: Readable<'here' | 'remote'>
  readonly blocks: Readable<ReadonlySet<InputBlock>>
  private readonly where = writable<'here' | 'remote'>('here')
  private readonly blocked = writable<ReadonlySet<InputBlock>>(new Set())
  private readonly lifetime = new Lifetime()
  private readonly listeners = new Set<(command: InputCommand) => void>()
  private readonly element: HTMLElement
  private readonly sink: InputSink
  private readonly down = new Set<string>()
  private chordOnly = false
  private hasAltGraph = false
  private leader: 'idle' | 'held' | 'tapped' | 'passed' = 'idle'
  /** The key whose press was a command: its repeats and its release are the console's, too. */
  private commandKey: string | undefined
  private cancelLeader = () => {}

  constructor(element: HTMLElement, sink: InputSink) {
    this.element = element
    this.sink = sink
    this.keys = this.where
    this.blocks = this.blocked
    const signal = this.lifetime.signal
    const capture = { capture: true, signal }
    element.addEventListener('keydown', event => this.keyDown(event), capture)
    element.addEventListener('keyup', event => this.keyUp(event), capture)
    for (const type of pointerEvents) {
      element.addEventListener(type, event => this.pointer(event), { ...capture, passive: false })
    }
    element.addEventListener('focusin', () => this.where.set(this.isBlocked ? 'here' : 'remote'), { signal })
    element.addEventListener('focusout', () => this.left(), { signal })
    window.addEventListener('blur', () => this.left(), { signal })
    document.addEventListener('visibilitychange', () => document.hidden && this.left(), { signal })
    window.addEventListener('pagehide', () => this.left(), { signal })
  }

  /** Returns a function that stops listening. */
  onCommand(listener: (command: InputCommand) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  block(why: InputBlock): void {
    if (this.blocked.getState().has(why)) return
    if (!this.isBlocked) this.release() // while it can still be sent
    this.blocked.set(new Set([...this.blocked.getState(), why]))
    this.where.set('here')
  }

  unblock(why: InputBlock): void {
    if (!this.blocked.getState().has(why)) return
    this.blocked.set(new Set([...this.blocked.getState()].filter(other => other !== why)))
    if (!this.isBlocked && this.element.contains(document.activeElement)) this.where.set('remote')
  }

  get isBlocked(): boolean {
    return this.blocked.getState().size > 0
  }

  /** Safe twice. Releases what is held. */
  dispose(): void {
    if (this.lifetime.ended) return
    this.left()
    this.lifetime.dispose()
    this.listeners.clear()
  }

  private keyDown(event: KeyboardEvent): void {
    if (!event.repeat)
      this.chordOnly = event.code !== '' && isChordKey(event.code) && (this.down.size === 0 || this.chordOnly)
    if (event.key === 'AltGraph') this.hasAltGraph = true
    // macOS reports Caps Lock as down for as long as its lamp is on.
    if (event.code !== 'CapsLock') this.down.add(event.code)
    if (this.isBlocked) return letBrowserHave(event)
    if (event.code === this.commandKey) {
      if (event.repeat) return stop(event)
      this.commandKey = undefined // pressed anew: its release went elsewhere
    }
    // What only chooses a level of the layout is not yet the next key; it goes to the machine as ever.
    if (this.leader === 'tapped' && !isModifier(event)) return this.command(event)
    if (isLeader(event)) return this.leaderDown(event)
    if (this.leader === 'held') this.passLeader()
    if (!event.repeat) this.sink.pressed?.()
  }

  private keyUp(event: KeyboardEvent): void {
    const completed = this.chordOnly && !this.hasAltGraph && chordIsDown(this.down)
    this.forget(event.code)
    if (this.isBlocked) return letBrowserHave(event)
    if (event.code === this.commandKey) {
      this.commandKey = undefined
      return stop(event)
    }
    if (event.code === leaderCode && this.leader === 'held') return this.leaderTapped(event)
    if (event.code === leaderCode && this.leader === 'passed') this.leaderReleased(event)
    if (!completed) return
    stop(event)
    this.chordOnly = false
    this.tell('leave')
  }

  /** Some releases never come: macOS swallows all under Cmd, Windows that of one of two Shifts. */
  private forget(code: string): void {
    this.down.delete(code)
    if (code === 'AltRight' || this.down.size === 0) this.hasAltGraph = false
    if (code.startsWith('Meta')) this.down.clear()
    if (code.startsWith('Shift')) for (const shift of ['ShiftLeft', 'ShiftRight']) this.down.delete(shift)
  }

  private leaderDown(event: KeyboardEvent): void {
    stop(event)
    if (event.repeat) return
    if (this.leader === 'idle') this.leader = 'held'
    // With other keys already down it is part of a chord for the machine or of ours, not a tap.
    if (this.leader === 'held' && this.down.size > 1) this.passLeader()
  }

  private leaderReleased(event: KeyboardEvent): void {
    stop(event)
    this.leader = 'idle'
    this.sink.key(leaderCode, false)
  }

  private leaderTapped(event: KeyboardEvent): void {
    stop(event)
    this.leader = 'tapped'
    this.cancelLeader = this.lifetime.timeout(() => {
      this.leader = 'idle'
    }, leaderWaitMs)
  }

  private passLeader(): void {
    this.leader = 'passed'
    this.sink.key(leaderCode, true)
  }

  private command(event: KeyboardEvent): void {
    stop(event)
    this.cancelLeader()
    this.leader = 'idle'
    this.commandKey = event.code
    const command = leaderCommands[event.code]
    if (command) return this.tell(command)
    if (event.code !== leaderCode) return
    this.sink.key(leaderCode, true)
    this.sink.key(leaderCode, false)
  }

  private pointer(event: Event): void {
    if (this.isBlocked) return event.stopPropagation() // scrolling and panning of the view stay the browser's
    if (pressTypes.includes(event.type)) this.sink.pressed?.()
    // The first of the events that a press becomes, before any sink has made a button of it.
    if (this.leader === 'held' && (event.type === 'pointerdown' || event.type === 'mousedown')) this.passLeader()
  }

  private left(): void {
    this.release()
    this.where.set('here')
  }

  private release(): void {
    this.cancelLeader()
    this.leader = 'idle'
    this.commandKey = undefined
    this.down.clear()
    this.chordOnly = this.hasAltGraph = false
    this.sink.releaseAll()
  }

  private tell(command: InputCommand): void {
    if (command === 'leave') {
      this.release()
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    }
    for (const listener of this.listeners) listener(command)
  }
}

const pressTypes: readonly string[] = ['pointerdown', 'mousedown', 'touchstart']

const pointerEvents = [
  ...['pointerdown', 'pointermove', 'pointerup', 'mousedown', 'mousemove', 'mouseup', 'click', 'contextmenu', 'wheel'],
  ...['touchstart', 'touchmove', 'touchend', 'touchcancel', 'gesturestart', 'gesturemove', 'gestureend'],
] as const

function isChordKey(code: string): boolean {
  return releaseChord.some(names => names.includes(code))
}

/** Right Ctrl, unless the layout has made something else of it (Canadian: level 5; Linux: Compose, AltGr). */
function isLeader({ code, key }: KeyboardEvent): boolean {
  return code === leaderCode && (key === 'Control' || key === '' || key === 'Unidentified')
}

function isModifier({ code, key }: KeyboardEvent): boolean {
  return code !== leaderCode && (/^(Shift|Control|Alt|Meta)/.test(code) || key === 'AltGraph')
}

function chordIsDown(down: ReadonlySet<string>): boolean {
  return releaseChord.every(names => names.some(name => down.has(name)))
}

/** The machine's keys are not the browser's: without this, view-only would still swallow F5 and Tab. */
function letBrowserHave(event: KeyboardEvent): void {
  event.stopPropagation()
}

function stop(event: Event): void {
  event.preventDefault()
  event.stopPropagation()
}
