import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Rect } from '../Region'
import { fitted } from '../text/fitted'
import { sans } from '../text/fonts'
import { drawWheel } from '../wheel'

export interface FirmwareRow {
  readonly label: string
  /** Stands at the right, quieter. */
  readonly detail: string
}

/** A list in the middle of the firmware's page, one row of it chosen. */
export interface FirmwareList {
  readonly title: string
  readonly rows: readonly FirmwareRow[]
  readonly chosen: number
  readonly hint: string
}

const rowHeight = 44

/** Draws the boot menu and the setup alike: quiet page, one card, keys below. */
export function drawFirmwareList(
  context: SKRSContext2D,
  size: { readonly width: number; readonly height: number },
  list: FirmwareList,
  area: Rect,
): void {
  context.fillStyle = '#060b10'
  context.fillRect(area.x, area.y, area.width, area.height)
  const width = Math.min(620, size.width - 48)
  const height = list.rows.length * rowHeight + 96
  const x = Math.round((size.width - width) / 2)
  const y = Math.round((size.height - height) / 2)
  context.fillStyle = '#0e1821'
  context.strokeStyle = '#20313e'
  context.lineWidth = 1
  context.beginPath()
  context.roundRect(x + 0.5, y + 0.5, width, height, 12)
  context.fill()
  context.stroke()
  drawWheel(context, x + 36, y + 36, 9, '#39b3bf')
  context.fillStyle = '#e3eef4'
  context.font = `600 19px ${sans}`
  context.fillText(list.title, x + 62, y + 43)
  for (const [at, row] of list.rows.entries()) {
    drawRow(
      context,
      { x: x + 16, y: y + 68 + at * rowHeight, width: width - 32, height: rowHeight },
      row,
      at === list.chosen,
    )
  }
  context.fillStyle = '#7a91a0'
  context.font = `400 13px ${sans}`
  context.textAlign = 'center'
  context.fillText(list.hint, size.width / 2, y + height + 34)
  context.textAlign = 'left'
}

function drawRow(context: SKRSContext2D, box: Rect, row: FirmwareRow, chosen: boolean): void {
  if (chosen) {
    context.fillStyle = '#17525c'
    context.beginPath()
    context.roundRect(box.x, box.y + 2, box.width, box.height - 4, 8)
    context.fill()
  }
  const base = box.y + box.height / 2 + 5
  context.fillStyle = chosen ? '#ffffff' : '#bccdd8'
  context.font = `500 15px ${sans}`
  context.fillText(fitted(context, row.label, box.width - 190), box.x + 18, base)
  context.fillStyle = chosen ? '#bfe6ea' : '#7a91a0'
  context.font = `400 14px ${sans}`
  context.textAlign = 'right'
  context.fillText(row.detail, box.x + box.width - 18, base)
  context.textAlign = 'left'
}
