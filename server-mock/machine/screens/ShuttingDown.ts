import type { Board } from './Screen'
import { TextScreen } from './TextScreen'

/** The operating system ends in order. */
export class ShuttingDown extends TextScreen {
  readonly state = 'shutting-down'

  constructor(board: Board, then: 'off' | 'restart', done: () => void) {
    super(board)
    board.disk.busy(1500)
    const ok = (text: string) => `[  \x1b[32mOK\x1b[0m  ] ${text}`
    this.play(
      [
        [300, then === 'off' ? 'The system is going down for power off.' : 'The system is going down for restart.'],
        [200, ok('Stopped desktop')],
        [160, ok('Stopped remote sign-in')],
        [160, ok('Stopped network')],
        [240, ok('Saved clock')],
        [380, ok('Unmounted /home')],
        [320, ok('Unmounted root file system')],
        [
          420,
          `\x1b[90m[ ${(board.uptimeMs / 1000).toFixed(3)}]\x1b[0m ${then === 'off' ? 'Power down' : 'Restarting'}`,
        ],
      ],
      done,
    )
  }

  protected override get showsCursor(): boolean {
    return false
  }
}
