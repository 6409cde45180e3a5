import { createHash } from 'node:crypto'
import { createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas'
import type { Capture, Machine } from '../machine/Machine'
import { type Answer, badRequest } from './answers'
import { booleanIn, numberIn } from './query'

/** Quality 0 to 9 as JPEG's own: kasmtech/KasmVNC common/network/GetAPIMessager.cxx. */
const jpegQuality = [15, 29, 41, 42, 62, 77, 79, 86, 92, 100]

export interface ScreenshotTimes {
  /** Ms from the server's start to its first copy of the screen, and between copies. */
  readonly firstMs: number
  readonly everyMs: number
}

/** The server's own copy of the screen, and the JPEG it makes of it for `get_screenshot`. */
export class Screenshot {
  private readonly machine: Machine
  private readonly timers: NodeJS.Timeout[]
  private picture: Capture | undefined
  private hash = ''
  private cached: { key: string; data: Buffer } | undefined

  constructor(machine: Machine, { firstMs, everyMs }: ScreenshotTimes) {
    this.machine = machine
    this.timers = [setTimeout(() => this.copy(), firstMs).unref(), setInterval(() => this.copy(), everyMs).unref()]
  }

  /** Takes a new copy: also after the screen changed its size, once there was one. */
  copy(): void {
    this.picture = this.machine.capture()
    // Its own hash is XXH64; all a caller may rely on is that it changes with the picture.
    const hash = createHash('sha256').update(this.picture.data).digest('hex').slice(0, 16)
    if (hash === this.hash) return
    this.hash = hash
    this.cached = undefined
  }

  get taken(): boolean {
    return this.picture !== undefined
  }

  /** `crash`: a side came out as 0, which ends the real server. */
  async answer(query: string): Promise<Answer | 'crash'> {
    const { picture } = this
    const quality = numberIn(query, 'quality', 8) ?? 7
    if (!picture || quality > 9) return badRequest
    const wanted = [numberIn(query, 'width', 16) ?? picture.width, numberIn(query, 'height', 16) ?? picture.height]
    const [width = 0, height = 0] = [Math.min(wanted[0] ?? 0, picture.width), Math.min(wanted[1] ?? 0, picture.height)]
    if (width === 0 || height === 0) return badRequest
    const scale = Math.min(width / picture.width, height / picture.height)
    const [toWidth, toHeight] = [Math.trunc(picture.width * scale), Math.trunc(picture.height * scale)]
    if (toWidth === 0 || toHeight === 0) return 'crash'
    const key = `${width} ${height} ${quality}`
    if (this.cached?.key === key && booleanIn(query, 'deduplicate')) {
      return { status: '200 OK', type: 'text/plain', body: this.hash }
    }
    if (this.cached?.key !== key) {
      this.cached = { key, data: await jpeg(picture, toWidth, toHeight, jpegQuality[quality] ?? 86) }
    }
    return { status: '200 OK', type: 'image/jpeg', body: this.cached.data }
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer)
  }
}

function jpeg({ data, width, height }: Capture, toWidth: number, toHeight: number, quality: number): Promise<Buffer> {
  const full = createCanvas(width, height)
  full.getContext('2d').putImageData(new ImageData(data, width, height), 0, 0)
  if (toWidth === width && toHeight === height) return full.encode('jpeg', quality)
  const small = createCanvas(toWidth, toHeight)
  const context: SKRSContext2D = small.getContext('2d')
  context.drawImage(full, 0, 0, toWidth, toHeight)
  return small.encode('jpeg', quality)
}
