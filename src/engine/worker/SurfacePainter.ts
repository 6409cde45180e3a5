import type { DecodedElsewhere, DecodePool } from './DecodePool'
import { type Damage, Framebuffer } from './Framebuffer'
import type { JpegTurbo } from './jpegTurbo'
import { type Batch, imageTypes, op, opLength, type SpentBatch, tightBytes } from './ops'
import { type PixelReader, PixelReader32 } from './PixelReader'
import { type PixelFormat, rgbx } from './pixelFormat'
import { drawTight } from './tight'
import type { VideoRects } from './VideoRects'
import { ZStream } from './ZStream'
import { drawZrle, zrleBytes } from './zrle'

/** Where the picture goes: a worker's canvas, or the page's where there is no worker. */
export interface PaintTarget {
  readonly canvas: { width: number; height: number }
  putImageData(
    image: ImageData,
    x: number,
    y: number,
    dirtyX: number,
    dirtyY: number,
    width: number,
    height: number,
  ): void
}

/** What a worker and a page do each in their own way. */
export interface Surroundings {
  /** Calls back before the display's next frame. */
  nextFrame(paint: () => void): void
  /** The pixels of an image the browser can decode, scaled to the size given. Rejects for one it cannot. */
  pixelsOf(image: Blob, width: number, height: number): Promise<Uint32Array>
  /**
   * The decoder for JPEGs: loaded when the first one comes, since many sessions have none. `undefined` until it is there,
   * and for good where WebAssembly is refused: the browser's own decoder then does them.
   */
  turbo(): JpegTurbo | undefined
  /** What decodes video in rectangles, one for each surface; loaded when the first comes. */
  videoRects(): Promise<VideoRects>
  /** Absent where nothing can be decoded elsewhere. */
  readonly pool?: DecodePool
}

interface Queued {
  readonly batch: Batch
  readonly elsewhere: DecodedElsewhere | undefined
}

export interface PainterReport {
  /** Batches applied since the last report: the sender may go on. */
  readonly applied: number
  /** Paints to the canvas, and what they cost. */
  readonly painted: number
  readonly paintMs: number
  /** Inflating, decoding and drawing into the framebuffer. */
  readonly decodeMs: number
  /** Images and streams that could not be decoded: skipped, never waited for. */
  readonly bad: number
  /** A rectangle of video could not be decoded: those after it wait for a key frame. */
  readonly videoLost: boolean
  /** The memory of the batches applied, to be used again. */
  readonly spent: readonly SpentBatch[]
}

/**
 * Applies batches in their order to a framebuffer, and paints what changed at most once per frame of the display. Small
 * JPEGs are decoded on the spot; what only the browser can decode is waited for, while later commands queue.
 */
export class SurfacePainter {
  private readonly target: PaintTarget
  private readonly around: Surroundings
  private readonly onReport: (report: PainterReport) => void
  private readonly fb = new Framebuffer()
  private readonly streams = [new ZStream(), new ZStream(), new ZStream(), new ZStream()]
  private readonly zrleStream = new ZStream()
  private readonly queue: Queued[] = []
  private at = 0
  private waiting = false
  private ended = false
  private paintDue = false
  private shown = false
  private view = { x: 0, y: 0, width: 0, height: 0 }
  private paintAll = false
  private applied = 0
  private painted = 0
  private paintMs = 0
  private decodeMs = 0
  private bad = 0
  private videos: Promise<VideoRects> | undefined
  private videoLost = false
  private format: PixelReader = new PixelReader32(rgbx)
  private swaps = false
  private spent: SpentBatch[] = []

  constructor(target: PaintTarget, around: Surroundings, onReport: (report: PainterReport) => void) {
    this.target = target
    this.around = around
    this.onReport = onReport
  }

  apply(batch: Batch): void {
    this.queue.push({ batch, elsewhere: this.around.pool?.take(batch) })
    if (!this.waiting) this.run()
  }

  /** The framebuffer as an image; `undefined` before it has a size. */
  snapshot(): ImageData | undefined {
    const { image } = this.fb
    return this.swaps && image ? swapped(image, { x: 0, y: 0, width: image.width, height: image.height }) : image
  }

  dispose(): void {
    this.ended = true
    this.queue.length = 0
    this.fb.resize(0, 0)
    void this.videos?.then(videos => videos.dispose())
  }

  private run(): void {
    const startedMs = performance.now()
    while (this.queue.length > 0 && !this.waiting && !this.ended) {
      const head = this.queue[0]
      if (!head) break
      while (this.at < head.batch.opCount && !this.waiting) this.tryStep(head)
      if (this.waiting) break
      this.queue.shift()
      this.spent.push({ ops: head.batch.ops, bytes: head.batch.bytes })
      this.at = 0
      this.applied++
    }
    this.decodeMs += performance.now() - startedMs
    this.report()
  }

  /** Whatever a server sent, one command that fails must not stop those behind it. */
  private tryStep(head: Queued): void {
    try {
      this.step(head)
    } catch {
      this.bad++
      this.at += 1 + (opLength[head.batch.ops[this.at] ?? 0] ?? 0)
    }
  }

  private step({ batch, elsewhere }: Queued): void {
    const { ops, bytes } = batch
    const isElsewhere = elsewhere !== undefined && this.at === elsewhere.nextAt
    if (isElsewhere && !elsewhere.isReady) return this.waitFor(elsewhere)
    const code = ops[this.at] ?? op.flip
    const arg = (index: number) => ops[this.at + 1 + index] ?? 0
    const part = (offset: number, length: number) => bytes.subarray(offset, offset + length)
    const next = this.at + 1 + (opLength[code] ?? 0)
    switch (code) {
      case op.resize:
        this.fb.resize(arg(0), arg(1))
        break
      case op.viewport:
        this.show(arg(0), arg(1), arg(2), arg(3))
        break
      case op.fill:
        this.fb.fill(arg(0), arg(1), arg(2), arg(3), arg(4))
        break
      case op.fillPixel:
        this.fb.fill(arg(0), arg(1), arg(2), arg(3), this.format.pixel(bytes, arg(4)) & 0xffffff)
        break
      case op.copy:
        this.fb.copy(arg(0), arg(1), arg(2), arg(3), arg(4), arg(5))
        break
      case op.blit:
        this.blit(arg(0), arg(1), arg(2), arg(3), part(arg(4), arg(2) * arg(3) * this.format.bytesPerPixel))
        break
      case op.jpeg:
        this.jpeg(arg(0), arg(1), arg(2), arg(3), part(arg(4), arg(5)), isElsewhere ? elsewhere : undefined)
        break
      case op.image:
        this.image(arg(0), arg(1), arg(2), arg(3), part(arg(4), arg(5)), imageTypes[arg(6)] ?? 'image/png')
        break
      case op.tight:
        this.tight(batch, arg)
        break
      case op.zrle:
        this.zrle(arg(0), arg(1), arg(2), arg(3), part(arg(4), arg(5)))
        break
      case op.qoi:
        this.qoi(arg(0), arg(1), arg(2), arg(3), part(arg(4), arg(5)))
        break
      case op.video:
        this.video(arg(0), arg(1), arg(2), arg(3), part(arg(4), arg(5)).slice(), arg(6))
        break
      case op.resetStreams:
        this.streams.forEach((stream, i) => {
          if ((arg(0) >> i) & 1) stream.reset()
        })
        break
      case op.free:
        this.fb.resize(0, 0)
        break
      case op.format:
        this.read({
          bitsPerPixel: arg(0) === 16 ? 16 : 32,
          isBigEndian: arg(1) === 1,
          max: [arg(2), arg(3), arg(4)],
          shift: [arg(5), arg(6), arg(7)],
        })
        break
      case op.swap:
        this.swaps = arg(0) === 1
        this.paintAll = true
        this.flip()
        break
      case op.flip:
        this.flip()
        break
    }
    this.at = next
  }

  private blit(x: number, y: number, width: number, height: number, rows: Uint8Array): void {
    this.fb.blit(x, y, width, height, this.format.pixels(rows))
  }

  private waitFor(elsewhere: DecodedElsewhere): void {
    this.waiting = true
    elsewhere.whenReady(() => {
      this.waiting = false
      this.run()
    })
  }

  private jpeg(
    ...[x, y, width, height, data, elsewhere]: [
      ...place: [number, number, number, number],
      data: Uint8Array,
      elsewhere: DecodedElsewhere | undefined,
    ]
  ): void {
    const pixels = elsewhere ? elsewhere.next() : this.decoded(data, width, height)
    if (pixels) this.fb.blit(x, y, width, height, pixels)
    else this.image(x, y, width, height, data, 'image/jpeg') // no decoder yet, another size than its rectangle, or bad
  }

  private decoded(data: Uint8Array, width: number, height: number): Uint32Array | undefined {
    try {
      return this.around.turbo()?.decode(data, width, height)
    } catch {
      return undefined
    }
  }

  /** By the browser; scaled to the rectangle where it is smaller (KasmVNC's video mode sends such). */
  private image(x: number, y: number, width: number, height: number, data: Uint8Array, type: string): void {
    if (width === 0 || height === 0) return
    this.drawLater(x, y, width, height, this.around.pixelsOf(new Blob([data.slice()], { type }), width, height))
  }

  /** Each picture is waited for: what comes after it may be drawn over it, or copied from it. */
  private video(
    ...[x, y, width, height, unit, stream]: [
      ...place: [number, number, number, number],
      unit: Uint8Array<ArrayBuffer>,
      stream: number,
    ]
  ): void {
    this.videos ??= this.around.videoRects()
    const pixels = this.videos.then(videos => videos.decode(stream, unit, width, height))
    pixels.catch(() => {
      this.videoLost = true
    })
    this.drawLater(x, y, width, height, pixels)
  }

  private drawLater(
    ...[x, y, width, height, pixels]: [...place: [number, number, number, number], pixels: Promise<Uint32Array>]
  ): void {
    this.wait(pixels.then(all => this.fb.blit(x, y, width, height, all)))
  }

  /** Later commands queue until it is done; one that fails is skipped. */
  private wait(done: Promise<void>): void {
    this.waiting = true
    done
      .catch(() => {
        this.bad++
      })
      .finally(() => {
        this.waiting = false
        this.run()
      })
  }

  private tight({ bytes }: Batch, arg: (index: number) => number): void {
    const place = { x: arg(0), y: arg(1), width: arg(2), height: arg(3) }
    const offset = arg(4)
    const filter = arg(7)
    const { format } = this
    const paletteBytes = arg(8) * format.tightBytes
    this.streams.forEach((stream, i) => {
      if ((arg(9) >> i) & 1) stream.reset()
    })
    const palette = bytes.subarray(offset, offset + paletteBytes)
    const data = bytes.subarray(offset + paletteBytes, offset + paletteBytes + arg(5))
    this.decoding(() => {
      const plain =
        arg(10) === 1
          ? this.streams[arg(6)]?.inflate(
              data,
              tightBytes(place.width, place.height, filter, arg(8), format.tightBytes),
            )
          : data
      if (plain) drawTight(this.fb, place, filter, plain, palette, format)
    })
  }

  private zrle(x: number, y: number, width: number, height: number, data: Uint8Array): void {
    this.decoding(() => {
      const plain = this.zrleStream.inflate(data, zrleBytes(width, height))
      drawZrle(this.fb, { x, y, width, height }, plain, this.format)
    })
  }

  /** Only KasmVNC sends these, when it is told to: what reads them is loaded then. */
  private qoi(x: number, y: number, width: number, height: number, data: Uint8Array): void {
    const pixels = import('./qoi').then(({ decodeQoi, scaled }) => {
      const image = decodeQoi(data)
      const isSized = image.width === width && image.height === height
      return isSized ? image.pixels : scaled(image, width, height)
    })
    this.drawLater(x, y, width, height, pixels)
  }

  private read(format: PixelFormat): void {
    if (format.bitsPerPixel === 32) {
      this.format = new PixelReader32(format)
      return
    }
    this.wait(
      import('./PixelReader16').then(({ PixelReader16 }) => {
        this.format = new PixelReader16(format)
      }),
    )
  }

  private decoding(draw: () => void): void {
    try {
      draw()
    } catch {
      this.bad++
    }
  }

  private show(x: number, y: number, width: number, height: number): void {
    this.view = { x, y, width, height }
    this.paintAll = true
    this.flip()
  }

  private flip(): void {
    this.shown = true
    if (this.paintDue || this.ended) return
    this.paintDue = true
    this.around.nextFrame(() => this.paint())
  }

  private paint(): void {
    this.paintDue = false
    const { image } = this.fb
    if (this.ended || !this.shown || !image) return
    const startedMs = performance.now()
    const { x, y, width, height } = this.view
    // A canvas that gets another size is blank.
    const { canvas } = this.target
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width
      canvas.height = height
      this.paintAll = true
    }
    const damage = this.fb.takeDamage()
    const dirty = this.paintAll ? { x, y, width, height } : damage
    this.paintAll = false
    if (!dirty) return
    if (this.swaps) {
      const part = swapped(image, dirty)
      this.target.putImageData(part, dirty.x - x, dirty.y - y, 0, 0, part.width, part.height)
    } else this.target.putImageData(image, -x, -y, dirty.x, dirty.y, dirty.width, dirty.height)
    this.painted++
    this.paintMs += performance.now() - startedMs
    this.report()
  }

  private report(): void {
    const { applied, painted, paintMs, decodeMs, bad, videoLost, spent } = this
    if (applied === 0 && painted === 0) return
    this.applied = this.painted = this.paintMs = this.decodeMs = this.bad = 0
    this.videoLost = false
    this.spent = []
    this.onReport({ applied, painted, paintMs, decodeMs, bad, videoLost, spent })
  }
}

/** A part of a picture with red and blue in each other's place. */
function swapped(image: ImageData, { x, y, width, height }: Damage): ImageData {
  const right = Math.min(x + width, image.width)
  const bottom = Math.min(y + height, image.height)
  const part = new ImageData(Math.max(1, right - x), Math.max(1, bottom - y))
  const from = new Uint32Array(image.data.buffer)
  const to = new Uint32Array(part.data.buffer)
  for (let row = y, i = 0; row < bottom; row++) {
    for (let at = row * image.width + x, end = row * image.width + right; at < end; at++) {
      const pixel = from[at] ?? 0
      to[i++] = (pixel & 0xff00ff00) | ((pixel & 0xff) << 16) | ((pixel >> 16) & 0xff)
    }
  }
  return part
}
