import type uPlot from 'uplot'
import type { ChartMark } from './ChartGroup'
import type { Palette } from './palette'

export interface ChartBand {
  readonly from: number
  readonly to: number
  readonly tone: 'ok' | 'warn' | 'bad'
}

/** Good, fair and poor behind everything. */
export function drawBands(plot: uPlot, bands: readonly ChartBand[], palette: Palette): void {
  const { ctx, bbox } = plot
  for (const { from, to, tone } of bands) {
    const top = plot.valToPos(to, 'y', true)
    ctx.fillStyle = palette.bands[tone]
    ctx.fillRect(bbox.left, top, bbox.width, plot.valToPos(from, 'y', true) - top)
  }
}

/** Thin ticks with a word at their top; a word that would run into the one before is left out. */
export function drawMarks(plot: uPlot, marks: readonly ChartMark[], palette: Palette): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const right = bbox.left + bbox.width
  ctx.save()
  ctx.font = `${10 * ratio}px "Inter Variable", system-ui, sans-serif`
  ctx.textBaseline = 'top'
  ctx.textAlign = 'left'
  ctx.lineWidth = ratio
  let free = bbox.left
  for (const { atMs, label, tone } of marks) {
    const x = Math.round(plot.valToPos(atMs / 1000, 'x', true))
    if (x < bbox.left || x > right) continue
    const color = tone === 'bad' ? palette.bad : palette.text
    ctx.strokeStyle = color
    ctx.fillStyle = color
    ctx.setLineDash([2 * ratio, 2 * ratio])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    const width = ctx.measureText(label).width + 4 * ratio
    const start = x + width > right ? x - width : x + 3 * ratio
    if (start < free) continue
    ctx.fillText(label, start, bbox.top)
    free = start + width
  }
  ctx.restore()
}
