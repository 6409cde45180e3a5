import type { KeyStroke } from '../Keyboard'
import type { Board } from './Screen'
import { TextScreen } from './TextScreen'

export interface Account {
  readonly user: string
  readonly password: string
}

/** The console's login prompt; the desktop starts after it. */
export class Login extends TextScreen {
  readonly state = 'login'
  private readonly account: Account
  private readonly done: () => void
  private step: 'user' | 'password' | 'judging' = 'user'
  private typed = ''
  private user = ''

  constructor(board: Board, account: Account, done: () => void) {
    super(board)
    this.account = account
    this.done = done
    this.line(`\x1b[1mHarbor 12\x1b[0m  \x1b[36m${board.name}\x1b[0m  tty1`)
    this.line('')
    this.ask()
  }

  override key(stroke: KeyStroke): void {
    if (this.step === 'judging' || stroke.alt) return
    if (stroke.code === 'Enter' || stroke.code === 'NumpadEnter') return this.enter()
    if (stroke.ctrl) {
      if (stroke.code === 'KeyU') this.erase(this.typed.length)
      if (stroke.code === 'KeyC') this.again()
      return
    }
    if (stroke.code === 'Backspace') return this.erase(1)
    if (stroke.text === '') return
    this.typed += stroke.text
    if (this.step === 'user') this.write(stroke.text)
  }

  private erase(count: number): void {
    const characters = [...this.typed]
    const gone = Math.min(count, characters.length)
    this.typed = characters.slice(0, characters.length - gone).join('')
    if (this.step === 'user') this.write('\b \b'.repeat(gone))
  }

  private enter(): void {
    this.write('\n')
    if (this.step === 'user') {
      this.user = this.typed
      this.typed = ''
      if (this.user === '') return this.ask()
      this.step = 'password'
      this.write('Password: ')
      return
    }
    this.step = 'judging'
    const right = this.user === this.account.user && this.typed === this.account.password
    // A wrong password is answered slowly, as everywhere.
    this.timers.after(right ? 350 : 1500, () => {
      if (right) return this.done()
      this.line('\nLogin incorrect')
      this.again()
    })
  }

  private again(): void {
    this.write('\n')
    this.typed = ''
    this.step = 'user'
    this.ask()
  }

  private ask(): void {
    this.write(`${this.board.name} login: `)
  }
}
