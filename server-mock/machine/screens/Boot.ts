import { sizeInWords } from '../Medium'
import type { Board } from './Screen'
import { TextScreen } from './TextScreen'

/** The operating system starts from the disk, and looks after a file system that was cut off from its power. */
export class Boot extends TextScreen {
  readonly state = 'booting'

  constructor(board: Board, dirty: boolean, done: () => void) {
    super(board)
    board.disk.busy(dirty ? 4600 : 2600)
    const { display, memoryMiB } = board
    const ok = (text: string) => `[  \x1b[32mOK\x1b[0m  ] ${text}`
    const at = (seconds: string, text: string) => `\x1b[90m[    ${seconds}]\x1b[0m ${text}`
    const check: [number, string][] = dirty
      ? [
          [500, `[ \x1b[33mNOTE\x1b[0m ] The last run ended without a shutdown: checking /dev/vda2`],
          [900, '         fsck: recovering journal'],
          [500, '         fsck: clearing 3 orphaned inodes'],
          [300, '         fsck: /dev/vda2: clean, 48211/4194304 files, 2108440/16777216 blocks'],
        ]
      : [[60, ok('Checked file system on /dev/vda2: clean')]]
    this.play(
      [
        [260, at('0.000000', 'Harbor 12, kernel 6.12.9')],
        [90, at('0.004211', `Memory: ${memoryMiB * 1024}K available`)],
        [90, at('0.118730', 'ACPI: power button [PWRF]')],
        [120, at('0.402115', `simpledrm: ${display.widthPx}x${display.heightPx}, 32 bits per pixel`)],
        [60, at('0.611902', 'usb 1-1: keyboard and tablet')],
        ...board.media.map(({ kind, name, sizeBytes }): [number, string] => {
          return [60, at('0.702230', `${kind === 'cd' ? 'sr0' : 'sda'}: ${name}, ${sizeInWords(sizeBytes)}`)]
        }),
        [260, at('0.840019', 'vda: vda1 vda2')],
        ...check,
        [140, ok('Mounted root file system')],
        [110, ok('Started device manager')],
        [170, ok('Set up network on eth0: 10.0.2.15')],
        [90, ok('Started system log')],
        [140, ok('Started clock synchronisation')],
        [200, ok('Started remote sign-in')],
        [320, ok('Reached multi-user')],
      ],
      done,
    )
  }

  protected override get showsCursor(): boolean {
    return false
  }
}
