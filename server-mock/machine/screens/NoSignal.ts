import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Rect } from '../Region'
import { sans } from '../text/fonts'
import { Screen } from './Screen'

/** What a capture card shows while the machine is off. */
export class NoSignal extends Screen {
  readonly state = 'off'

  override draw(context: SKRSContext2D, area: Rect): void {
    const { width, height } = this.board.display
    context.fillStyle = '#05090d'
    context.fillRect(area.x, area.y, area.width, area.height)
    context.textAlign = 'center'
    context.fillStyle = '#8da2b0'
    context.font = `500 20px ${sans}`
    context.fillText('No signal', width / 2, height / 2 - 4)
    context.fillStyle = '#566b79'
    context.font = `400 14px ${sans}`
    context.fillText(`${this.board.name} is powered off`, width / 2, height / 2 + 22)
    context.textAlign = 'left'
  }
}
