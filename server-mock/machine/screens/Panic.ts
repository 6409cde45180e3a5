import type { Board } from './Screen'
import { TextScreen } from './TextScreen'

/** The operating system is dead. Only the long press and the reset button are heard. */
export class Panic extends TextScreen {
  readonly state = 'crashed'

  constructor(board: Board, reason: string) {
    super(board)
    const at = `\x1b[90m[ ${(board.uptimeMs / 1000).toFixed(3)}]\x1b[0m `
    const word = () =>
      Math.floor(board.random() * 0xffffffff)
        .toString(16)
        .padStart(8, '0')
    const rows = [
      `\x1b[91m\x1b[1mKernel panic - not syncing: ${reason}\x1b[0m`,
      'CPU: 1 PID: 1 Comm: init Tainted: G        W   6.12.9-harbor',
      'Hardware name: Keel standard machine, firmware 2.14',
      'Call trace:',
      ' <TASK>',
      ` dump_stack_lvl+0x5d/0x80`,
      ` panic+0x118/0x2e0`,
      ` do_exit+0x9c4/0xb40`,
      ` do_group_exit+0x2d/0xc0`,
      ` __x64_sys_exit_group+0x14/0x20`,
      ` do_syscall_64+0x82/0x190`,
      ' </TASK>',
      `RAX: ffffffff${word()} RBX: ffff8880${word()} RCX: 00000000${word()}`,
      `RDX: 00000000${word()} RSI: ffffc900${word()} RDI: ffff8880${word()}`,
      'Kernel offset: disabled',
      `\x1b[91m---[ end Kernel panic - not syncing: ${reason} ]---\x1b[0m`,
    ]
    for (const row of rows) this.line(at + row)
  }

  protected override get showsCursor(): boolean {
    return false
  }
}
