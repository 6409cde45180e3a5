import { type Clock, Timers } from './Clock'
import { codeOfKeysym, modifierCodes, numberPad, numberPadPlain, textOfKeysym, usLayout } from './keys'
import { Listeners } from './Listeners'

/** One press of a key, or one repeat of it, as the running program gets it. */
export interface KeyStroke {
  /** As `KeyboardEvent.code`, the number pad resolved by Num Lock; empty for a character without a key. */
  readonly code: string
  /** What it types, empty for none; given also with Ctrl or Alt held. */
  readonly text: string
  readonly shift: boolean
  readonly ctrl: boolean
  readonly alt: boolean
  readonly meta: boolean
  readonly repeat: boolean
}

export interface Locks {
  readonly caps: boolean
  readonly num: boolean
  readonly scroll: boolean
}

/** ms until a held key repeats, unless said, and between repeats: what PC firmware sets. */
const usualRepeatAfterMs = 500
const repeatEveryMs = 33

interface Held {
  readonly code: string
  /** From a keysym; a plain key finds its character in the layout each time. */
  readonly text: string | undefined
}

/** A US keyboard: keys by code or by keysym go in, strokes come out. It repeats by itself, as USB keyboards' hosts do. */
export class Keyboard {
  private readonly held = new Map<string, Held>()
  private readonly timers: Timers
  private readonly repeatAfterMs: number
  private stopRepeat = () => {}
  private repeating: string | undefined
  private state: Locks = { caps: false, num: true, scroll: false }
  private readonly strokes = new Listeners<[KeyStroke]>()
  private readonly lockListeners = new Listeners<[Locks]>()

  constructor(clock: Clock, repeatAfterMs = usualRepeatAfterMs) {
    this.timers = new Timers(clock)
    this.repeatAfterMs = repeatAfterMs
  }

  get locks(): Locks {
    return this.state
  }

  /** Codes of the keys that are down. */
  get down(): readonly string[] {
    return [...this.held.values()].map(({ code }) => code)
  }

  onStroke(listener: (stroke: KeyStroke) => void): () => void {
    return this.strokes.add(listener)
  }

  onLocks(listener: (locks: Locks) => void): () => void {
    return this.lockListeners.add(listener)
  }

  key(code: string, down: boolean): void {
    this.change(code, { code, text: undefined }, down)
  }

  /** `code` is the physical key where the viewer said it; the keysym's own character is what gets typed. */
  keysym(keysym: number, down: boolean, code = codeOfKeysym(keysym)): void {
    const text = textOfKeysym(keysym)
    if (code === undefined && text === '') return
    this.change(code ?? text, { code: code ?? '', text: text === '' ? undefined : text }, down)
  }

  /** As at power on: nothing held, Num Lock on. */
  reset(): void {
    this.releaseAll()
    this.setLocks({ caps: false, num: true, scroll: false })
  }

  releaseAll(): void {
    this.held.clear()
    this.endRepeat()
  }

  dispose(): void {
    this.releaseAll()
    this.timers.dispose()
  }

  private change(id: string, held: Held, down: boolean): void {
    if (!down) {
      this.held.delete(id)
      if (this.repeating === id) this.endRepeat()
      return
    }
    // A viewer's own repeats: ours runs already.
    if (this.held.has(id)) return
    this.held.set(id, held)
    this.toggleLock(held.code)
    if (modifierCodes.has(held.code)) return
    this.strokes.tell(this.strokeOf(held, false))
    this.startRepeat(id, held)
  }

  private startRepeat(id: string, held: Held): void {
    this.endRepeat()
    if (!this.held.has(id) || held.code.endsWith('Lock')) return
    this.repeating = id
    const again = () => {
      this.stopRepeat = this.timers.after(repeatEveryMs, again)
      this.strokes.tell(this.strokeOf(held, true))
    }
    this.stopRepeat = this.timers.after(this.repeatAfterMs, again)
  }

  private endRepeat(): void {
    this.stopRepeat()
    this.repeating = undefined
  }

  private toggleLock(code: string): void {
    const { caps, num, scroll } = this.state
    if (code === 'CapsLock') this.setLocks({ caps: !caps, num, scroll })
    if (code === 'NumLock') this.setLocks({ caps, num: !num, scroll })
    if (code === 'ScrollLock') this.setLocks({ caps, num, scroll: !scroll })
  }

  private setLocks(locks: Locks): void {
    const { caps, num, scroll } = this.state
    if (caps === locks.caps && num === locks.num && scroll === locks.scroll) return
    this.state = locks
    this.lockListeners.tell(locks)
  }

  private strokeOf(held: Held, repeat: boolean): KeyStroke {
    const isDown = (name: string) => this.down.includes(`${name}Left`) || this.down.includes(`${name}Right`)
    const modifiers = { shift: isDown('Shift'), ctrl: isDown('Control'), alt: isDown('Alt'), meta: isDown('Meta') }
    const pad = numberPad[held.code]
    if (pad && held.text === undefined) {
      const [text, code] = pad
      return this.state.num ? { code: held.code, text, ...modifiers, repeat } : { code, text: '', ...modifiers, repeat }
    }
    return { code: held.code, text: held.text ?? this.textOf(held.code, modifiers.shift), ...modifiers, repeat }
  }

  private textOf(code: string, shift: boolean): string {
    const characters = usLayout[code]
    if (!characters) return numberPadPlain[code] ?? ''
    const [plain, shifted] = characters
    const capital = code.startsWith('Key') ? shift !== this.state.caps : shift
    return capital ? shifted : plain
  }
}
