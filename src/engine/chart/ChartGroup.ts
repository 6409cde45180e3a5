import { type Readable, writable } from '../../lib/readable'

/** A stretch of time, epoch ms. */
export interface TimeRange {
  readonly fromMs: number
  readonly toMs: number
}

/** Something that happened, drawn as a thin labelled tick in every chart. */
export interface ChartMark {
  readonly atMs: number
  readonly label: string
  readonly tone: 'bad' | 'plain'
}

export interface ChartGroupState {
  /** How much is shown up to now, ms. */
  readonly spanMs: number
  /** What is shown instead, while paused or zoomed. New samples are kept meanwhile. */
  readonly frozen: TimeRange | undefined
}

interface Drawn {
  draw(range: TimeRange): void
}

/** The axis moves on once a second also when nothing new came: a gap grows. */
const tickMs = 1_000

/**
 * What the charts of one panel share: the time they show, pause, zoom, crosshair and marks. It asks for one animation
 * frame however many things changed, and for none while it has no chart or the page is hidden.
 */
export class ChartGroup {
  readonly state: Readable<ChartGroupState>
  /** Where somebody points in one of the charts, epoch ms. */
  readonly pointedAtMs: Readable<number | undefined>
  /** Ties the crosshairs of these charts, and no others, together. */
  readonly key = `charts-${nextKey++}`
  private readonly current
  private readonly pointed = writable<number | undefined>(undefined)
  private readonly charts = new Set<Drawn>()
  private drawn: readonly ChartMark[] = []
  private frame = 0
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(spanMs: number) {
    this.current = writable<ChartGroupState>({ spanMs, frozen: undefined })
    this.state = this.current
    this.pointedAtMs = this.pointed
  }

  get marks(): readonly ChartMark[] {
    return this.drawn
  }

  setMarks(marks: readonly ChartMark[]): void {
    this.drawn = marks
    this.touch()
  }

  /** Shows the last `spanMs`, live. */
  follow(spanMs = this.state.getState().spanMs): void {
    this.set({ spanMs, frozen: undefined })
  }

  pause(): void {
    if (!this.state.getState().frozen) this.zoom(this.range())
  }

  zoom(frozen: TimeRange): void {
    this.set({ ...this.state.getState(), frozen })
  }

  range(): TimeRange {
    const { spanMs, frozen } = this.state.getState()
    const nowMs = Date.now()
    return frozen ?? { fromMs: nowMs - spanMs, toMs: nowMs }
  }

  pointAt(atMs: number | undefined): void {
    this.pointed.set(atMs)
  }

  /** There is something new to draw. */
  touch(): void {
    if (this.frame !== 0 || this.charts.size === 0 || document.hidden) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      const range = this.range()
      for (const chart of this.charts) chart.draw(range)
    })
  }

  /** A chart joins; returns the function that takes it out. */
  add(chart: Drawn): () => void {
    this.charts.add(chart)
    if (this.timer === undefined) {
      this.timer = setInterval(() => this.state.getState().frozen ?? this.touch(), tickMs)
      document.addEventListener('visibilitychange', this.touchAgain)
    }
    this.touch()
    return () => {
      this.charts.delete(chart)
      if (this.charts.size > 0) return
      clearInterval(this.timer)
      this.timer = undefined
      document.removeEventListener('visibilitychange', this.touchAgain)
    }
  }

  private readonly touchAgain = () => this.touch()

  private set(state: ChartGroupState): void {
    this.current.set(state)
    this.touch()
  }
}

let nextKey = 1
