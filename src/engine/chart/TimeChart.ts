import uPlot from 'uplot'
import { Lifetime } from '../../lib/lifetime'
import type { RingSeries } from '../../lib/ring'
import { followTheme } from '../resolveColors'
import type { ChartGroup, TimeRange } from './ChartGroup'
import { type ChartBand, drawBands, drawMarks } from './drawEvents'
import { type Palette, readPalette } from './palette'

export interface ChartLine {
  readonly ring: RingSeries
  /** 1 to 6, the tokens `series-1` to `series-6`. */
  readonly color: number
  readonly dashed?: boolean
}

export interface TimeChartOptions {
  /** All pushed at the same moments: they share one axis of times. */
  readonly lines: readonly ChartLine[]
  readonly heightPx: number
  /** The scale reaches at least this far up, so that noise near zero stays small. */
  readonly topAtLeast: number
  /** Good, fair and poor, where the scale has them: it then ends where they do. */
  readonly bands?: readonly ChartBand[]
  /** Two samples further apart than this have a gap between them, ms. */
  readonly gapAfterMs: number
  formatValue(value: number): string
  formatTime(atMs: number): string
}

/** A brush narrower than this is a click, px. */
const shortestBrushPx = 6
const axisWidthPx = 44

/**
 * One chart over time: lines out of rings, gaps as gaps. The group says which stretch to draw and when; a chart that is
 * out of sight is drawn when it comes back into view.
 */
export class TimeChart {
  readonly element = document.createElement('div')
  /** How often it was drawn, for tests. */
  draws = 0
  private readonly plot: uPlot
  private readonly group: ChartGroup
  private readonly options: TimeChartOptions
  private readonly lifetime = new Lifetime()
  private palette: Palette | undefined
  private isInView = true

  constructor(group: ChartGroup, options: TimeChartOptions) {
    this.group = group
    this.options = options
    this.element.style.height = `${options.heightPx}px`
    this.plot = new uPlot(this.plotOptions(), [[], ...options.lines.map(() => [])], this.element)
    this.follow(new ResizeObserver(() => requestAnimationFrame(() => this.resize())))
    this.follow(
      new IntersectionObserver(([entry]) => {
        this.isInView = entry?.isIntersecting ?? true
        if (this.isInView) group.touch()
      }),
    )
    this.lifetime.add(
      followTheme(() => {
        this.palette = undefined
        group.touch()
      }),
    )
    this.lifetime.add(group.add(this))
    this.lifetime.add(() => this.plot.destroy())
    this.lifetime.add(() => this.element.remove())
  }

  /** Called by the group, at most once per animation frame. */
  draw(range: TimeRange): void {
    if (!this.isInView || !this.element.isConnected || this.plot.width === 0) return
    this.palette ??= readPalette(this.element)
    this.draws++
    this.plot.batch(() => {
      this.plot.setData(this.read(range), false)
      this.plot.setScale('x', { min: range.fromMs / 1000, max: range.toMs / 1000 })
    })
  }

  /** Safe twice. */
  dispose(): void {
    this.lifetime.dispose()
  }

  private read(range: TimeRange): uPlot.AlignedData {
    const { lines, gapAfterMs } = this.options
    const columns = lines.map(({ ring }) => {
      const times: number[] = []
      const values: (number | null)[] = []
      ring.read({ ...range, gapAfterMs }, times, values)
      return { times, values }
    })
    const seconds = (columns[0]?.times ?? []).map(atMs => atMs / 1000)
    return [seconds, ...columns.map(({ values }) => values)]
  }

  private resize(): void {
    if (this.lifetime.ended) return
    const width = Math.floor(this.element.clientWidth)
    if (width > 0 && width !== this.plot.width) this.plot.setSize({ width, height: this.options.heightPx })
    this.group.touch()
  }

  private follow(observer: ResizeObserver | IntersectionObserver): void {
    observer.observe(this.element)
    this.lifetime.add(() => observer.disconnect())
  }

  private plotOptions(): uPlot.Options {
    const { lines, heightPx, formatValue, formatTime } = this.options
    const text = () => this.palette?.text ?? 'gray'
    const grid = { stroke: () => this.palette?.grid ?? 'gray', width: 1 }
    const font = '11px "Inter Variable", system-ui, sans-serif'
    return {
      width: 0,
      height: heightPx,
      legend: { show: false },
      padding: [8, 6, 0, 0],
      cursor: {
        y: false,
        points: { size: 5 },
        drag: { x: true, y: false, setScale: false },
        // Others follow the pointer, but a brush is this chart's own until the group has taken it.
        sync: { key: this.group.key, filters: { pub: type => type === 'mousemove' || type === 'mouseleave' } },
      },
      scales: { x: { time: false, auto: false }, y: { range: (_plot, _min, max) => [0, this.topOf(max)] } },
      axes: [
        {
          stroke: text,
          font,
          size: 20,
          gap: 4,
          space: 90,
          grid: { show: false },
          ticks: { show: false },
          incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600],
          values: (_plot, seconds) => seconds.map(s => formatTime(s * 1000)),
        },
        {
          stroke: text,
          font,
          size: axisWidthPx,
          gap: 6,
          grid,
          ticks: { show: false },
          splits: plot => [0, (plot.scales.y?.max ?? 0) / 2, plot.scales.y?.max ?? 0],
          values: (_plot, splits) => splits.map(formatValue),
        },
      ],
      series: [
        {},
        ...lines.map(
          ({ color, dashed }, i): uPlot.Series => ({
            stroke: () => this.palette?.series[color - 1] ?? 'gray',
            // The area belongs to the first line; more of them would hide each other.
            ...(i === 0 && !this.options.bands && { fill: () => this.palette?.fills[color - 1] ?? 'transparent' }),
            width: 1.5,
            ...(dashed && { dash: [4, 3] }),
            points: { show: false },
          }),
        ),
      ],
      hooks: {
        drawClear: [plot => this.palette && drawBands(plot, this.options.bands ?? [], this.palette)],
        draw: [plot => this.palette && drawMarks(plot, this.group.marks, this.palette)],
        setSelect: [plot => this.brush(plot)],
        setCursor: [plot => this.point(plot)],
      },
    }
  }

  private topOf(max: number | null): number {
    const { bands, topAtLeast } = this.options
    return bands?.at(-1)?.to ?? niceTop(Math.max(topAtLeast, max ?? 0))
  }

  private brush(plot: uPlot): void {
    const { left, width } = plot.select
    if (width === 0) return
    const toMs = (px: number) => plot.posToVal(px, 'x') * 1000
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    if (width >= shortestBrushPx) this.group.zoom({ fromMs: toMs(left), toMs: toMs(left + width) })
  }

  /** Tells the group where this chart is pointed at; those that only follow do not. */
  private point(plot: uPlot): void {
    if (!plot.cursor.event) return
    const left = plot.cursor.left ?? -1
    this.group.pointAt(left < 0 ? undefined : plot.posToVal(left, 'x') * 1000)
  }
}

/** The next of 1, 2, 5, 10, 20, 50 … so that the middle line has a round number, too. */
function niceTop(max: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(max || 1))
  return ([1, 2, 4, 6, 8, 10].find(step => step * magnitude >= max) ?? 10) * magnitude
}
