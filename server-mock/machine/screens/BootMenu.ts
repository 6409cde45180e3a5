import type { SKRSContext2D } from '@napi-rs/canvas'
import type { KeyStroke } from '../Keyboard'
import { type Medium, sizeInWords } from '../Medium'
import type { Rect } from '../Region'
import { drawFirmwareList, type FirmwareRow } from './firmwareLook'
import { type Board, Screen } from './Screen'

export type BootChoice =
  | { readonly from: 'disk' }
  | { readonly from: 'medium'; readonly medium: Medium }
  | { readonly from: 'setup' }

/** F12: one start from another device. */
export class BootMenu extends Screen {
  readonly state = 'boot-menu'
  private readonly done: (choice: BootChoice) => void
  private chosen = 0

  constructor(board: Board, done: (choice: BootChoice) => void) {
    super(board)
    this.done = done
  }

  override key(stroke: KeyStroke): void {
    const { length } = this.choices()
    if (stroke.code === 'ArrowDown') this.choose((this.chosen + 1) % length)
    if (stroke.code === 'ArrowUp') this.choose((this.chosen + length - 1) % length)
    if (stroke.code === 'Escape') this.done({ from: 'disk' })
    const choice = this.choices()[this.chosen]
    if (choice && (stroke.code === 'Enter' || stroke.code === 'NumpadEnter')) this.done(choice)
  }

  override mediaChanged(): void {
    this.choose(0)
  }

  override draw(context: SKRSContext2D, area: Rect): void {
    const rows = this.choices().map(rowOf)
    const hint = '↑ ↓  choose      Enter  start      Esc  start from the disk'
    drawFirmwareList(context, this.board.display, { title: 'Start from', rows, chosen: this.chosen, hint }, area)
  }

  private choices(): BootChoice[] {
    const media = this.board.media.map(medium => ({ from: 'medium', medium }) as const)
    return [{ from: 'disk' }, ...media, { from: 'setup' }]
  }

  private choose(index: number): void {
    this.chosen = index
    this.board.display.invalidateAll()
  }
}

function rowOf(choice: BootChoice): FirmwareRow {
  if (choice.from === 'disk') return { label: 'Harbor on vda', detail: 'Disk, 64 GiB' }
  if (choice.from === 'setup') return { label: 'Setup', detail: '' }
  const { name, kind, sizeBytes } = choice.medium
  return { label: name, detail: `${kind === 'cd' ? 'CD' : 'USB disk'}, ${sizeInWords(sizeBytes)}` }
}
