import { type Readable, writable } from '../lib/readable'
import { RingSeries } from '../lib/ring'

/** What one connection costs and gives, once a second. Shape of `OwnStats` in `devices/capabilities/stats.ts`. */
export interface FrameSample {
  readonly fps: number
  readonly bytesPerSecond: number
  /** ms of that second spent on parsing (here) and decoding (in the painter). */
  readonly decodeMs: number
  readonly paintMs: number
  /** ms of that second in which the render queue held back the next update. */
  readonly queueMs: number
  readonly rectanglesPerSecond: number
  /** Of the newest probe; absent where the server answers none, and while an answer is overdue. */
  readonly roundTripMs?: number
  /** For how long an answer has been due that does not come. */
  readonly overdueMs?: number
  /** From a key or button to the next picture, the longest of that second; absent in seconds without one. */
  readonly inputToScreenMs?: number
}

type Series = 'fps' | 'bytesPerSecond' | 'decodeMs' | 'paintMs' | 'queueMs' | 'roundTripMs' | 'inputToScreenMs'

const keptSeconds = 600
/** A picture this long after a press has nothing to do with it. */
const longestAnswerMs = 2_000

const encodingNames: Readonly<Record<number, string>> = {
  0: 'Raw',
  1: 'CopyRect',
  2: 'RRE',
  5: 'Hextile',
  6: 'Zlib',
  7: 'Tight',
  16: 'ZRLE',
  17: 'KasmVideo',
  21: 'JPEG',
  50: 'H.264',
  [-260]: 'TightPNG',
}

/** Counts frames, bytes, rectangles and times, and turns them into one sample a second. Nothing is kept per frame. */
export class FrameMeter {
  readonly latest: Readable<Partial<FrameSample>>
  readonly series: Readonly<Record<Series, RingSeries>>
  private readonly current = writable<Partial<FrameSample>>({})
  private readonly byEncoding = new Map<number, number>()
  private frames = 0
  private bytes = 0
  private busyMs = 0
  private paintMs = 0
  private queueMs = 0
  private rectangles = 0
  private roundTripMs: number | undefined
  private pressedAtMs: number | undefined
  private inputToScreenMs: number | undefined
  private startedMs = performance.now()

  constructor() {
    this.latest = this.current
    const ring = () => new RingSeries(keptSeconds)
    this.series = {
      fps: ring(),
      bytesPerSecond: ring(),
      decodeMs: ring(),
      paintMs: ring(),
      queueMs: ring(),
      roundTripMs: ring(),
      inputToScreenMs: ring(),
    }
  }

  countBytes(bytes: number): void {
    this.bytes += bytes
  }

  /** Main-thread time of one message. */
  countBusy(ms: number): void {
    this.busyMs += ms
  }

  countPainter({ painted, paintMs, decodeMs }: { painted: number; paintMs: number; decodeMs: number }): void {
    this.frames += painted
    if (painted > 0) this.answered()
    this.paintMs += paintMs
    this.busyMs += decodeMs
  }

  countQueue(ms: number): void {
    this.queueMs += ms
  }

  countRectangle(encoding: number): void {
    this.rectangles++
    this.byEncoding.set(encoding, (this.byEncoding.get(encoding) ?? 0) + 1)
  }

  /** A key or a button goes to the machine now. What is painted next is taken for the answer. */
  countPress(): void {
    this.pressedAtMs ??= performance.now()
  }

  /** `ownMs`: in which this page was busy and could not take the answer; pictures waited for as long. */
  countRoundTrip(ms: number | undefined, ownMs = 0): void {
    this.roundTripMs = ms
    this.queueMs += ownMs
  }

  /** Rectangles since the connection began, by encoding. */
  rectanglesByEncoding(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.byEncoding].map(([code, n]) => [encodingNames[code] ?? String(code), n]))
  }

  /** Begins a connection: counters at zero, rectangles forgotten. */
  begin(): void {
    this.byEncoding.clear()
    this.roundTripMs = this.pressedAtMs = undefined
    this.clear()
  }

  /** Ends a connection: a gap in every series. */
  end(): void {
    const nowMs = Date.now()
    for (const ring of Object.values(this.series)) ring.gap(nowMs)
    this.current.set({})
  }

  /** Closes the running second (or however long it was) into a sample. `overdueMs`: for how long an answer has been due. */
  tick(overdueMs?: number): void {
    const seconds = (performance.now() - this.startedMs) / 1000
    if (seconds < 0.2) return
    const perSecond = (count: number) => Math.round((count / seconds) * 10) / 10
    const sample: FrameSample = {
      fps: perSecond(this.frames),
      bytesPerSecond: Math.round(this.bytes / seconds),
      decodeMs: perSecond(this.busyMs),
      paintMs: perSecond(this.paintMs),
      queueMs: perSecond(this.queueMs),
      rectanglesPerSecond: perSecond(this.rectangles),
      ...(overdueMs !== undefined
        ? { overdueMs: Math.round(overdueMs) }
        : this.roundTripMs !== undefined && { roundTripMs: this.roundTripMs }),
      ...(this.inputToScreenMs !== undefined && { inputToScreenMs: Math.round(this.inputToScreenMs) }),
    }
    const nowMs = Date.now()
    for (const name of Object.keys(this.series) as Series[]) this.series[name].push(nowMs, sample[name] ?? Number.NaN)
    this.current.set(sample)
    this.clear()
  }

  private clear(): void {
    this.frames = this.bytes = this.busyMs = this.paintMs = this.queueMs = this.rectangles = 0
    this.inputToScreenMs = undefined
    this.startedMs = performance.now()
  }

  private answered(): void {
    if (this.pressedAtMs === undefined) return
    const ms = performance.now() - this.pressedAtMs
    this.pressedAtMs = undefined
    if (ms <= longestAnswerMs) this.inputToScreenMs = Math.max(ms, this.inputToScreenMs ?? 0)
  }
}
