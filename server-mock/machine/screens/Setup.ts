import type { SKRSContext2D } from '@napi-rs/canvas'
import type { KeyStroke } from '../Keyboard'
import type { Rect } from '../Region'
import { drawFirmwareList } from './firmwareLook'
import { type Board, Screen } from './Screen'

/** F2: the few things this firmware lets one choose. */
export class Setup extends Screen {
  readonly state = 'setup'
  private readonly done: () => void
  private chosen = 0

  constructor(board: Board, done: () => void) {
    super(board)
    this.done = done
    // The clock in the list.
    this.timers.every(1000, () => board.display.invalidateAll())
  }

  override key(stroke: KeyStroke): void {
    if (stroke.code === 'ArrowDown') this.chosen = (this.chosen + 1) % 3
    if (stroke.code === 'ArrowUp') this.chosen = (this.chosen + 2) % 3
    const turns = ['Enter', 'NumpadEnter', 'ArrowLeft', 'ArrowRight', 'Space'].includes(stroke.code)
    if (turns && this.chosen < 2) this.change()
    this.board.display.invalidateAll()
    const leaves = stroke.code === 'Enter' && this.chosen === 2
    if (leaves || stroke.code === 'Escape' || stroke.code === 'F10') this.done()
  }

  override draw(context: SKRSContext2D, area: Rect): void {
    const { settings, clock, display, memoryMiB } = this.board
    const rows = [
      { label: 'Start first from', detail: settings.bootFrom === 'media' ? 'Attached media' : 'Disk' },
      { label: 'Quick start', detail: settings.quickStart ? 'On' : 'Off' },
      { label: 'Save and restart', detail: 'F10' },
    ]
    const time = new Date(clock.now()).toISOString().slice(0, 19).replace('T', '  ')
    const hint = `${memoryMiB} MiB      ${time} UTC      ↑ ↓  choose      Enter  change`
    drawFirmwareList(context, display, { title: 'Setup', rows, chosen: this.chosen, hint }, area)
  }

  private change(): void {
    const { settings } = this.board
    if (this.chosen === 0) settings.bootFrom = settings.bootFrom === 'media' ? 'disk' : 'media'
    else settings.quickStart = !settings.quickStart
  }
}
